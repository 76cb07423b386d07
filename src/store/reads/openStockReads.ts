import type { Pool } from "pg";

import type { Uuid } from "../../core/stock.ts";
import type { StockReads } from "../stockReads.ts";
import { listMovements } from "./movements.ts";
import { listRecalled, readRecall } from "./recall.ts";
import { listSales } from "./sales.ts";
import { listExpiring, listStock } from "./stock.ts";

/** What is read of one tenant's stock. @param readPool where lists may be read from: the same database, or a replica */
export function openStockReads(pool: Pool, readPool: Pool, tenantId: Uuid): StockReads {
  return {
    movements: (query) => listMovements(readPool, tenantId, query),
    list: (query) => listStock(readPool, tenantId, query),
    expiring: (query) => listExpiring(readPool, tenantId, query),
    recall: (sku, lot) => readRecall(pool, tenantId, sku, lot),
    recalled: (query) => listRecalled(pool, tenantId, query),
    sales: (query) => listSales(readPool, tenantId, query),
  };
}
