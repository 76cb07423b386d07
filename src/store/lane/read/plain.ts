import { claims } from "../../../core/balances.ts";
import type { StockRow } from "../../../core/stock.ts";

/** Serves whatever it holds: no lot that could end, nothing promised beyond what is on hand. */
export function isPlain({ lot, location, balances }: StockRow): boolean {
  return lot === null && !location.archived && claims(balances) <= balances.onHand;
}

/** The largest of them, and 0 where there is none. */
export function greatest(values: Iterable<bigint>): bigint {
  let most = 0n;
  for (const value of values) if (value > most) most = value;
  return most;
}
