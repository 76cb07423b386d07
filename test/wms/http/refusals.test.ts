import { expect, test } from "@jest/globals";

import { retryAfterMs } from "../../../src/wms/http/retryAfter.ts";
import { answer, startOtherSide } from "../support/otherSide.ts";
import {
  failureOf,
  freeLimiter,
  getting,
  ordering,
  patience,
  transportOf,
} from "../support/transports.ts";

const NOW = Date.parse("2030-01-01T00:00:00Z");

test.each([
  ["7", undefined, 7_000],
  [" 7 ", undefined, 7_000],
  ["0", undefined, 1_000],
  ["86400", undefined, 600_000],
  ["Tue, 01 Jan 2030 00:00:30 GMT", undefined, 30_000],
  ["Tue, 01 Jan 2030 00:00:30 GMT", "Tue, 01 Jan 2030 00:00:10 GMT", 20_000],
  ["Tue, 01 Jan 2030 00:00:30 GMT", "nonsense", 30_000],
  ["Mon, 31 Dec 2029 00:00:00 GMT", undefined, 1_000],
  ["Fri, 01 Jan 2100 00:00:00 GMT", undefined, 600_000],
  ["-5", undefined, undefined],
  ["1e3", undefined, undefined],
  ["soon", undefined, undefined],
  ["", undefined, undefined],
  ["2030", undefined, 600_000],
  [undefined, undefined, undefined],
])("Retry-After %j, sent at %j: %j ms", (said, date, ms) => {
  expect(retryAfterMs({ "retry-after": said, date }, NOW)).toBe(ms);
});

test.each([
  [{ "retry-after": "7" }, 7_000],
  [{}, 5_000],
  [{ "retry-after": "nonsense" }, 5_000],
])("HTTP 429 with %j closes the account for all, and slows it down", async (headers, forMs) => {
  const there = await startOtherSide(answer(429, "slow down", headers));
  const limiter = freeLimiter();
  const failure = await failureOf(transportOf({ limiter }).send(ordering(there.url), patience));
  expect(failure).toMatchObject({ name: "WmsUnavailable", maybeDone: false });
  expect(limiter.closings).toEqual([{ forMs, slower: true }]);
});

test("HTTP 503 that asks for time gets it; it may have been done, and the rate stays", async () => {
  const there = await startOtherSide(answer(503, "", { "retry-after": "3" }));
  const limiter = freeLimiter();
  const transport = transportOf({ limiter });
  const failure = await failureOf(transport.send(getting(there.url), patience));
  expect(failure).toMatchObject({ name: "WmsUnavailable", maybeDone: true });
  expect(limiter.closings).toEqual([{ forMs: 3_000, slower: false }]);

  there.behave(answer(503, ""));
  await failureOf(transport.send(getting(there.url), patience));
  expect(limiter.closings.length).toBe(1);
});
