import { type View } from "./availability.ts";
import { isOverdue, lotKey, type Reservation, unitsIn } from "./books.ts";
import type { Line, Order } from "./command.ts";
import {
  allocate,
  copyOf,
  enter,
  giveBack,
  lapse,
  newPlan,
  type Plan,
  refuse,
  type Refusal,
  type Shortage,
  soldState,
  type Verdict,
} from "./plan.ts";
import { type Grant, grantedOf, type Need, source } from "./sourcing.ts";

/** The id of a reservation before the service has told it. */
export const NEW = "new";

/** Holds or sells every line, or none; with `partial`, what there is. */
export function decideOrder(view: View, command: Order): Verdict {
  const old = replacedBy(view, command);
  if (old !== null && "reason" in old) return old;
  const unknown = command.lines.map((line) => whatIsUnknown(view, line)).find(Boolean);
  if (unknown !== undefined) return refuse(unknown);
  const { now } = view;
  const { ttlMs, partial, kind } = command;
  const expiresAt = ttlMs === null ? null : now + ttlMs;
  const needs = command.lines.map((line, index) => ({
    ...line,
    line: index + 1,
    made: view.books.items.get(line.sku)?.made ?? [],
    goodUntil: expiresAt ?? now,
  }));
  const grants = source({ ...view, without: old?.id ?? null }, needs);
  const shortages = shortagesOf(needs, grants);
  const isEnough = shortages.length === 0 || (partial && grants.length > 0);
  if (!isEnough) return refuse("INSUFFICIENT_STOCK", shortages);
  const plan = newPlan();
  if (old !== null) giveUp(plan, view, old);
  const lines = needs.map((need) => ({
    ...need,
    short: need.quantity - grantedOf(grants, need),
  }));
  const empty = { id: NEW, lines, ttlMs, expiresAt, releasedAt: null, expiredAt: null, touches: 0 };
  const reservation: Reservation = { ...empty, allocations: [] };
  for (const grant of grants) {
    const { line, stock, quantity } = grant;
    const state = kind === "sell" ? soldState(stock) : "held";
    enter(plan, allocate(reservation, line, stock, grant), state, quantity);
  }
  plan.reservation = reservation;
  return plan;
}

/** Which lines are short, and how many units each could have had. */
export function shortagesOf(needs: readonly Need[], grants: readonly Grant[]): Shortage[] {
  return needs.flatMap((need) => {
    const { line, sku, quantity } = need;
    const available = grantedOf(grants, need);
    return available < quantity ? [{ line, sku, requested: quantity, available }] : [];
  });
}

function replacedBy(view: View, { replaces }: Order): Reservation | Refusal | null {
  if (replaces === null) return null;
  const old = view.books.reservations.get(replaces);
  if (old === undefined) return refuse("RESERVATION_NOT_FOUND");
  const isSold = unitsIn(old, "committed") > 0 || unitsIn(old, "fulfilled") > 0;
  return isSold ? refuse("RESERVATION_CLOSED") : old;
}

function giveUp(plan: Plan, { now }: View, old: Reservation): void {
  plan.givenUp = copyOf(old);
  if (isOverdue(old, now)) lapse(plan, plan.givenUp);
  else giveBack(plan, plan.givenUp, now);
}

function whatIsUnknown({ books }: View, { sku, location, lot }: Line): string | undefined {
  if (!books.items.has(sku)) return "ITEM_NOT_FOUND";
  if (location !== null && !books.locations.some(({ code }) => code === location)) {
    return "LOCATION_NOT_FOUND";
  }
  return lot !== null && !books.lots.has(lotKey(sku, lot)) ? "LOT_NOT_FOUND" : undefined;
}
