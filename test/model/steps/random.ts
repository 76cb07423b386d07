/** Choices that look random and are the same for the same seed. */
export interface Random {
  /** A whole number from 0 up to, and without, `limit`. */
  below(limit: number): number;
  /** True so many times in a hundred. */
  chance(percent: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** One of the names, by weight. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K;
  /** A seed for other choices that have nothing to do with these. */
  seed(): number;
}

/** Mulberry32: small, fast, and good enough to choose what to do next. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => Math.floor((next() / 2 ** 32) * limit);
  return {
    below,
    chance: (percent) => below(10_000) < percent * 100,
    pick: (from) => {
      const [picked] = from.slice(below(from.length));
      if (picked === undefined) throw new Error("there is nothing to pick from");
      return picked;
    },
    weighted: (weights) => weighted(weights, below),
    seed: next,
  };
}

function weighted<K extends string>(
  weights: Readonly<Record<K, number>>,
  below: (limit: number) => number,
): K {
  const entries = Object.entries<number>(weights) as [K, number][];
  let left = below(entries.reduce((sum, [, weight]) => sum + weight, 0));
  for (const [name, weight] of entries) {
    if (left < weight) return name;
    left -= weight;
  }
  throw new Error("no weights were given");
}
