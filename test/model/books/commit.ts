import { freeUnits, type View } from "./availability.ts";
import {
  type Allocation,
  isGood,
  isOverdue,
  type Reservation,
  type Stock,
  stockOf,
  unitsIn,
} from "./books.ts";
import type { Commit } from "./command.ts";
import { lapsedByLine, missingOf, nothingHeld } from "./life.ts";
import { shortagesOf } from "./order.ts";
import {
  allocate,
  copyOf,
  enter,
  giveBack,
  lapse,
  leave,
  newPlan,
  type Plan,
  refuse,
  shift,
  soldState,
  type Verdict,
} from "./plan.ts";
import { byLine, type ByLine, select, sumOf, takeFrom } from "./selection.ts";
import { source } from "./sourcing.ts";
import { sellBundles } from "./commitBundles.ts";
import { anything, lineUnits, sharesOf } from "./whole.ts";

/** Sells what is held. When its time is up, it is held again first if the caller wants that and stock allows it. */
export function decideCommit(view: View, command: Commit, reservation: Reservation): Verdict {
  const { now } = view;
  const isHeld = unitsIn(reservation, "held") > 0 && !isOverdue(reservation, now);
  if (isHeld) return sellHeld(view, command, reservation);
  const refusal = nothingHeld(reservation, now);
  const mayReacquire = refusal.reason === "RESERVATION_EXPIRED" && command.reacquire;
  return mayReacquire ? reacquire(view, command, reservation) : refusal;
}

function sellHeld(view: View, command: Commit, reservation: Reservation): Verdict {
  const held = byLine(reservation, (line) => lineUnits(reservation, "held", line));
  const units = select(reservation, command.lines, held);
  if ("reason" in units) return units;
  const after = copyOf(reservation);
  const plan = newPlan(after);
  const left = new Map(units);
  const isUnfitBundle = sellAllBundles(view, plan, after, left);
  const single = after.allocations.filter(({ component }) => component === 0);
  const inOrder = single.toSorted(leastMovableFirst(reservation));
  const stuck = inOrder.flatMap((one) => sellWhereItIs(view, plan, one, left));
  if (sumOf(left) > 0) {
    const isUnfit = rehome(view, plan, after, stuck, left);
    if (isUnfit || isUnfitBundle) return refuse("LOT_EXPIRED");
    if (sumOf(left) > 0) return refuse("INSUFFICIENT_STOCK", missingOf(reservation, units, left));
  }
  if (!command.keep) giveBack(plan, after, view.now);
  return plan;
}

/** @returns whether one is left because a lot of it may no longer be sold */
function sellAllBundles(
  view: View,
  plan: Plan,
  after: Reservation,
  left: Map<number, number>,
): boolean {
  let isAnyUnfit = false;
  for (const [line, wanted] of left) {
    if (after.lines[line - 1]?.made.length === 0) continue;
    const sold = sellBundles(view, plan, after, line, wanted);
    left.set(line, sold.left);
    isAnyUnfit ||= sold.isUnfit;
  }
  return isAnyUnfit;
}

/** Sells what its stock covers, once what was sold before is set aside. @returns the allocation, if it has more */
function sellWhereItIs(
  view: View,
  plan: Plan,
  one: Allocation,
  left: Map<number, number>,
): Allocation[] {
  const { stock, line, held } = one;
  const by = plan.moved.get(stock);
  const covered = stock.onHand + (by?.onHand ?? 0) - stock.committed - (by?.committed ?? 0);
  const most = isGood(stock.lot, view.now) ? Math.max(0, Math.min(held, covered)) : 0;
  const sold = takeFrom(left, line, most);
  if (sold > 0) shift(plan, one, "held", soldState(stock), sold);
  return one.held > 0 ? [one] : [];
}

/** Sells the rest from other stock. @returns whether something is left because its lot may no longer be sold */
function rehome(
  view: View,
  plan: Plan,
  after: Reservation,
  stuck: readonly Allocation[],
  left: Map<number, number>,
): boolean {
  let isUnfit = false;
  const moved = new Map<Stock, number>();
  const shares = new Map(left);
  for (const one of stuck) {
    let wanted = takeFrom(shares, one.line, one.held);
    for (const stock of whereItMayMove(view, after, one)) {
      const units = Math.min(wanted, freeUnits(view, stock) - (moved.get(stock) ?? 0));
      if (units <= 0) continue;
      moved.set(stock, (moved.get(stock) ?? 0) + units);
      leave(plan, one, "held", units);
      enter(plan, allocate(after, one.line, stock), soldState(stock), units);
      wanted -= takeFrom(left, one.line, units);
    }
    if (wanted > 0 && !isGood(one.stock.lot, view.now)) isUnfit = true;
  }
  return isUnfit;
}

/** Never out of the lot or the location that the line named; the same location first. */
function whereItMayMove(
  { books, now }: View,
  { lines }: Reservation,
  { line, stock }: Allocation,
): Stock[] {
  const { lot = null, location = null } = lines[line - 1] ?? {};
  if (lot !== null) return [];
  const rank = (other: Stock): number =>
    other.location.code === stock.location.code ? -1 : books.locations.indexOf(other.location);
  return stockOf(books, stock.sku, location)
    .filter((other) => other !== stock && isGood(other.lot, now))
    .toSorted((a, b) => rank(a) - rank(b));
}

/** Those whose line named a lot, then those whose line named a location. */
function leastMovableFirst({ lines }: Reservation): (a: Allocation, b: Allocation) => number {
  const rank = ({ line }: Allocation): number => {
    const { lot = null, location = null } = lines[line - 1] ?? {};
    return (lot === null ? 2 : 0) + (location === null ? 1 : 0);
  };
  return (a, b) => rank(a) - rank(b);
}

function reacquire(view: View, command: Commit, reservation: Reservation): Verdict {
  const { now } = view;
  const lapsed = lapsedByLine(reservation, now);
  const sold = select(reservation, command.lines, lapsed);
  if ("reason" in sold) return sold;
  const after = copyOf(reservation);
  const plan = newPlan(after);
  if (isOverdue(reservation, now)) lapse(plan, after);
  const heldUntil = now + (reservation.ttlMs ?? 0);
  const needs = needsOf(after, command.keep ? lapsed : sold, sold, { now, heldUntil });
  const grants = source(view, needs);
  const shortages = shortagesOf(needs, grants);
  if (shortages.length > 0) return refuse("INSUFFICIENT_STOCK", shortages);
  const made = grants.map((grant) => {
    const allocation = allocate(after, grant.line, grant.stock, grant);
    enter(plan, allocation, "held", grant.quantity);
    return allocation;
  });
  for (const [line, units] of sold) {
    const served = made.filter((one) => one.line === line);
    for (const [one, some] of sharesOf(
      after,
      served,
      units,
      anything(({ held }) => held),
    ))
      shift(plan, one, "held", soldState(one.stock), some);
  }
  if (unitsIn(after, "held") > 0) after.expiresAt = heldUntil;
  return plan;
}

/** What must be found again. What is held on must outlive the new hold; what is sold must be good now. */
function needsOf(
  { lines }: Reservation,
  wanted: ByLine,
  sold: ByLine,
  { now, heldUntil }: { now: number; heldUntil: number },
) {
  return lines.flatMap((told, index) => {
    const line = index + 1;
    const quantity = wanted.get(line) ?? 0;
    if (quantity === 0) return [];
    const goodUntil = quantity > (sold.get(line) ?? 0) ? heldUntil : now;
    return [{ ...told, line, quantity, goodUntil }];
  });
}
