import { expect, test } from "@jest/globals";

import { backoffMs } from "../../src/wms/backoff.ts";

const BACKOFF = { firstMs: 100, maxMs: 1_000 };

test.each([
  [1, 50, 100],
  [2, 100, 200],
  [3, 200, 400],
  [4, 400, 800],
  [5, 500, 1_000],
  [5_000, 500, 1_000],
])("after %i failures in a row the pause is from %i to %i ms", (failures, shortest, longest) => {
  expect(backoffMs(failures, BACKOFF, 0)).toBe(shortest);
  expect(backoffMs(failures, BACKOFF, 0.999_999)).toBe(longest);
});

test("two that failed together do not try together", () => {
  const pauses = Array.from({ length: 100 }, () => backoffMs(4, BACKOFF));
  expect(new Set(pauses).size).toBeGreaterThan(50);
});
