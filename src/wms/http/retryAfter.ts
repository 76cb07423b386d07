import { CLOSED_MAX_MS } from "../../store/wms/tokens.ts";

/** Whoever says nothing, or nothing that can be read, is left alone for this long. */
export const RETRY_AFTER_DEFAULT_MS = 5_000;

/** Whoever wants to be asked again at once gets a moment all the same: the rate must have time to fall. */
const RETRY_AFTER_MIN_MS = 1_000;

/** Headers as Node has them. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * How long a warehouse system wants to be left alone: what its `Retry-After` says, in seconds or as a date, from 1 s to
 * 10 min. A date is compared with the answer's own `Date`, so that its clock need not agree with ours.
 *
 * @param now for an answer without `Date`
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const said = headers["retry-after"];
  if (typeof said !== "string") return undefined;
  const ms = /^\d{1,10}$/.test(said.trim()) ? Number(said) * 1000 : dateOf(said) - sentAt();
  if (Number.isNaN(ms)) return undefined;
  return Math.min(CLOSED_MAX_MS, Math.max(RETRY_AFTER_MIN_MS, ms));

  function sentAt(): number {
    const date = headers["date"];
    const sent = typeof date === "string" ? dateOf(date) : Number.NaN;
    return Number.isNaN(sent) ? now : sent;
  }
}

/** Only a date that looks like one of HTTP's: `Date.parse` makes a year of many a word. */
function dateOf(text: string): number {
  return /^[A-Z][a-z]{2,8},? .*\d{2}:\d{2}:\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
}
