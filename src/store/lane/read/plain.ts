import { claims } from "../../../core/balances.ts";
import type { StockRow } from "../../../core/stock.ts";

/** Serves whatever it holds: no lot that could end, nothing promised beyond what is on hand. */
export function isPlain({ lot, location, balances }: StockRow): boolean {
  return lot === null && !location.archived && claims(balances) <= balances.onHand;
}
