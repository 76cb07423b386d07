import type { Parts, Units } from "../load/told.ts";
import type { Entry, Posting } from "./books.ts";

/** An order right after an entry, or as it is seen at a moment. */
export interface Moment {
  readonly expiresAt: number | null;
  readonly releasedAt: number | null;
  readonly expiredAt: number | null;
  readonly lines: ReadonlyMap<string, Parts>;
  /** How many were asked for, by SKU. */
  readonly quantities: ReadonlyMap<string, number>;
}

/** Something that cannot have happened, in words. */
export class Impossible extends Error {}

export const NOTHING: Parts = { held: 0, committed: 0, fulfilled: 0, released: 0, expired: 0 };

/** So many units of an order, in all its lines. */
export function sumOf({ lines }: Pick<Moment, "lines">, part: keyof Parts): number {
  return [...lines.values()].reduce((sum, parts) => sum + parts[part], 0);
}

/** Is anything held, and its time not up, when an entry is written? */
export function isHeld(moment: Moment, { recordedAt }: Entry): boolean {
  const { expiresAt } = moment;
  return sumOf(moment, "held") > 0 && (expiresAt === null || expiresAt > recordedAt);
}

/**
 * Does something to the units that a request names: some of some lines, or everything that is open.
 *
 * @param open how many units of a line there are to take from
 * @throws Impossible when it names more than there are
 */
export function move(
  moment: Moment,
  asked: readonly Units[],
  open: (parts: Parts, sku: string) => number,
  how: (parts: Parts, units: number, sku: string) => Parts,
): Moment {
  const lines = new Map(moment.lines);
  const all = [...lines.keys()].map((sku) => ({ sku, units: 0 }));
  let moved = 0;
  for (const { sku, units: wanted } of asked.length === 0 ? all : asked) {
    const parts = lines.get(sku) ?? NOTHING;
    const there = open(parts, sku);
    const units = wanted || there;
    if (units > there) throw new Impossible(`${units} of ${sku} were moved where ${there} were`);
    if (units === 0) continue;
    lines.set(sku, how(parts, units, sku));
    moved += units;
  }
  if (moved === 0) throw new Impossible("nothing was there to move");
  return { ...moment, lines };
}

export function giveBack(parts: Parts, units: number): Parts {
  return { ...parts, held: parts.held - units, released: parts.released + units };
}

export function ship(parts: Parts, units: number): Parts {
  const { committed, fulfilled } = parts;
  return { ...parts, committed: committed - units, fulfilled: fulfilled + units };
}

/** Units that were sold: some left at once, the others ship later. */
export function sold(parts: Parts, units: number, atOnce: number): Parts {
  const { committed, fulfilled } = parts;
  return { ...parts, committed: committed + units - atOnce, fulfilled: fulfilled + atOnce };
}

/** How many units of a SKU left with the sale, by where it was served from. */
export function gone(postings: readonly Posting[], sku: string): number {
  const atOnce = postings.filter((posting) => posting.sku === sku && !posting.deferred);
  return atOnce.reduce((sum, posting) => sum - posting.onHand, 0);
}
