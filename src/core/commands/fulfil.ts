import { SHIP_COMMITTED, shiftUnits, type UnitsByLine, unitsIn } from "../allocations.ts";
import { atLeastZero, least, unallocatable } from "../balances.ts";
import type { Books } from "../books.ts";
import type { Fulfil } from "../command.ts";
import { type Decision, rejected } from "../decision.ts";
import { Draft } from "../draft.ts";
import { entryOf, whenOccurred } from "../entry.ts";
import { insufficientStock, reject, reservationClosed, reservationNotFound } from "../rejection.ts";
import { type Allocation, type Reservation, stateAt, total } from "../reservation.ts";
import { selectUnits } from "../select.ts";
import { shortagesOf } from "../shortage.ts";
import type { Uuid } from "../stock.ts";

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
  const { packed, missing } = pack(draft, reservation, units);
  const shortages = shortagesOf(reservation, units, missing, () => null);
  if (shortages.length > 0) return rejected(insufficientStock(shortages));
  const { reservationId, reference } = command;
  const entry = draft.open(entryOf(command, "fulfil", when, { reservationId, reference }));
  const isPacked = (allocation: Allocation): bigint => packed.get(allocation) ?? 0n;
  const { allocations: all } = reservation;
  const allocations = shiftUnits(draft, entry, all, units, SHIP_COMMITTED, isPacked);
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

/** What each allocation ships, as far as its stock is on hand and fit to leave; and what that leaves of each line. */
function pack(
  draft: Draft,
  reservation: Reservation,
  units: UnitsByLine,
): { packed: Map<Allocation, bigint>; missing: UnitsByLine } {
  const missing = new Map(units);
  const packed = new Map<Allocation, bigint>();
  const taken = new Map<Uuid, bigint>();
  for (const allocation of reservation.allocations) {
    const { line, stockId, committed } = allocation;
    const { balances, location } = draft.stock(stockId);
    if (location.wmsAccountId !== null) continue;
    const before = taken.get(stockId) ?? 0n;
    const fit = atLeastZero(balances.onHand - unallocatable(balances) - before);
    const parcel = least(least(committed, missing.get(line) ?? 0n), fit);
    if (parcel === 0n) continue;
    packed.set(allocation, parcel);
    taken.set(stockId, before + parcel);
    missing.set(line, (missing.get(line) ?? 0n) - parcel);
  }
  return { packed, missing };
}
