import { SHIP_COMMITTED, shiftUnits, type UnitsByLine, unitsIn } from "../allocations.ts";
import { atLeastZero, least, unallocatable } from "../balances.ts";
import type { Books } from "../books.ts";
import type { Fulfil } from "../command.ts";
import { type Decision, rejected } from "../decision.ts";
import { Draft } from "../draft.ts";
import { entryOf, whenOccurred } from "../entry.ts";
import {
  insufficientStock,
  reservationClosed,
  reservationNotFound,
  type Shortage,
} from "../rejection.ts";
import { type Reservation, stateAt, total } from "../reservation.ts";
import { selectUnits } from "../select.ts";
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
  const committed = unitsIn(reservation, "committed");
  const units = selectUnits(reservation, command.lines, committed, "committed");
  if (!(units instanceof Map)) return rejected(units);
  const shortages = shortOnHand(draft, reservation, units);
  if (shortages.length > 0) return rejected(insufficientStock(shortages));
  const { reservationId, reference } = command;
  const entry = draft.open(entryOf(command, "fulfil", when, { reservationId, reference }));
  const allocations = shiftUnits(draft, entry, reservation.allocations, units, SHIP_COMMITTED);
  draft.put({ ...reservation, allocations });
  return draft.accept({ reservationId });
}

function shortOnHand(draft: Draft, reservation: Reservation, units: UnitsByLine): Shortage[] {
  const left = new Map(units);
  const shipped = new Map<Uuid, bigint>();
  const shortages: Shortage[] = [];
  for (const { line, stockId, sku, location, committed } of reservation.allocations) {
    const requested = least(committed, left.get(line) ?? 0n);
    left.set(line, (left.get(line) ?? 0n) - requested);
    const { balances } = draft.stock(stockId);
    const before = shipped.get(stockId) ?? 0n;
    const available = atLeastZero(balances.onHand - unallocatable(balances) - before);
    shipped.set(stockId, before + requested);
    if (requested > available) {
      shortages.push({ line, sku, location, requested, available, nextAvailableAt: null });
    }
  }
  return shortages;
}
