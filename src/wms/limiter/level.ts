import type { Instant } from "../../core/instant.ts";
import type { WmsBucketState } from "../../store/wms/status.ts";
import type { BucketTerms, PerKind } from "../../store/wms/tokens.ts";

/** What a bucket holds by now. */
export interface BucketLevel {
  /** Requests that may be made at once. */
  readonly requests: PerKind;
  /** 1: the full rate; 2: half of it; … */
  readonly slowdown: number;
  /** Nothing may be sent before, or null. */
  readonly closedUntil: Instant | null;
}

/** A token, in the thousandths that the table counts. */
const TOKEN = 1000;

/** A slowdown is over after so many halvings, however large it was. */
const HALVINGS_MAX = 4;

/** What would be found in a bucket by whoever took from it now. Says what `TAKE` in the store would do, and changes nothing. */
export function levelOf(bucket: WmsBucketState, terms: BucketTerms, now: Instant): BucketLevel {
  const { closedUntil } = bucket;
  if (closedUntil !== null && closedUntil > now) {
    return { requests: { order: 0, read: 0 }, slowdown: bucket.slowdown, closedUntil };
  }
  const from = Math.min(now, Math.max(bucket.refilledAt, closedUntil ?? 0));
  const pourMs = terms.refillMs * bucket.slowdown;
  const poured = Math.min(
    ((now - from) * TOKEN * terms.refillTokens) / pourMs,
    (terms.capacity + terms.floorCapacity) * TOKEN,
  );
  const read = Number(bucket.floorTokens) + (poured * terms.floorPercent) / 100;
  const order = Number(bucket.tokens) + (poured * (100 - terms.floorPercent)) / 100;
  const [orderMax, readMax] = [terms.capacity * TOKEN, terms.floorCapacity * TOKEN];
  // What one kind has no room for goes to the other.
  const requests = {
    order: wholeTokens(Math.min(orderMax, order + Math.max(0, read - readMax))),
    read: wholeTokens(Math.min(readMax, read + Math.max(0, order - orderMax))),
  };
  return { requests, slowdown: slowdownNow(bucket, terms, now), closedUntil: null };
}

function slowdownNow(bucket: WmsBucketState, terms: BucketTerms, now: Instant): number {
  const { slowdown, slowedAt } = bucket;
  if (slowedAt === null) return slowdown;
  const halvings = Math.max(0, Math.floor((now - slowedAt) / terms.recoveryMs));
  return Math.max(1, slowdown >> Math.min(HALVINGS_MAX, halvings));
}

function wholeTokens(thousandths: number): number {
  return Math.floor(thousandths / TOKEN);
}
