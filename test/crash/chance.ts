/** Choices that are the same for the same seed. */
export interface Chance {
  /** A whole number from 0 up to `end`, without it. */
  below(end: number): number;
  /** True so many times in a hundred. */
  inHundred(times: number): boolean;
  /** One of several; undefined of none. */
  pick<T>(from: readonly T[]): T | undefined;
  /** Choices of its own, which do not depend on who else chooses when. */
  fork(): Chance;
}

/** Mulberry32: small, fast and good enough to pick what to do next. */
export function chanceOf(seed: number): Chance {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (end: number): number => Math.floor((next() / 2 ** 32) * end);
  return {
    below,
    inHundred: (times) => below(100) < times,
    pick: (from) => from[below(from.length)],
    fork: () => chanceOf(next()),
  };
}
