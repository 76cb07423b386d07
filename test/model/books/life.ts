import type { View } from "./availability.ts";
import {
  type Allocation,
  isOverdue,
  type Moment,
  type Reservation,
  type Stock,
  unitsIn,
} from "./books.ts";
import type { Extend, Fulfil, Release } from "./command.ts";
import { copyOf, lapse, newPlan, refuse, type Refusal, shift, type Verdict } from "./plan.ts";
import { byLine, type ByLine, select, sumOf, takeFrom } from "./selection.ts";
import { anything, lineUnits, sharesOf } from "./whole.ts";

/** Units of each line that time took, and that a commit may have again. None once the caller gave the rest back. */
export function lapsedByLine(reservation: Reservation, now: Moment): ByLine {
  const seen = seenAt(reservation, now);
  const { expiredAt, releasedAt, lines } = seen;
  const isOver = expiredAt === null || (releasedAt !== null && releasedAt >= expiredAt);
  if (isOver) return new Map();
  const kept = ["held", "committed", "fulfilled", "released"] as const;
  return byLine(seen, (line) => {
    const { quantity = 0, short = 0 } = lines[line - 1] ?? {};
    return kept.reduce((left, state) => left - lineUnits(seen, state, line), quantity - short);
  });
}

/** Why nothing can be done with a reservation that holds nothing. */
export function nothingHeld(reservation: Reservation, now: Moment): Refusal {
  const hasLapsed = sumOf(lapsedByLine(reservation, now)) > 0;
  return refuse(hasLapsed ? "RESERVATION_EXPIRED" : "RESERVATION_CLOSED");
}

/** As everybody sees it: an overdue hold is an expired one. */
export function seenAt(reservation: Reservation, now: Moment): Reservation {
  if (!isOverdue(reservation, now)) return reservation;
  const seen = copyOf(reservation);
  lapse(newPlan(), seen);
  return seen;
}

/** Gives back holds, and commits only when asked. An overdue hold is nobody's to give back. */
export function decideRelease({ now }: View, command: Release, reservation: Reservation): Verdict {
  const seen = seenAt(reservation, now);
  const held = byLine(seen, (line) => lineUnits(seen, "held", line));
  const open = byLine(
    seen,
    (line) => (held.get(line) ?? 0) + (command.commits ? lineUnits(seen, "committed", line) : 0),
  );
  if (sumOf(open) === 0) return nothingHeld(reservation, now);
  const units = select(reservation, command.lines, open);
  if ("reason" in units) return units;
  const after = copyOf(reservation);
  const plan = newPlan(after);
  if (isOverdue(reservation, now)) lapse(plan, after);
  const left = new Map(units);
  for (const state of ["held", "committed"] as const) {
    for (const line of units.keys()) {
      const some = takeFrom(left, line, lineUnits(after, state, line));
      const served = after.allocations.filter((one) => one.line === line);
      for (const [one, moved] of sharesOf(
        after,
        served,
        some,
        anything((each) => each[state]),
      ))
        shift(plan, one, state, "released", moved);
    }
  }
  after.releasedAt = now;
  return plan;
}

/** Holds on, never for less long than before. */
export function decideExtend({ now }: View, { ttlMs }: Extend, reservation: Reservation): Verdict {
  const isHeld = unitsIn(reservation, "held") > 0 && !isOverdue(reservation, now);
  if (!isHeld) return nothingHeld(reservation, now);
  const { expiresAt } = reservation;
  if (expiresAt === null) return newPlan(copyOf(reservation));
  const later = Math.max(expiresAt, now + ttlMs);
  return newPlan({ ...copyOf(reservation), expiresAt: later, ttlMs });
}

/** Ships what is committed, as far as it is on hand. */
export function decideFulfil(_: View, command: Fulfil, reservation: Reservation): Verdict {
  const open = byLine(reservation, (line) => lineUnits(reservation, "committed", line));
  if (sumOf(open) === 0) return refuse("RESERVATION_CLOSED");
  const units = select(reservation, command.lines, open);
  if ("reason" in units) return units;
  const after = copyOf(reservation);
  const plan = newPlan(after);
  const left = new Map(units);
  const onHand = (stock: Stock): number => stock.onHand + (plan.moved.get(stock)?.onHand ?? 0);
  for (const [line, wanted] of units) {
    const served = after.allocations.filter((one) => one.line === line);
    const before = lineUnits(after, "fulfilled", line);
    const giving = { most: (one: Allocation) => one.committed, room: onHand };
    for (const [one, shipped] of sharesOf(after, served, wanted, giving))
      shift(plan, one, "committed", "fulfilled", shipped);
    takeFrom(left, line, lineUnits(after, "fulfilled", line) - before);
  }
  if (sumOf(left) === 0) return plan;
  return refuse("INSUFFICIENT_STOCK", missingOf(reservation, units, left));
}

/** Which lines are short of so many units. */
export function missingOf({ lines }: Reservation, asked: ByLine, missing: ByLine) {
  return [...missing]
    .filter(([, units]) => units > 0)
    .toSorted(([a], [b]) => a - b)
    .map(([line, units]) => {
      const requested = asked.get(line) ?? 0;
      const sku = lines[line - 1]?.sku ?? "";
      return { line, sku, requested, available: requested - units };
    });
}
