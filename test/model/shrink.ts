import type { Failure } from "./playStory.ts";
import type { Round, Step } from "./steps/step.ts";

/** Plays some rounds, a few times if need be. @returns how they failed; undefined when they did not */
export type Trial = (rounds: readonly Round[]) => Promise<Failure | undefined>;

export interface Shrinking {
  readonly trial: Trial;
  /** On the clock of `performance.now()`. */
  readonly giveUpAt: number;
  /** Told after each success. */
  readonly onSmaller: (failure: Failure) => void;
}

/**
 * Looks for a smaller story that still fails: without whole kinds of steps, without stretches of rounds, without
 * single steps. What fails by chance may be kept larger than it has to be.
 */
export async function shrink(failure: Failure, shrinking: Shrinking): Promise<Failure> {
  let smallest = failure;
  const isBetter = async (rounds: readonly Round[]): Promise<boolean> => {
    const filled = rounds.filter((round) => round.length > 0);
    if (performance.now() > shrinking.giveUpAt || sizeOf(filled) >= sizeOf(smallest.rounds)) {
      return false;
    }
    const smaller = await shrinking.trial(filled);
    if (smaller === undefined) return false;
    smallest = smaller;
    shrinking.onSmaller(smaller);
    return true;
  };
  for (let before = Infinity; sizeOf(smallest.rounds) < before;) {
    before = sizeOf(smallest.rounds);
    await withoutKinds(() => smallest.rounds, isBetter);
    await withoutStretches(() => smallest.rounds, isBetter);
    await withoutSteps(() => smallest.rounds, isBetter);
  }
  return smallest;
}

export function sizeOf(rounds: readonly Round[]): number {
  return rounds.reduce((sum, round) => sum + round.length, 0);
}

type Better = (rounds: readonly Round[]) => Promise<boolean>;

async function withoutKinds(current: () => readonly Round[], isBetter: Better): Promise<void> {
  for (const kind of new Set(current().flatMap((round) => round.map((step) => step.kind)))) {
    await isBetter(keeping(current(), (step) => step.kind !== kind));
  }
}

/** Halves first, then ever shorter stretches. */
async function withoutStretches(current: () => readonly Round[], isBetter: Better): Promise<void> {
  for (let length = Math.ceil(current().length / 2); length >= 1; length = Math.floor(length / 2)) {
    for (let from = 0; from < current().length;) {
      const rounds = current();
      const rest = [...rounds.slice(0, from), ...rounds.slice(from + length)];
      if (!(await isBetter(rest))) from += length;
    }
  }
}

async function withoutSteps(current: () => readonly Round[], isBetter: Better): Promise<void> {
  for (const { n } of current().flat().toReversed()) {
    await isBetter(keeping(current(), (step) => step.n !== n));
  }
}

function keeping(rounds: readonly Round[], isKept: (step: Step) => boolean): Round[] {
  return rounds.map((round) => round.filter(isKept));
}
