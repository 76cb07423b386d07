import type { SimClock } from "./clock.ts";
import type { Random } from "./random.ts";
import type { SimHappening, World } from "./world/world.ts";

/** What people do, and how often compared with each other. */
const HABITS: readonly (readonly [SimHappening, number])[] = [
  ["receipt", 8],
  ["return", 3],
  ["damage", 3],
  ["loss", 2],
  ["found", 2],
  ["repair", 2],
];

/** Of what people do, so much is known at once; of the rest the warehouse system learns later. */
const TOLD_AT_ONCE = 0.5;

/** … after so many of their own rhythms at most. */
const DISCOVERED_AFTER = 20;

/**
 * Lets people go about in a warehouse, doing something every so often on average, in the world's
 * time.
 */
export function letPeopleIn(world: World, clock: SimClock, random: Random, everyMs: number): void {
  const doNext = (): void => {
    const gapMs = Math.max(1, Math.round(-Math.log(1 - random.next()) * everyMs));
    clock.plan(world.now + gapMs, () => {
      doSomething(world, random, everyMs);
      doNext();
    });
  };
  doNext();
}

function doSomething(world: World, random: Random, everyMs: number): void {
  const cell = random.pick(world.cells());
  if (cell === undefined) return;
  const kind = habit(random);
  const isBig = kind === "receipt";
  const quantity = random.between(1, isBig ? 50 : 5);
  const discoverAfterMs = random.chance(TOLD_AT_ONCE)
    ? 0
    : random.between(1, DISCOVERED_AFTER * everyMs);
  world.happen(kind, cell, quantity, discoverAfterMs);
}

function habit(random: Random): SimHappening {
  const all = HABITS.flatMap(([kind, often]) => Array.from({ length: often }, () => kind));
  return random.pick(all) ?? "receipt";
}
