import type { Pool } from "pg";

import type { Uuid } from "../../core/stock.ts";
import { readStockAsOf } from "./asOf.ts";
import { drawCard } from "./card.ts";
import { explainReservation } from "./explain.ts";
import type { TenantHistory } from "./history.ts";
import { listMovements } from "./movements.ts";

/** The past of one tenant, as a database or a replica of it tells it. */
export function createHistory(pool: Pool, tenantId: Uuid): TenantHistory {
  return {
    movements: (query) => listMovements(pool, tenantId, query),
    stockAsOf: (query) => readStockAsOf(pool, tenantId, query),
    card: (query) => drawCard(pool, tenantId, query),
    explain: (reservationId) => explainReservation(pool, tenantId, reservationId),
  };
}
