import { expect, test } from "@jest/globals";

import { TokenBucket } from "../../../src/wmsSim/http/tokenBucket.ts";

test("as many as the burst come through at once, then as many as the rate allows", () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 3 }, 0);

  expect([0, 0, 0].map((now) => bucket.take(now))).toEqual([0, 0, 0]);
  expect(bucket.take(0)).toBe(100);
  expect(bucket.take(50)).toBe(50);
  expect(bucket.take(100)).toBe(0);
  expect(bucket.take(100)).toBe(100);
});

test("what was not used is kept only up to the burst", () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 2 }, 0);
  const taken = [0, 0, 0, 0].map(() => bucket.take(60_000));
  expect(taken.map((wait) => wait === 0)).toEqual([true, true, false, false]);
});
