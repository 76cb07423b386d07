/** A moment: milliseconds since 1970-01-01T00:00:00Z, always the database's clock, never this process's. */
export type Instant = number;

/** The later of two moments. */
export function later(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}

/** True when a limit that may be absent has been reached. The very instant counts as reached. */
export function hasPassed(limit: Instant | null, now: Instant): boolean {
  return limit !== null && limit <= now;
}

/** The earlier of two moments. */
export function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}
