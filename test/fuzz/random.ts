import { hash } from "node:crypto";

/** Makes choices, the same ones for the same seed. */
export interface Random {
  /** A whole number below `limit`. */
  below(limit: number): number;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  /** True in so many of a hundred cases. */
  percent(share: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Picks by weight: `[[3, "often"], [1, "seldom"]]`. */
  weighed<T>(table: readonly (readonly [weight: number, item: T])[]): T;
  bytes(count: number): Buffer;
}

export function createRandom(seed: string): Random {
  const next = numbers(seed);
  const below = (limit: number): number => Math.floor((next() / 2 ** 32) * limit);
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    percent: (share) => below(100) < share,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    weighed: (table) => {
      let left = below(table.reduce((sum, [weight]) => sum + weight, 0));
      const found = table.find(([weight]) => (left -= weight) < 0);
      if (found === undefined) throw new Error("there is nothing to pick from");
      return found[1];
    },
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => next() & 0xff)),
  };
}

/** Chris Doty-Humphrey's sfc32: whole numbers of 32 bits. */
function numbers(seed: string): () => number {
  const start = hash("sha256", seed, "buffer");
  let [a, b, c, d] = [0, 4, 8, 12].map((at) => start.readInt32LE(at)) as [
    number,
    number,
    number,
    number,
  ];
  return () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
}
