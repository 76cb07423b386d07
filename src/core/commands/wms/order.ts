import { claims, shortfall } from "../../balances.ts";
import type { Books } from "../../books.ts";
import { type Decision, rejected } from "../../decision.ts";
import { Draft } from "../../draft.ts";
import { goOnAfterExpiries, hasMoreOverdue, isClaimed, makeRoom } from "../../expiry.ts";
import { reject, type Rejection, reservationNotFound, wmsOrderNotFound } from "../../rejection.ts";
import type { Uuid } from "../../stock.ts";
import type { WmsOrderStep } from "../../wms/command.ts";
import { displace } from "../../wms/displace.ts";
import { OrderStep } from "../../wms/orderStep.ts";
import { wmsLocation } from "../../wms/place.ts";

/**
 * Takes an order one step further on its way to the warehouse system. A step that no longer applies changes nothing.
 * Where it would leave more promised than there is, overdue holds are taken back before, and live ones moved after it.
 */
export function decideWmsOrder(books: Books, command: WmsOrderStep): Decision {
  const draft = new Draft(books);
  const named = stepOn(draft, command);
  if ("reason" in named) return rejected(named);
  const crowded = crowdedIn(draft, named);
  return crowded.length === 0 ? end(draft, command, named) : stepWithRoom(books, command, crowded);
}

/** A row with overdue holds of which more is promised than there is, and how many units a step claims of it. */
interface Crowded {
  readonly stockId: Uuid;
  readonly units: bigint;
}

function crowdedIn(draft: Draft, stockIds: readonly Uuid[]): Crowded[] {
  return stockIds.flatMap((stockId) => {
    const { balances, overdueHeld } = draft.stock(stockId);
    if (overdueHeld === 0n) return [];
    const before = draft.books.stock(stockId).balances;
    const isShorter = shortfall(balances) > shortfall(before);
    return isShorter ? [{ stockId, units: claims(balances) - claims(before) }] : [];
  });
}

function stepWithRoom(books: Books, command: WmsOrderStep, crowded: readonly Crowded[]): Decision {
  const draft = new Draft(books);
  for (const { stockId, units } of crowded) makeRoom(draft, stockId, units);
  const short = crowded.filter(({ stockId, units }) => isClaimed(draft.stock(stockId), units));
  const rows = short.map(({ stockId }) => draft.stock(stockId));
  if (hasMoreOverdue(draft, rows)) return goOnAfterExpiries(draft, rows);
  const named = stepOn(draft, command);
  return "reason" in named ? rejected(named) : end(draft, command, named);
}

function end(draft: Draft, command: WmsOrderStep, named: readonly Uuid[]): Decision {
  const { reservationId, reference } = command;
  displace(draft, command, named);
  return draft.accept({ reservationId, wmsReference: reference });
}

/** @returns the rows that the order names after the step */
function stepOn(draft: Draft, command: WmsOrderStep): Uuid[] | Rejection {
  const { reservationId, reference } = command;
  const reservation = draft.reservation(reservationId);
  if (reservation === undefined) return reservationNotFound(reservationId);
  const orders = draft.wmsOrdersOf(reservationId);
  const order = orders.find((known) => known.reference === reference);
  if (order === undefined) return wmsOrderNotFound(reference);
  const location = wmsLocation(draft, order.location);
  if ("reason" in location) return location;
  if (command.step.what === "unpark" && !order.parked) return notParked(reference);
  const after = new OrderStep(draft, command, reservation).step(order);
  if (after !== order) draft.putWmsOrder(after);
  const named = after.lines.flatMap(({ allocations }) => allocations.map(({ stockId }) => stockId));
  return [...new Set(named)];
}

function notParked(reference: string): Rejection {
  const message = `reference: order "${reference}" is not parked; there is nothing to do`;
  return { ...reject("INVALID_MOVEMENT", message, { reference }), field: "reference" };
}
