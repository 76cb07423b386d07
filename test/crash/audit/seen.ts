import type { Balance, Order, Parts } from "../load/told.ts";
import type { Posting } from "./books.ts";
import { overdue } from "./life.ts";
import { type Moment, NOTHING, sumOf } from "./parts.ts";

/** An order in words, the same for the same order: what a caller was told is compared with what was so. */
export function wordsOf({ state, expiresAt, lines }: Omit<Order, "reservationId">): string {
  const told = [...lines].map(([sku, parts]) => `${sku} ${partsInWords(parts)}`);
  return `${state} until ${expiresAt}: ${told.join("; ")}`;
}

/** All that a caller may see of an order after an entry: its holds may be overdue when he looks. */
export function sightsOf(moment: Moment): string[] {
  return [moment, overdue(moment)].map((seen) => {
    const { expiresAt, lines } = seen;
    return wordsOf({ state: stateOf(seen), expiresAt, lines });
  });
}

/** Held, else committed, else fulfilled, else whichever of expired and released came last. */
function stateOf(moment: Moment): string {
  if (sumOf(moment, "held") > 0) return "HELD";
  if (sumOf(moment, "committed") > 0) return "COMMITTED";
  if (sumOf(moment, "fulfilled") > 0) return "FULFILLED";
  const { expiredAt, releasedAt } = moment;
  return expiredAt === null || (releasedAt !== null && releasedAt >= expiredAt)
    ? "RELEASED"
    : "EXPIRED";
}

export function partsInWords(parts: Parts): string {
  const names = Object.keys(NOTHING) as (keyof Parts)[];
  return names.map((name) => `${parts[name]} ${name}`).join(" ");
}

/** Balances in words. */
export function balanceInWords(balance: Balance): string {
  const { sku, location, onHand, held, committed } = balance;
  return `${sku} at ${location}: ${onHand} on hand ${held} held ${committed} committed`;
}

/** What a posting left of its stock row. */
export function balanceAfter(posting: Posting): Balance {
  const { sku, location, onHandAfter, heldAfter, committedAfter } = posting;
  return { sku, location, onHand: onHandAfter, held: heldAfter, committed: committedAfter };
}
