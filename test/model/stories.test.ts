import { expect, test } from "@jest/globals";

import type { Failure } from "./playStory.ts";
import { shrink, sizeOf } from "./shrink.ts";
import type { Round, Step } from "./steps/step.ts";
import { makeStory } from "./steps/story.ts";

const LONG_MS = 60_000;

/** A service that fails when it has been asked all of this, in this order. */
function failsOn(...kinds: readonly Step["kind"][]) {
  return async (rounds: readonly Round[]): Promise<Failure | undefined> => {
    let met = 0;
    for (const [index, round] of rounds.entries()) {
      for (const { kind } of round) if (kind === kinds[met]) met += 1;
      if (met === kinds.length) return { message: "it failed", rounds: rounds.slice(0, index + 1) };
    }
    return undefined;
  };
}

test("the same seed makes the same story, and another seed another one", () => {
  expect(makeStory(7, 300)).toEqual(makeStory(7, 300));
  expect(makeStory(7, 300)).not.toEqual(makeStory(8, 300));
});

test("even a short story has a crash of a server and one of the database", () => {
  const kinds = new Set(makeStory(3, 100).flatMap((round) => round.map(({ kind }) => kind)));

  expect(kinds).toContain("restartServer");
  expect(kinds).toContain("crashDatabase");
});

test("a story that fails is cut down to the steps that make it fail", async () => {
  const trial = failsOn("receive", "crashDatabase", "commit");
  const failure = await trial(makeStory(5, 2_000));
  if (failure === undefined) throw new Error("the whole story did not fail");
  const sizes: number[] = [];

  const smallest = await shrink(failure, {
    trial,
    giveUpAt: performance.now() + LONG_MS,
    onSmaller: ({ rounds }) => sizes.push(sizeOf(rounds)),
  });

  expect(smallest.rounds.flat().map(({ kind }) => kind)).toEqual([
    "receive",
    "crashDatabase",
    "commit",
  ]);
  expect(sizes.length).toBeGreaterThan(3);
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
});

test("nobody looks for a smaller story for longer than he was told to", async () => {
  const trial = failsOn("receive");
  const failure = { message: "it failed", rounds: makeStory(5, 200) };

  const smallest = await shrink(failure, { trial, giveUpAt: 0, onSmaller: () => undefined });

  expect(smallest).toBe(failure);
});
