/** So many requests a second in the long run, and so many at once. */
export interface Quota {
  readonly perSecond: number;
  readonly burst: number;
}

/** Lets as many through as the quota allows. Times are real milliseconds, never falling. */
export class TokenBucket {
  readonly #quota: Quota;
  #tokens: number;
  #filledAt: number;

  constructor(quota: Quota, now: number) {
    this.#quota = quota;
    this.#tokens = quota.burst;
    this.#filledAt = now;
  }

  /** Takes a token. @returns 0, or in how many milliseconds there will be one */
  take(now: number): number {
    const { perSecond, burst } = this.#quota;
    const gained = ((now - this.#filledAt) * perSecond) / 1_000;
    this.#tokens = Math.min(burst, this.#tokens + gained);
    this.#filledAt = now;
    if (this.#tokens < 1) return ((1 - this.#tokens) * 1_000) / perSecond;
    this.#tokens -= 1;
    return 0;
  }
}
