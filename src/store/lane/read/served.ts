import type { PoolClient } from "pg";

import type { StockRow } from "../../../core/stock.ts";
import { settled } from "../../sql/statement.ts";
import { findReservations, type FoundReservation } from "./reservations.ts";
import { findStockOfReservations } from "./stock.ts";

/** Reservations, and the stock that serves them. */
export interface Served {
  readonly reservations: readonly FoundReservation[];
  readonly stock: readonly StockRow[];
}

/** Reservations with the stock that serves them. */
export async function readServed(
  client: PoolClient,
  tenantId: string,
  ids: readonly string[],
): Promise<Served> {
  const [reservations, stock] = await settled([
    findReservations(client, tenantId, ids),
    findStockOfReservations(client, tenantId, ids),
  ]);
  return { reservations, stock };
}
