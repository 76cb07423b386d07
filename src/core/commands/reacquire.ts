import { moveUnits, sale, type UnitsByLine, unitsPerRow } from "../allocations.ts";
import { shareUnits } from "../bundle/sharing.ts";
import type { Commit } from "../command.ts";
import { type Decision, rejected } from "../decision.ts";
import type { Draft, OpenEntry } from "../draft.ts";
import { entryOf } from "../entry.ts";
import { expire, makeRoom } from "../expiry.ts";
import type { Instant } from "../instant.ts";
import { goodUntil, type Need } from "../place.ts";
import { type Allocation, isOverdue, type Reservation } from "../reservation.ts";
import { selectUnits } from "../select.ts";
import { orderFromWarehouses } from "../wms/ordering.ts";
import { source } from "../sourcing.ts";
import { allocationsFor, refuseShort } from "./order.ts";

/**
 * Commits a hold whose time is up: holds its units again if stock allows, by the rules of a new order, and
 * sells them in the same step. The remainder stays expired, or is held anew for as long as it was asked to.
 */
export function reacquire(
  draft: Draft,
  command: Commit,
  reservation: Reservation,
  lapsed: UnitsByLine,
): Decision {
  if (isOverdue(reservation, draft.now)) expire(draft, reservation);
  const expired = draft.reservation(reservation.id) ?? reservation;
  const sold = selectUnits(expired, command.lines, lapsed, "expired");
  if (!(sold instanceof Map)) return rejected(sold);
  const wanted = command.remainder === "keep" ? lapsed : sold;
  const heldUntil = draft.now + (expired.ttlMs ?? 0);
  const needs = needsOfLines(draft, expired, { wanted, sold }, heldUntil);
  const sourced = source(draft, needs);
  const refused = refuseShort(draft, needs, sourced, false);
  if (refused !== undefined) return refused;
  for (const [stockId, units] of unitsPerRow(sourced.grants)) makeRoom(draft, stockId, units);
  const { reservationId } = command;
  const entry = draft.open(entryOf(command, "commit", draft.now, { reservationId }));
  const made = allocationsFor(sourced.grants, expired.allocations);
  const allocations = [...expired.allocations, ...sellFirst(draft, entry, made, sold)];
  const isHeldAnew = made.some(({ line }) => isKept(line, { wanted, sold }));
  const expiresAt = isHeldAnew ? heldUntil : expired.expiresAt;
  const after = { ...expired, allocations, expiresAt };
  orderFromWarehouses(draft, command.entryId, after, expired.allocations);
  draft.put(after);
  return draft.accept({ reservationId });
}

/** What is wanted again of each line, and how much of that is sold at once. */
interface Again {
  readonly wanted: UnitsByLine;
  readonly sold: UnitsByLine;
}

/** Is some of the line held anew? */
function isKept(line: number, { wanted, sold }: Again): boolean {
  return (wanted.get(line) ?? 0n) > (sold.get(line) ?? 0n);
}

/** Only what is held anew must outlive the new hold; what is sold must be good now. */
function needsOfLines(
  draft: Draft,
  reservation: Reservation,
  again: Again,
  heldUntil: Instant,
): Need[] {
  const needs: Need[] = [];
  for (const line of reservation.lines) {
    const { number, sku, location: code, lot, minShelfLifeMs, components } = line;
    const quantity = again.wanted.get(number) ?? 0n;
    if (quantity === 0n) continue;
    const item = draft.books.item(sku);
    const location = code === null ? null : draft.books.location(code);
    if (item === undefined || location === undefined)
      throw new Error(`line ${number} of ${reservation.id} was not read for this batch`);
    const ends = isKept(number, again) ? heldUntil : null;
    const good = goodUntil(draft.now, ends, minShelfLifeMs);
    const what = { line: number, item, quantity, components, isClosed: false };
    needs.push({ ...what, location, lot, goodUntil: good });
  }
  return needs;
}

/** Sells the first units of each line, of bundles whole ones, and holds the rest. */
function sellFirst(
  draft: Draft,
  entry: OpenEntry,
  allocations: readonly Allocation[],
  sold: UnitsByLine,
): Allocation[] {
  const shares = shareUnits(allocations, sold, { most: ({ quantity }) => quantity });
  return allocations.map((allocation) => {
    const units = shares.get(allocation) ?? 0n;
    const kept = allocation.quantity - units;
    const { to, delta } = sale(draft.stock(allocation.stockId));
    if (units > 0n) draft.move(entry, allocation.stockId, delta(units));
    if (kept > 0n) draft.move(entry, allocation.stockId, { held: kept });
    const whole = { ...allocation, held: allocation.quantity };
    return moveUnits(whole, "held", to, units);
  });
}
