import { expect, test } from "@jest/globals";

import { createSweepShare, type SweepShare } from "../../src/store/lane/sweepShare.ts";

const LIMITS = { batchMax: 256, backgroundMax: 64 };

/** What a batch costs here: once, and for each of its commands. */
const ONCE_MS = 3;
const EACH_MS = 0.1;

/** Runs batches with so many callers in each; every command costs the same. @returns what each batch had */
function run(share: SweepShare, batches: number, callers: number, eachMs = EACH_MS): Batch[] {
  return Array.from({ length: batches }, () => {
    const sweeps = share.next(callers);
    const ms = ONCE_MS + (callers + sweeps) * eachMs;
    share.learn(sweeps, ms);
    return { sweeps, ms };
  });
}

interface Batch {
  readonly sweeps: number;
  readonly ms: number;
}

test.each([
  { callers: 192, sweeps: 64 },
  { callers: 256, sweeps: 64 },
  { callers: 10_000, sweeps: 64 },
])("callers who fill a batch alone ($callers) leave a quarter of it", ({ callers, sweeps }) => {
  const share = createSweepShare(LIMITS);

  expect(run(share, 10, callers).map((batch) => batch.sweeps)).toEqual(Array(10).fill(sweeps));
});

test("however slow the batches are, the sweeper gets somewhere", () => {
  const share = createSweepShare(LIMITS);
  run(share, 40, 90);

  const slow = run(share, 400, 90, 50).slice(300);

  expect(Math.min(...withSweeps(slow))).toBe(30);
});

test("where callers leave room, the sweeper takes it while a batch lasts no more than 1.65 times as long", () => {
  const share = createSweepShare(LIMITS);
  const plainMs = ONCE_MS + 8 * EACH_MS;

  const steady = run(share, 1_000, 8).slice(200);

  const longest = Math.max(...steady.map(({ ms }) => ms));
  expect(longest).toBeLessThan(plainMs * 1.65 * 1.1);
  expect(mean(withSweeps(steady))).toBeGreaterThan(15);
});

test("a batch that stalls once costs the sweeper little", () => {
  const share = createSweepShare(LIMITS);
  run(share, 300, 8);
  const sweeps = share.next(8);

  share.learn(sweeps, 5_000);

  expect(sweeps).toBeGreaterThan(0);
  expect(share.next(8)).toBeGreaterThanOrEqual(Math.floor(sweeps * 0.75));
});

test("some batches go without the sweeper, to see how long those take", () => {
  const share = createSweepShare(LIMITS);

  const without = run(share, 1_000, 8).filter(({ sweeps }) => sweeps === 0);

  expect(without).toHaveLength(50);
});

test("when nobody else waits, a batch is the sweeper's, and larger where it is fast", () => {
  const share = createSweepShare(LIMITS);

  const fast = run(share, 1_000, 0, 0.001).map(({ sweeps }) => sweeps);
  const slow = run(share, 1_000, 0, 1_000).map(({ sweeps }) => sweeps);

  expect(fast.at(-1)).toBe(256);
  expect(slow.at(-1)).toBe(64);
});

function withSweeps(batches: readonly Batch[]): number[] {
  return batches.map(({ sweeps }) => sweeps).filter((sweeps) => sweeps > 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
