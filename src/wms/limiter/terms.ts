import type { BucketTerms } from "../../store/wms/tokens.ts";

/** What a warehouse system permits. */
export interface Quota {
  /** Requests that it counts in any window without refusing one; from 3 on. */
  readonly requests: number;
  /** From 1 s to 1 day. */
  readonly windowMs: number;
  /** The part of the rate that is for reading, however many orders wait: from 0 to 90. */
  readonly readFloorPercent: number;
}

/** How a quota is shared out. */
export interface LimiterTerms extends BucketTerms {
  /** A leased token that was not used by then is dead. */
  readonly leaseLifeMs: number;
  /** What may lie between the use of a token and the moment at which the warehouse system counts the request. */
  readonly jitterMs: number;
}

/** The part of the quota that the bucket may hold: what is asked at once lowers the rate. */
const CAPACITY_SHARE = 10;

/** Enough for a second of a fast account; more would be a burst for nothing. */
const CAPACITY_MAX = 50;

/** Short windows have shorter ones, or little of them would be left; a lease must outlast the way to the database. */
const LEASE_LIFE_MS = { min: 200, max: 1_000 };

/** Setting up a connection must fit in. */
const JITTER_MS = { min: 500, max: 1_000 };

const RECOVERY_MS = { min: 10_000, max: 300_000 };

/**
 * Shares a quota out so that it holds however many replicas ask:
 *
 *     capacity + rate × (window + lease life + jitter) ≤ quota
 *
 * Why that is enough: a request that is counted in a window was sent in it or up to `jitter` before it, and its token
 * was leased up to a lease's life before that. So all that a window counts was leased within window + lease life +
 * jitter, and in such a time a bucket gives no more than what it held at its beginning (its capacity, of both kinds
 * together) and what ran into it (the rate). The rate is the one that makes both sides equal.
 *
 * The database's clock measures the rate. One that leaps ahead by less than the jitter is covered by it; one that leaps
 * further fills the bucket once, which is `capacity` requests more, once.
 *
 * Short windows cost throughput: of 20 requests a second 10 are used, of 1,200 a minute 1,112.
 */
export function termsOf(quota: Quota): LimiterTerms {
  checkQuota(quota);
  const { requests, windowMs, readFloorPercent } = quota;
  const share = Math.floor(requests / CAPACITY_SHARE);
  const whole = within(share, { min: 2, max: CAPACITY_MAX });
  const floorCapacity = Math.max(1, Math.floor((whole * readFloorPercent) / 100));
  const leaseLifeMs = within(Math.floor(windowMs / 5), LEASE_LIFE_MS);
  const jitterMs = within(Math.floor(windowMs / 2), JITTER_MS);
  return {
    capacity: whole - floorCapacity,
    floorCapacity,
    refillTokens: requests - whole,
    refillMs: windowMs + leaseLifeMs + jitterMs,
    floorPercent: readFloorPercent,
    recoveryMs: within(windowMs, RECOVERY_MS),
    leaseLifeMs,
    jitterMs,
  };
}

function checkQuota({ requests, windowMs, readFloorPercent }: Quota): void {
  check("requests", requests, 3, 1_000_000);
  check("windowMs", windowMs, 1_000, 86_400_000);
  check("readFloorPercent", readFloorPercent, 0, 90);
}

function check(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new RangeError(`a quota's ${name} must be a whole number from ${min} to ${max}`);
}

function within(value: number, { min, max }: { min: number; max: number }): number {
  return Math.min(max, Math.max(min, value));
}
