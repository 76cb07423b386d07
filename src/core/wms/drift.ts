import { type Balances, least, shortfall } from "../balances.ts";
import type { Instant } from "../instant.ts";
import { ownUnallocatable } from "../stock.ts";
import type { WmsDialect } from "./dialect.ts";
import { isAskedAfter, isSurelyIn, withEvents } from "./looseEvents.ts";
import type { LooseEvent, WmsRow } from "./row.ts";
import { overlapOf, shownOf } from "./shown.ts";

/** What a difference between a warehouse system and our books probably is. */
export type DriftClass =
  /** Orders of ours explain it: a run may have allocated them, and no state tells yet. */
  | "inFlight"
  /** The warehouse system is still to show or to tell: a page waits for order states, or is older than what was told. */
  | "wmsLag"
  /** An event was told, and a page that should have it does not. */
  | "eventWithoutPage"
  /** Pages show more, and nothing was told. */
  | "pageWithoutEvent"
  /** Pages show less, and nothing explains it. */
  | "shrinkage"
  /** We and the warehouse system both keep units from sale, perhaps the same ones. */
  | "overlap"
  /** More is promised than there is. */
  | "shortfall"
  /** The warehouse system shows something that no item names. */
  | "unknown";

/** A part of what is odd about a row. */
export interface DriftPart {
  readonly class: DriftClass;
  /** Base units; below 0: the warehouse system shows, or told of, so many fewer. */
  readonly quantity: bigint;
  /** Since when it has been so, or null: nobody noted it. */
  readonly since: Instant | null;
}

/** What is known of a stock row of a warehouse system. */
export interface DriftFacts {
  /** Null: nothing was told of it. */
  readonly told: WmsRow | null;
  readonly balances: Balances;
  /** Units of the item at the location that orders claim which were sent: runs may have allocated them from this row. */
  readonly sentUnits: bigint;
  readonly dialect: WmsDialect;
}

/**
 * What is odd about a row, and why it probably is. Commentary: no balance comes of it. The units that pages show and
 * nothing explains are shared out: first to what explains itself in time, and what is left over is drift in earnest.
 */
export function driftParts(facts: DriftFacts): DriftPart[] {
  const { told, balances } = facts;
  const parts: DriftPart[] = [];
  if (told !== null) {
    parts.push(
      ...unexplained(told, facts),
      ...looseEvents(told, facts),
      ...waitingRise(told, facts),
    );
    parts.push(...overlaps(told, facts));
  }
  const short = shortfall(balances);
  if (short > 0n) parts.push({ class: "shortfall", quantity: short, since: null });
  return parts;
}

function* unexplained(told: WmsRow, { sentUnits, dialect }: DriftFacts): Generator<DriftPart> {
  const { drift, driftSince: since } = told;
  if (drift > 0n) yield { class: "pageWithoutEvent", quantity: drift, since };
  if (drift >= 0n) return;
  const inFlight = least(-drift, sentUnits);
  if (inFlight > 0n) yield { class: "inFlight", quantity: -inFlight, since };
  const rest = drift + inFlight;
  if (rest === 0n) return;
  yield { class: isStillToShow(told, dialect) ? "wmsLag" : "shrinkage", quantity: rest, since };
}

/** May pages still come to show what was told? */
function isStillToShow({ sight, next, toldAt, toldRun }: WmsRow, dialect: WmsDialect): boolean {
  if (next !== null) return true;
  if (toldAt === null) return false;
  if (sight === null) return true;
  const { runLastsMs, unseenMs, numberedRuns } = dialect;
  if (!isAskedAfter(sight.askedAt - runLastsMs - unseenMs, toldAt, dialect)) return true;
  return numberedRuns && toldRun !== null && (sight.run ?? -1n) <= toldRun;
}

function* looseEvents({ events, sight }: WmsRow, { dialect }: DriftFacts): Generator<DriftPart> {
  const isDue = (event: LooseEvent): boolean => sight !== null && isSurelyIn(event, sight, dialect);
  yield* together("eventWithoutPage", events.filter(isDue));
  yield* together(
    "wmsLag",
    events.filter((event) => !isDue(event)),
  );
}

function* together(kind: DriftClass, events: readonly LooseEvent[]): Generator<DriftPart> {
  const [first] = events;
  if (first === undefined) return;
  let [quantity, since] = [0n, first.arrivedAt];
  for (const { orderable, unallocatable, arrivedAt } of events) {
    quantity += orderable + unallocatable;
    since = Math.min(since, arrivedAt);
  }
  yield { class: kind, quantity, since };
}

/** What a page shows that waits for order states before it may raise anything. */
function* waitingRise(told: WmsRow, { dialect }: DriftFacts): Generator<DriftPart> {
  const { next, events } = told;
  if (next === null) return;
  const shown = withEvents(next, events, dialect).orderable;
  const rise = shown - shownOf(told, dialect).orderable;
  if (rise > 0n) yield { class: "wmsLag", quantity: rise, since: next.arrivedAt };
}

/** What carries a common reference is known to be the same. */
function* overlaps(told: WmsRow, { balances, dialect }: DriftFacts): Generator<DriftPart> {
  const own = ownUnallocatable(balances);
  const known = overlapOf(told, least(own, shownOf(told, dialect).unallocatable));
  const suspected = least(own - known, balances.wmsUnallocatable);
  if (suspected > 0n) yield { class: "overlap", quantity: suspected, since: null };
}
