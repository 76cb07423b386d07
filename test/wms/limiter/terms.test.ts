import { expect, test } from "@jest/globals";
import { assert, integer, oneof, property, record } from "fast-check";

import { type Quota, termsOf } from "../../../src/wms/limiter/terms.ts";

const quotas = record({
  requests: oneof(integer({ min: 3, max: 60 }), integer({ min: 3, max: 1_000_000 })),
  windowMs: oneof(integer({ min: 1_000, max: 9_999 }), integer({ min: 1_000, max: 864e5 })),
  readFloorPercent: integer({ min: 0, max: 90 }),
});

test("whatever the quota, what a window may count is within it", () => {
  assert(
    property(quotas, (quota) => {
      const terms = termsOf(quota);
      const capacity = BigInt(terms.capacity + terms.floorCapacity);
      const spanMs = BigInt(quota.windowMs + terms.leaseLifeMs + terms.jitterMs);
      // capacity + rate × span ≤ requests, without dividing.
      const counted = capacity * BigInt(terms.refillMs) + BigInt(terms.refillTokens) * spanMs;
      expect(counted).toBeLessThanOrEqual(BigInt(quota.requests) * BigInt(terms.refillMs));
    }),
  );
});

test("whatever the quota, both kinds are served and leases are short", () => {
  assert(
    property(quotas, (quota) => {
      const terms = termsOf(quota);
      expect(terms.capacity).toBeGreaterThanOrEqual(1);
      expect(terms.floorCapacity).toBeGreaterThanOrEqual(1);
      expect(terms.refillTokens).toBeGreaterThanOrEqual(1);
      expect(terms.leaseLifeMs).toBeLessThanOrEqual(1_000);
      expect(Object.values(terms).every(Number.isSafeInteger)).toBe(true);
    }),
  );
});

test.each([
  // requests, windowMs, then: orders at once, reads at once, requests per second
  [3, 1_000, 1, 1, 0.59],
  [20, 1_000, 1, 1, 10.59],
  [40, 1_000, 3, 1, 21.18],
  [1_200, 60_000, 40, 10, 18.55],
  [100_000, 86_400_000, 40, 10, 1.16],
])(
  "of %i requests in %i ms, %i orders and %i reads may go at once, and %d a second",
  (requests, windowMs, orders, reads, perSecond) => {
    const terms = termsOf({ requests, windowMs, readFloorPercent: 20 });
    expect([terms.capacity, terms.floorCapacity]).toEqual([orders, reads]);
    expect((terms.refillTokens / terms.refillMs) * 1000).toBeCloseTo(perSecond, 2);
  },
);

test.each([
  ["requests", { requests: 2, windowMs: 1_000, readFloorPercent: 20 }],
  ["requests", { requests: 10.5, windowMs: 1_000, readFloorPercent: 20 }],
  ["windowMs", { requests: 10, windowMs: 999, readFloorPercent: 20 }],
  ["windowMs", { requests: 10, windowMs: Number.NaN, readFloorPercent: 20 }],
  ["readFloorPercent", { requests: 10, windowMs: 1_000, readFloorPercent: 91 }],
] satisfies [string, Quota][])("a quota with a wrong %s is refused: %j", (name, quota) => {
  expect(() => termsOf(quota)).toThrow(`a quota's ${name} must be a whole number`);
});
