import { expect, test } from "@jest/globals";

import { keepPace } from "../../bench/load/pace.ts";
import { createRandom } from "../../bench/load/random.ts";
import { createTally } from "../../bench/load/tally.ts";

const DURATION_MS = 400;
const STALL_MS = 300;
const OK = 0;
const FAILED_PRECONDITION = 9;
const random = createRandom(1);

test("when the counter is closed for a while, everybody who would have come is counted as having waited", async () => {
  const onSchedule = await stalledDay({ kind: "schedule", perSecond: 1_000 });
  const oneByOne = await stalledDay({ kind: "callers", callers: 1 });

  // Three quarters of those who came on schedule came while it was closed.
  expect(onSchedule.p50Ms).toBeGreaterThan(50);
  expect(oneByOne.p50Ms).toBeLessThan(50);
});

test("calls that are made late count from when they were due", async () => {
  const from = performance.now();
  const tally = createTally(from, 2 * DURATION_MS);
  const callOnce = (_: number, ended: (status: number) => void) => void setTimeout(ended, 1, OK);
  const pace = { kind: "schedule", perSecond: 1_000 } as const;

  const kept = keepPace(pace, { callOnce, tally, until: from + DURATION_MS, random });
  while (performance.now() < from + STALL_MS);
  await kept;

  expect(tally.report(0).p50Ms).toBeGreaterThan(50);
});

test("a refusal is counted and nobody is counted as served by it", async () => {
  const tally = createTally(performance.now(), 50);

  const pace = { kind: "callers", callers: 2 } as const;
  const callOnce = (_: number, ended: (status: number) => void) =>
    void setTimeout(ended, 1, FAILED_PRECONDITION);
  await keepPace(pace, { callOnce, tally, until: performance.now() + 50, random });

  const { calls, granted, failures } = tally.report(0);
  expect({ calls, granted }).toEqual({ calls: 0, granted: 0 });
  expect(failures["FAILED_PRECONDITION"]).toBeGreaterThan(1);
});

/** A service that answers nobody at first, then everybody at once. */
async function stalledDay(pace: Parameters<typeof keepPace>[0]) {
  const from = performance.now();
  const tally = createTally(from, 2 * DURATION_MS);
  const callOnce = (_: number, ended: (status: number) => void): void => {
    const waitMs = Math.max(1, from + STALL_MS - performance.now());
    setTimeout(ended, waitMs, OK);
  };
  const options = { callOnce, tally, until: from + DURATION_MS, random };
  await keepPace(pace, options);
  return tally.report(0);
}
