import type { Instant } from "./instant.ts";

/** A day as people write it: `2026-03-29`. */
export type CalendarDay = string;

/** No place is further from Greenwich, even where the date line once moved. */
const REACH_MS = 26 * 3_600_000;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Does the day exist, in the years that people can mean? */
export function isCalendarDay(day: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (parts === null || day < "1970-01-01") return false;
  return new Date(startInGreenwich(day)).toISOString().startsWith(day);
}

/**
 * The instant at which a day is over somewhere: the first of the next day there, wherever clocks are changed. What is
 * good through a day may be sold until then.
 *
 * @param day exists
 * @param timeZone IANA name
 */
export function endOfDay(day: CalendarDay, timeZone: string): Instant {
  const next = startInGreenwich(day) + 24 * 3_600_000;
  const [before, after] = [next - REACH_MS, next + REACH_MS];
  const offset = offsetAt(before, timeZone);
  if (offset === offsetAt(after, timeZone)) return next - offset;
  return search(before, after, (at) => at + offsetAt(at, timeZone) >= next);
}

function startInGreenwich(day: CalendarDay): Instant {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return Date.UTC(year, month - 1, date);
}

/** The first moment from which something is so. @param before it is not so */
function search(before: Instant, after: Instant, isSo: (at: Instant) => boolean): Instant {
  let [no, yes] = [before, after];
  while (yes - no > 1) {
    const middle = Math.floor((no + yes) / 2);
    if (isSo(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}

/** By how much the clocks of a place are ahead of Greenwich. */
function offsetAt(at: Instant, timeZone: string): number {
  const shown: Record<string, number> = {};
  for (const { type, value } of clockOf(timeZone).formatToParts(at)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const digits = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
  const time = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
  const made = new Intl.DateTimeFormat("en-US", { timeZone, ...digits, ...time });
  clocks.set(timeZone, made);
  return made;
}
