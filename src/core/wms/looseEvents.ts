import { atLeastZero } from "../balances.ts";
import type { Instant } from "../instant.ts";
import type { WmsDialect } from "./dialect.ts";
import type { LooseEvent, Shown, Sight, WmsRow } from "./row.ts";

/** Loose events of a row beyond this number are drawn together. */
export const LOOSE_EVENTS_MAX = 50;

/** What a page shows with the events that it does not surely have. */
export function withEvents(
  sight: Sight,
  events: readonly LooseEvent[],
  dialect: WmsDialect,
): Shown {
  let { orderable, unallocatable } = sight;
  for (const event of events) {
    if (isIn(event, sight, dialect)) continue;
    orderable += event.orderable;
    unallocatable += event.unallocatable;
  }
  return { orderable: atLeastZero(orderable), unallocatable: atLeastZero(unallocatable) };
}

/**
 * Need the event no longer be counted beside the page? A tie counts against us: a rise in it is contained, a fall stays
 * on top until a page surely has it, as every fall does where pages carry no mark for events.
 */
export function isIn(event: LooseEvent, sight: Sight, dialect: WmsDialect): boolean {
  if (!dialect.eventMark) return isSurelyIn(event, sight, dialect);
  const order = compare(event.posted, sight.posted);
  if (order !== 0 || event.orderable >= 0n) return order <= 0;
  return isSurelyIn(event, sight, dialect);
}

/** By when it was told and when the page was asked for, or by the runs between them where runs book events. */
export function isSurelyIn(event: LooseEvent, sight: Sight, dialect: WmsDialect): boolean {
  const isBlind = dialect.eventsBooked === "atRuns" && !dialect.numberedRuns;
  const unseenMs = isBlind ? dialect.unseenMs : 0;
  if (!isAskedAfter(sight.askedAt - unseenMs, event.arrivedAt, dialect)) return false;
  if (dialect.eventsBooked === "live" || isBlind) return true;
  if (event.sinceRun === null || sight.run === null) return false;
  const runs = dialect.runLastsMs > 0 ? 1n : 0n;
  return sight.run > event.sinceRun + runs;
}

/** Does an answer that was asked for then surely show what was so at a moment? */
export function isAskedAfter(askedAt: Instant, moment: Instant, dialect: WmsDialect): boolean {
  return askedAt - dialect.lagMs >= moment;
}

/** Leaves out events that every page of the row has, and draws the oldest together where there are too many. */
export function trimmed(row: WmsRow, dialect: WmsDialect): WmsRow {
  const sights = [row.sight, row.next, row.cap].filter((sight) => sight !== null);
  const events = row.events.filter(
    (event) => sights.length === 0 || !sights.every((sight) => isIn(event, sight, dialect)),
  );
  return { ...row, events: events.length > LOOSE_EVENTS_MAX ? drawnTogether(events) : events };
}

/** The older half as two: its falls with the latest mark of them, its rises with the earliest. Either way we count less. */
function drawnTogether(events: readonly LooseEvent[]): LooseEvent[] {
  const half = events.slice(0, LOOSE_EVENTS_MAX / 2);
  const falls = half.filter(({ orderable }) => orderable < 0n);
  const rises = half.filter(({ orderable }) => orderable >= 0n);
  const drawn = [sumOf(falls, falls.at(-1), latest), sumOf(rises, rises[0], earliest)];
  return [...drawn.filter((event) => event !== null), ...events.slice(half.length)];
}

function sumOf(
  events: readonly LooseEvent[],
  like: LooseEvent | undefined,
  mark: (a: bigint, b: bigint) => bigint,
): LooseEvent | null {
  if (like === undefined) return null;
  let sum: LooseEvent = { ...like, orderable: 0n, unallocatable: 0n };
  for (const event of events) {
    const orderable = sum.orderable + event.orderable;
    const unallocatable = sum.unallocatable + event.unallocatable;
    const posted =
      sum.posted === null || event.posted === null ? null : mark(sum.posted, event.posted);
    sum = { ...sum, orderable, unallocatable, posted };
  }
  return sum;
}

function latest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function earliest(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** Which of two marks is the later one. None counts as before all. */
export function compare(a: bigint | null, b: bigint | null): number {
  const [left, right] = [a ?? -1n, b ?? -1n];
  return left < right ? -1 : left > right ? 1 : 0;
}
