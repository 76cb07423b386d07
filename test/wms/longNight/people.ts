import { setTimeout as sleep } from "node:timers/promises";

import { Dice } from "../model/random.ts";
import { CELLS, type LongNightOptions } from "./options.ts";
import type { Stage } from "./stage.ts";

/** What they do, each as often as it stands here. */
const DEEDS = [
  "receipt",
  "receipt",
  "receipt",
  "receipt",
  "return",
  "loss",
  "loss",
  "damage",
  "found",
  "repair",
] as const;

/** People in the warehouse who receive, lose, damage and find units, until it is over. */
export async function people(
  { world }: Stage,
  { seed, speed }: LongNightOptions,
  isOver: () => boolean,
): Promise<void> {
  const dice = new Dice(seed + 2);
  while (!isOver()) {
    await sleep((dice.next() * 20 * 60_000) / speed);
    const unseenMs = dice.chance(0.5) ? dice.between(0, 40 * 60_000) : 0;
    world.happen(dice.pick(DEEDS), dice.pick(CELLS), dice.between(1, 5), unseenMs);
  }
}
