import type { Chance } from "./chance.ts";
import { STRIKES, type Strike } from "./strikes.ts";

/** What a round has in store. */
export interface Plan {
  /** One after the other. */
  readonly strikes: readonly Strike[];
  /** How much longer commits take: a slow disk. */
  readonly commitMs: number;
}

const COMMIT_MS = [0, 50, 100];

/** One kind of strike after the other as the seed rises, and sometimes another one behind it. */
export function planOf(seed: number, chance: Chance): Plan {
  const first = STRIKES[seed % STRIKES.length] ?? STRIKES[0];
  const second = chance.pick(STRIKES) ?? first;
  return {
    strikes: chance.inHundred(40) ? [first, second] : [first],
    commitMs: chance.pick(COMMIT_MS) ?? 0,
  };
}

/** A plan in words. */
export function wordsOf({ strikes, commitMs }: Plan): string {
  const disk = commitMs === 0 ? "" : ` on a disk slower by ${commitMs} ms`;
  return `killed ${strikes.join(", then ")}${disk}`;
}
