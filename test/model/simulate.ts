import { type Failure, playStory } from "./playStory.ts";
import { shrink, sizeOf } from "./shrink.ts";
import type { World } from "./stage/world.ts";
import { createRandom } from "./steps/random.ts";
import type { Round } from "./steps/step.ts";
import { makeStory } from "./steps/story.ts";
import { createTally, type Tally } from "./tally.ts";

/** Steps of one story. Each has a shop of its own, so that books, model and what has to be shrunk stay small. */
const STORY_STEPS_MAX = 2_000;

/** What fails by chance is tried so often before it is taken for well. */
const TRIES = 3;

export interface SimulationOptions {
  readonly world: World;
  readonly seed: number;
  readonly steps: number;
  readonly tally: Tally;
  /** Told after each round. */
  readonly onRound: () => void;
}

/** A story that failed: the seed it was made from, and how many steps had been taken in all. */
export interface FailedStory extends Failure {
  readonly seed: number;
  readonly steps: number;
}

/** Plays stories until so many steps are taken, or one fails. The same seed makes the same stories. */
export async function simulate(options: SimulationOptions): Promise<FailedStory | undefined> {
  const { world, tally, steps, onRound } = options;
  const seeds = createRandom(options.seed);
  while (tally.steps < steps) {
    const seed = seeds.seed();
    const rounds = makeStory(seed, Math.min(STORY_STEPS_MAX, steps - tally.steps));
    const before = tally.steps;
    const failure = await playStory(world, rounds, { tally, onRound });
    if (failure !== undefined) return { ...failure, seed, steps: before + sizeOf(failure.rounds) };
  }
  return undefined;
}

/** Looks for a smaller story that fails as well, for so long. */
export function shrinkFor(
  world: World,
  failure: Failure,
  forMs: number,
  onSmaller: (failure: Failure) => void,
): Promise<Failure> {
  const giveUpAt = performance.now() + forMs;
  const trial = (rounds: readonly Round[]): Promise<Failure | undefined> =>
    playSometimes(world, rounds, giveUpAt);
  return shrink(failure, { trial, giveUpAt, onSmaller });
}

async function playSometimes(
  world: World,
  rounds: readonly Round[],
  giveUpAt: number,
): Promise<Failure | undefined> {
  for (let attempt = 0; attempt < TRIES && performance.now() < giveUpAt; attempt += 1) {
    const failure = await playStory(world, rounds, { tally: createTally(), onRound: () => {} });
    // A story that did not even begin says nothing of its steps.
    if (failure !== undefined && failure.rounds.length > 0) return failure;
  }
  return undefined;
}
