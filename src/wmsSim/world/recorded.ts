/** A value with as much of its past as a lagging answer may show. */
export class Recorded<T> {
  readonly #keepMs: number;
  readonly #entries: { readonly at: number; readonly value: T }[];

  constructor(keepMs: number, at: number, value: T) {
    this.#keepMs = keepMs;
    this.#entries = [{ at, value }];
  }

  get latest(): T {
    return this.#last().value;
  }

  /** Changes the value from now on. Of several changes in one millisecond the last one counts. */
  record(now: number, value: T): void {
    if (this.#last().at === now) this.#entries.pop();
    this.#entries.push({ at: now, value });
    while ((this.#entries[1]?.at ?? Infinity) <= now - this.#keepMs) this.#entries.shift();
  }

  /** The value as it was, or undefined if there was none yet. */
  asOf(moment: number): T | undefined {
    return this.#entries.findLast((entry) => entry.at <= moment)?.value;
  }

  #last(): { readonly at: number; readonly value: T } {
    const last = this.#entries.at(-1);
    if (last === undefined) throw new Error("a recorded value is never empty");
    return last;
  }
}
