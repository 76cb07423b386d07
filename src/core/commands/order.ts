import {
  newAllocation,
  nextNumber,
  RELEASE_HELD,
  shiftUnits,
  unitsIn,
  unitsPerRow,
} from "../allocations.ts";
import type { Reserve, Sell } from "../command.ts";
import { type Decision, rejected } from "../decision.ts";
import type { Draft } from "../draft.ts";
import { entryOf } from "../entry.ts";
import { expire, goOnAfterExpiries, hasMoreOverdue, makeRoom } from "../expiry.ts";
import type { Instant } from "../instant.ts";
import { needsOf } from "../needs.ts";
import type { Grant, Need } from "../place.ts";
import {
  insufficientStock,
  type Rejection,
  reservationClosed,
  reservationNotFound,
} from "../rejection.ts";
import {
  type Allocation,
  isOverdue,
  type Reservation,
  type ReservationLine,
  stateAt,
  total,
} from "../reservation.ts";
import { rowsOfNeed, shortageOf } from "../shortage.ts";
import { couldHave, source, type Sourced } from "../sourcing.ts";

type Order = Reserve | Sell;

/** What an order got: its lines, and the stock that serves each. */
export interface Granted {
  readonly lines: readonly ReservationLine[];
  readonly grants: readonly Grant[];
}

/**
 * Finds the stock for an order and takes back the overdue holds that stand in its way, or says why there is
 * none. All lines or none, unless the order takes a part; nothing at all is a refusal either way.
 */
export function grantOrder(
  draft: Draft,
  order: Order,
  holdEndsAt: Instant | null,
): Granted | Decision {
  const refusal = giveUpReplaced(draft, order);
  if (refusal !== undefined) return rejected(refusal);
  const needs = needsOf(draft, order.lines, holdEndsAt);
  if (!isNeeds(needs)) return rejected(needs);
  const sourced = source(draft, needs);
  const refused = refuseShort(draft, needs, sourced, order.allowPartial);
  if (refused !== undefined) return refused;
  for (const [stockId, units] of unitsPerRow(sourced.grants)) makeRoom(draft, stockId, units);
  const lines = needs.map((need, index) =>
    lineOf(need, order.lines[index]?.minShelfLifeMs ?? 0, sourced),
  );
  return { lines, grants: sourced.grants };
}

/** Refuses needs that are short, or asks for another batch when overdue holds that were not read may help. */
export function refuseShort(
  draft: Draft,
  needs: readonly Need[],
  sourced: Sourced,
  allowPartial: boolean,
): Decision | undefined {
  if (sourced.short.size === 0) return undefined;
  const short = needs.filter((need) => sourced.short.has(need.line));
  const rows = short.flatMap((need) => rowsOfNeed(draft, need));
  if (hasMoreOverdue(draft, rows)) return goOnAfterExpiries(draft, rows);
  if (allowPartial && sourced.grants.length > 0) return undefined;
  const shortages = short.map((need) =>
    shortageOf(draft, need, couldHave(sourced, need), rowsOfNeed(draft, need)),
  );
  return rejected(insufficientStock(shortages));
}

/** Allocations for grants, numbered on from those that the lines have. Their units are in no state yet. */
export function allocationsFor(
  grants: readonly Grant[],
  existing: readonly Allocation[],
): Allocation[] {
  let [line, number] = [0, 0];
  // What serves one line comes in one piece.
  return grants.map((grant) => {
    number = grant.line === line ? number + 1 : nextNumber(existing, grant.line);
    ({ line } = grant);
    return newAllocation(grant, number, grant.row, grant.quantity);
  });
}

/** Gives up the reservation that an order replaces, so that its units count as free for the new one. */
function giveUpReplaced(draft: Draft, order: Order): Rejection | undefined {
  if (order.replaces === null) return undefined;
  const old = draft.reservation(order.replaces);
  if (old === undefined) return reservationNotFound(order.replaces);
  if (total(old, "committed") > 0n || total(old, "fulfilled") > 0n) {
    return reservationClosed(old.id, stateAt(old, draft.now));
  }
  if (isOverdue(old, draft.now)) expire(draft, old);
  else if (total(old, "held") > 0n) giveUp(draft, order, old);
  return undefined;
}

function giveUp(draft: Draft, order: Order, old: Reservation): void {
  const reason = `replaced by ${order.reservationId}`;
  const entry = draft.open({
    ...entryOf(order, "release", draft.now, { reservationId: old.id, reason }),
    id: null,
    key: { source: "replacement", requestId: `${old.id}/${old.version}` },
  });
  const held = unitsIn(old, "held");
  const allocations = shiftUnits(draft, entry, old.allocations, held, RELEASE_HELD);
  draft.put({ ...old, releasedAt: draft.now, allocations });
}

function lineOf(need: Need, minShelfLifeMs: number, sourced: Sourced): ReservationLine {
  return {
    number: need.line,
    itemId: need.item.id,
    sku: need.item.sku,
    quantity: need.quantity,
    shortQuantity: sourced.short.get(need.line) ?? 0n,
    location: need.location?.code ?? null,
    lot: need.lot,
    minShelfLifeMs,
    components: need.components,
  };
}

function isNeeds(needs: Need[] | Rejection): needs is Need[] {
  return Array.isArray(needs);
}
