import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { tally } from "../support/outcomes.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import type { Call } from "./history.ts";
import { prove } from "./proof.ts";
import { recordHistory } from "./run.ts";

let database: TestDatabase;
let recording: Promise<unknown> | undefined;
const stopping = new AbortController();
beforeAll(async () => (database = await createTestDatabase()));
afterAll(async () => {
  stopping.abort();
  await recording?.catch(() => undefined);
  await database.drop();
});

/** All that callers may be told beside yes, when stock is scarce, others are faster, servers die and replies are lost. */
const REASONS = new Set([
  "INSUFFICIENT_STOCK",
  "INVALID_MOVEMENT",
  "RESERVATION_CLOSED",
  "RESERVATION_EXPIRED",
  "STALE_EXPECTATION",
  "DEADLINE_EXCEEDED",
  "UNAVAILABLE",
]);

test("whatever callers are told while servers die and replies are lost, some order explains it all", async () => {
  const running = recordHistory({
    url: database.url,
    seed: 20_261_120,
    callers: 18,
    forMs: 0,
    periodMs: 900,
    stop: stopping.signal,
  });
  recording = running;
  const { history, kills } = await running;

  const { parts, objections } = prove(history);

  expect(objections).toEqual([]);
  expect(parts.flatMap(({ skus }) => skus).toSorted()).toEqual([
    "CAMERA",
    "LENS",
    "MUG",
    "SOCK",
    "TICKET",
  ]);
  expect(kills).toBe(1);
  const ends = tally(history.calls.flatMap(endsOf));
  expect(Object.keys(ends).filter((end) => end.startsWith("unexpected"))).toEqual([]);
  expect(ends).toMatchObject({
    ok: expect.any(Number),
    replay: expect.any(Number),
    fail: expect.any(Number),
    unknown: expect.any(Number),
  });
  expect(history.calls.length).toBeGreaterThan(200);
}, 60_000);

function endsOf({ outcome }: Call): string[] {
  if (outcome.end === "ok") return outcome.replay ? ["ok", "replay"] : ["ok"];
  return REASONS.has(outcome.reason) ? [outcome.end] : [`unexpected ${outcome.reason}`];
}
