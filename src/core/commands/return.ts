import { BALANCE_MAX, type Delta } from "../balances.ts";
import type { Books } from "../books.ts";
import type { Return, ReturnLine } from "../command.ts";
import { type Decision, rejected } from "../decision.ts";
import { Draft, type OpenEntry } from "../draft.ts";
import { entryOf, whenOccurred } from "../entry.ts";
import { openLocation } from "../needs.ts";
import { reject, type Rejection, reservationNotFound } from "../rejection.ts";
import type { Allocation } from "../reservation.ts";
import type { Location, StockRow, Uuid } from "../stock.ts";
import { planReturn, type Parcel } from "../returning.ts";
import { managedByWms } from "../wms/managed.ts";
import { findOrAddRow, findRow, tooMuch } from "./receive.ts";

/**
 * Books units that a customer brings back, never more than were shipped to him and are still with him. They keep their
 * lot, go back to where they were shipped from unless another location takes them in, and are for sale again only if
 * the line says so.
 */
export function decideReturn(books: Books, command: Return): Decision {
  const draft = new Draft(books);
  const reservation = draft.reservation(command.reservationId);
  if (reservation === undefined) return rejected(reservationNotFound(command.reservationId));
  const when = whenOccurred(command.occurredAt, draft.now);
  if (typeof when !== "number") return rejected(when);
  const taker =
    command.location === null ? null : openLocation(draft, command.location, "location");
  if (taker !== null && "reason" in taker) return rejected(taker);
  const parcels = planReturn(reservation, command.lines);
  if (!Array.isArray(parcels)) return rejected(parcels);
  const { reservationId, reason, reference } = command;
  const entry = draft.open(entryOf(command, "return", when, { reservationId, reason, reference }));
  const stockIds = new Set<Uuid>();
  for (const parcel of parcels) {
    const row = takeIn(draft, entry, parcel, taker);
    if ("reason" in row) return rejected(row);
    stockIds.add(row.id);
  }
  const back = Map.groupBy(parcels, ({ allocation }) => allocation);
  const allocations = reservation.allocations.map((known) => withReturned(known, back.get(known)));
  draft.put({ ...reservation, allocations });
  return draft.accept({ reservationId, stockIds: [...stockIds] });
}

function takeIn(
  draft: Draft,
  entry: OpenEntry,
  { allocation, quantity, line, index }: Parcel,
  taker: Location | null,
): StockRow | Rejection {
  const from = draft.stock(allocation.stockId);
  const refused = refuse(taker ?? from.location, taker === null);
  if (refused !== undefined) return refused;
  const row = taker === null ? from : rowAt(draft, allocation, taker, line);
  if ("reason" in row) return row;
  if (row.balances.onHand + quantity > BALANCE_MAX) return tooMuch(row, index);
  draft.move(entry, row.id, deltaOf(line, quantity));
  return row;
}

/** The row at another location. There is one new one for each line: those of a bundle's components must be there. */
function rowAt(
  draft: Draft,
  { stockId, component }: Allocation,
  taker: Location,
  line: ReturnLine,
): StockRow | Rejection {
  const { item, lot } = draft.stock(stockId);
  const known = findRow(draft, item, taker, lot);
  if (known !== undefined || component === 0)
    return findOrAddRow(draft, item, taker, lot, line.stockId);
  const ofLot = lot === null ? "" : `, lot ${lot.number},`;
  const message = `location: ${item.sku}${ofLot} was never at "${taker.code}"; say with SetStock that 0 are there, or return the bundles to where they were`;
  return {
    ...reject("INVALID_MOVEMENT", message, { sku: item.sku, location: taker.code }),
    field: "location",
  };
}

function refuse(location: Location, isWhereItWas: boolean): Rejection | undefined {
  const hint = isWhereItWas
    ? "name another location, or let it be received there"
    : "receive there, and it will be told by the next page";
  const refusal = managedByWms(location, hint);
  if (refusal !== undefined || !location.archived) return refusal;
  const message = `location: "${location.code}", where they were shipped from, is archived; name another`;
  const facts = { location: location.code, field: "location" };
  return { ...reject("LOCATION_ARCHIVED", message, facts), field: "location" };
}

function deltaOf({ to }: ReturnLine, quantity: bigint): Delta {
  return to === null ? { onHand: quantity } : { onHand: quantity, [to]: quantity };
}

function withReturned(allocation: Allocation, parcels: readonly Parcel[] | undefined): Allocation {
  if (parcels === undefined) return allocation;
  let { returned } = allocation;
  for (const { quantity } of parcels) returned += quantity;
  return { ...allocation, returned };
}
