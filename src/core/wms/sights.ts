import type { Instant } from "../instant.ts";
import type { WmsDialect } from "./dialect.ts";
import { compare, isAskedAfter, trimmed, withEvents } from "./looseEvents.ts";
import type { LooseEvent, Sight, WmsRow } from "./row.ts";
import { shownOf } from "./shown.ts";

/** What a page may do to a row: nothing, for it is older; lower it; or replace what was shown. */
export type Standing = "older" | "lowers" | "replaces";

/** How a page stands to what the row shows. */
export function standingOf(page: Sight, row: WmsRow, dialect: WmsDialect): Standing {
  const last = row.next ?? row.sight;
  if (last === null) return "replaces";
  const standing = standingBeside(page, last, dialect);
  const { raisesFrom } = row;
  const isEarly = raisesFrom !== null && !isAskedAfter(page.askedAt, raisesFrom, dialect);
  return standing === "replaces" && isEarly && raises(page, row, dialect) ? "lowers" : standing;
}

function raises(page: Sight, row: WmsRow, dialect: WmsDialect): boolean {
  return withEvents(page, row.events, dialect).orderable > shownOf(row, dialect).orderable;
}

/** By their marks first, and by when the page was asked for where those are equal or absent. */
function standingBeside(page: Sight, last: Sight, dialect: WmsDialect): Standing {
  const byRun = dialect.numberedRuns ? compare(page.run, last.run) : 0;
  const byPosting = dialect.eventMark ? compare(page.posted, last.posted) : 0;
  if (byRun < 0 || byPosting < 0) return "older";
  if (byRun > 0 || byPosting > 0) return "replaces";
  return isAskedAfter(page.askedAt, last.arrivedAt, dialect) ? "replaces" : "lowers";
}

/** A row after a page. Where allocations may be taken back, the page waits for order states before it may raise. */
export function afterPage(row: WmsRow, page: Sight, dialect: WmsDialect): WmsRow {
  const standing = standingOf(page, row, dialect);
  if (standing === "older") return row;
  const events = row.events.map((event) => seenSince(event, page, dialect));
  if (standing === "lowers") return { ...row, events, cap: lowerCap(row, page, dialect) };
  const isCapOver = row.cap !== null && standingBeside(page, row.cap, dialect) === "replaces";
  const told = { ...row, events, cap: isCapOver ? null : row.cap };
  if (!dialect.takesBack) return trimmed({ ...told, sight: page }, dialect);
  if (row.next === null) return trimmed({ ...told, next: page }, dialect);
  // The page that waits is not replaced, or its turn might never come.
  return { ...told, cap: told.cap === null ? page : lowerCap(told, page, dialect) };
}

/** Of two pages that may only lower, the one that leaves less. */
function lowerCap({ cap, events }: WmsRow, page: Sight, dialect: WmsDialect): Sight {
  if (cap === null) return page;
  const [known, coming] = [cap, page].map((one) => withEvents(one, events, dialect).orderable);
  return known !== undefined && coming !== undefined && known < coming ? cap : page;
}

/** A row that a complete walk did not list: nothing is there, and only what is asked for from now on may raise it. */
export function afterMissing(row: WmsRow, page: Sight, dialect: WmsDialect): WmsRow {
  if (standingOf(page, row, dialect) === "older") return row;
  return { ...afterPage(row, page, dialect), raisesFrom: page.arrivedAt };
}

/** The page that waited counts, once the order states that could speak against it are in. @param askedAt of the states */
export function afterStates(row: WmsRow, askedAt: Instant, dialect: WmsDialect): WmsRow {
  const { next } = row;
  if (next === null || !isAskedAfter(askedAt, next.arrivedAt, dialect)) return row;
  const told = { ...row, sight: next, next: null };
  const { cap } = row;
  const isNext = cap !== null && standingOf(cap, told, dialect) === "replaces";
  return trimmed(isNext ? { ...told, next: cap, cap: null } : told, dialect);
}

/** A row after an event. Without a mark for events a rise says nothing: the page will. */
export function afterEvent(row: WmsRow, event: LooseEvent, dialect: WmsDialect): WmsRow {
  if (!dialect.eventMark && event.orderable >= 0n) return row;
  return trimmed({ ...row, events: [...row.events, event] }, dialect);
}

function seenSince(event: LooseEvent, page: Sight, dialect: WmsDialect): LooseEvent {
  const isFirst = event.sinceRun === null && isAskedAfter(page.askedAt, event.arrivedAt, dialect);
  return isFirst ? { ...event, sinceRun: page.run } : event;
}
