/** Older ones are forgotten: 8 MB of them. */
const KEPT = 1_000_000;

const WINDOW_MS = 1_000;

/** When requests came, refused ones included: in real milliseconds since 1970. */
export class RequestLog {
  readonly #moments: number[] = [];
  /** Requests that came too often: answered with 429. */
  refused = 0;

  get moments(): readonly number[] {
    return this.#moments;
  }

  note(now: number): void {
    this.#moments.push(now);
    if (this.#moments.length > KEPT) this.#moments.splice(0, KEPT / 10);
  }

  /** How many came in each second of the last ones, oldest first. */
  perSecond(now: number, seconds: number): { readonly second: string; readonly count: number }[] {
    const last = Math.floor(now / WINDOW_MS);
    const counts = new Map<number, number>();
    for (let second = last - seconds + 1; second <= last; second += 1) counts.set(second, 0);
    for (const moment of this.#moments) {
      const second = Math.floor(moment / WINDOW_MS);
      const count = counts.get(second);
      if (count !== undefined) counts.set(second, count + 1);
    }
    return [...counts].map(([second, count]) => ({
      second: new Date(second * WINDOW_MS).toISOString(),
      count,
    }));
  }
}
