import { SHIP_COMMITTED, shiftUnits, type UnitsByLine, unitsIn } from "../allocations.ts";
import { atLeastZero, unallocatable } from "../balances.ts";
import type { Books } from "../books.ts";
import { bundlesByLine, type Limits, shareUnits } from "../bundle/sharing.ts";
import type { Fulfil } from "../command.ts";
import { type Decision, rejected } from "../decision.ts";
import { Draft } from "../draft.ts";
import { entryOf, whenOccurred } from "../entry.ts";
import { insufficientStock, reject, reservationClosed, reservationNotFound } from "../rejection.ts";
import { type Allocation, type Reservation, stateAt, total } from "../reservation.ts";
import { selectUnits } from "../select.ts";
import { shortagesOf } from "../shortage.ts";

/** Ships committed units, never more than is on hand and fit to leave: on hand and committed fall together. */
export function decideFulfil(books: Books, command: Fulfil): Decision {
  const draft = new Draft(books);
  const reservation = draft.reservation(command.reservationId);
  if (reservation === undefined) return rejected(reservationNotFound(command.reservationId));
  if (total(reservation, "committed") === 0n) {
    return rejected(reservationClosed(reservation.id, stateAt(reservation, draft.now)));
  }
  const when = whenOccurred(command.occurredAt, draft.now);
  if (typeof when !== "number") return rejected(when);
  const committed = committedHere(draft, reservation);
  if ([...committed.values()].every((open) => open === 0n)) {
    const message = `reservation ${reservation.id} is shipped by its warehouse system; wait for it`;
    return rejected(reject("INVALID_MOVEMENT", message, { reservationId: reservation.id }));
  }
  const units = selectUnits(reservation, command.lines, committed, "committed");
  if (!(units instanceof Map)) return rejected(units);
  const limits = fitToLeave(draft);
  const missing = unpacked(reservation, units, limits);
  const shortages = shortagesOf(reservation, units, missing, () => null);
  if (shortages.length > 0) return rejected(insufficientStock(shortages));
  const { reservationId, reference } = command;
  const entry = draft.open(entryOf(command, "fulfil", when, { reservationId, reference }));
  const { allocations: all } = reservation;
  const allocations = shiftUnits(draft, entry, all, units, SHIP_COMMITTED, limits);
  draft.put({ ...reservation, allocations });
  return draft.accept({ reservationId });
}

/** Units per line that are ours to ship: what a warehouse system holds, it ships and tells of by itself. */
function committedHere(draft: Draft, reservation: Reservation): Map<number, bigint> {
  const allocations = reservation.allocations.filter(
    ({ stockId }) => draft.stock(stockId).location.wmsAccountId === null,
  );
  return unitsIn({ ...reservation, allocations }, "committed");
}

/** What allocations can ship: what is ours to ship, on hand and fit to leave. */
function fitToLeave(draft: Draft): Limits {
  return {
    most: ({ stockId, committed }) =>
      draft.stock(stockId).location.wmsAccountId === null ? committed : 0n,
    room: (stockId) => {
      const { balances } = draft.stock(stockId);
      return atLeastZero(balances.onHand - unallocatable(balances));
    },
  };
}

/** What of each line cannot be shipped. */
function unpacked(
  { allocations }: Reservation,
  units: UnitsByLine,
  limits: Limits,
): Map<number, bigint> {
  const shares = shareUnits(allocations, units, limits);
  const shipped = unitsOf(allocations, shares);
  return new Map([...units].map(([line, asked]) => [line, asked - (shipped.get(line) ?? 0n)]));
}

/** What shares come to per line: of a bundle, whole ones. */
function unitsOf(
  allocations: readonly Allocation[],
  shares: ReadonlyMap<Allocation, bigint>,
): Map<number, bigint> {
  const most = (allocation: Allocation): bigint => shares.get(allocation) ?? 0n;
  const units = bundlesByLine(allocations, most);
  for (const [{ line, component }, some] of shares)
    if (component === 0) units.set(line, (units.get(line) ?? 0n) + some);
  return units;
}
