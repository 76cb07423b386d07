import { BALANCE_MAX, claims } from "./balances.ts";
import type { Unfinished } from "./decision.ts";
import { Draft } from "./draft.ts";
import { isOverdue, type Reservation, seenAt } from "./reservation.ts";
import type { StockRow, Uuid } from "./stock.ts";

/** The actor and the source of entries that time writes. */
export const EXPIRY_SOURCE = "expiry";

/**
 * Takes back a whole overdue hold. The entry happened when the hold's time was up, whenever it is booked.
 * Its request key carries the reservation's version: a hold that was reacquired can expire a second time.
 */
export function expire(draft: Draft, reservation: Reservation): void {
  const entry = draft.open({
    id: null,
    kind: "expire",
    key: { source: EXPIRY_SOURCE, requestId: `${reservation.id}/${reservation.version}` },
    method: "Expire",
    fingerprint: "",
    actor: EXPIRY_SOURCE,
    reservationId: reservation.id,
    occurredAt: reservation.expiresAt ?? draft.now,
    reason: "",
    reference: "",
  });
  for (const { stockId, held } of reservation.allocations) {
    if (held > 0n) draft.move(entry, stockId, { held: -held }, -held);
  }
  draft.put(seenAt(reservation, draft.now));
}

/**
 * Takes back overdue holds on a stock row, oldest first, until `units` are unclaimed or none is left.
 * Live claims are never touched.
 */
export function makeRoom(draft: Draft, stockId: Uuid, units: bigint): void {
  for (const reservationId of draft.books.overdueOn(stockId)) {
    if (!isClaimed(draft.stock(stockId), units)) return;
    const reservation = draft.reservation(reservationId);
    if (reservation !== undefined && isOverdue(reservation, draft.now)) expire(draft, reservation);
  }
}

/**
 * Asks for another batch: takes back every overdue hold that was read for these rows. Nothing else that the
 * command has drafted is kept, for it may be refused in the end.
 */
export function goOnAfterExpiries(draft: Draft, rows: readonly StockRow[]): Unfinished {
  const progress = new Draft(draft.books);
  for (const row of rows) makeRoom(progress, row.id, BALANCE_MAX);
  return progress.unfinished();
}

/** Does any of these rows have overdue holds that were not read? */
export function hasMoreOverdue(draft: Draft, rows: readonly StockRow[]): boolean {
  return rows.some((row) => draft.books.moreOverdue.has(row.id));
}

/** Would taking this many units from the row leave claims uncovered? */
export function isClaimed(row: StockRow, units: bigint): boolean {
  return unclaimed(row) < units;
}

function unclaimed(row: StockRow): bigint {
  return row.balances.onHand - claims(row.balances);
}
