import { expect, test } from "@jest/globals";

import type { WmsBucketState } from "../../../src/store/wms/status.ts";
import { levelOf } from "../../../src/wms/limiter/level.ts";

/** 8 for orders and 2 for reading; 90 run in within 100 s, a fifth of them for reading. */
const TERMS = {
  capacity: 8,
  floorCapacity: 2,
  refillTokens: 90,
  refillMs: 100_000,
  floorPercent: 20,
  recoveryMs: 60_000,
};

const NOW = 1_000_000_000;

const EMPTY: WmsBucketState = {
  tokens: 0n,
  floorTokens: 0n,
  refilledAt: NOW,
  slowdown: 1,
  slowedAt: null,
  closedUntil: null,
};

test.each([
  ["a bucket that was emptied just now", {}, { order: 0, read: 0 }],
  ["one that was emptied 5 s ago", { refilledAt: NOW - 5_000 }, { order: 3, read: 0 }],
  [
    "one that runs over: the rest is for orders",
    { refilledAt: NOW - 10_500 },
    { order: 7, read: 1 },
  ],
  ["one that nobody has used for an hour", { refilledAt: NOW - 3_600_000 }, { order: 8, read: 2 }],
  ["what was left in it", { tokens: 2_500n, floorTokens: 1_000n }, { order: 2, read: 1 }],
  [
    "one at half the rate",
    { refilledAt: NOW - 5_000, slowdown: 2, slowedAt: NOW - 1_000 },
    { order: 1, read: 0 },
  ],
  ["one whose clock fell back", { refilledAt: NOW + 9_000 }, { order: 0, read: 0 }],
])("%s", (_, bucket, requests) => {
  expect(levelOf({ ...EMPTY, ...bucket }, TERMS, NOW).requests).toEqual(requests);
});

test("while the warehouse system wants to be left alone there is nothing, and nothing runs in", () => {
  const closed = { ...EMPTY, closedUntil: NOW + 2_000, refilledAt: NOW - 60_000 };

  expect(levelOf(closed, TERMS, NOW)).toEqual({
    requests: { order: 0, read: 0 },
    slowdown: 1,
    closedUntil: NOW + 2_000,
  });
  expect(levelOf(closed, TERMS, NOW + 2_000)).toMatchObject({ requests: { order: 0, read: 0 } });
  expect(levelOf(closed, TERMS, NOW + 7_000)).toMatchObject({ requests: { order: 3, read: 0 } });
});

test.each([
  [0, 8],
  [59_999, 8],
  [60_000, 4],
  [120_000, 2],
  [3_600_000, 1],
])("a slowdown is halved with every minute: after %d ms it is %d", (ms, slowdown) => {
  const slowed = { ...EMPTY, slowdown: 8, slowedAt: NOW - ms };
  expect(levelOf(slowed, TERMS, NOW).slowdown).toBe(slowdown);
});
