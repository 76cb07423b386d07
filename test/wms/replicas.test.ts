import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { WmsUnavailable } from "../../src/wms/errors.ts";
import { DIALECTS } from "../../src/wmsSim/dialects.ts";
import { startSimulator } from "../../src/wmsSim/simulator.ts";
import { afterwards } from "../support/afterwards.ts";
import { type Operator, openOperator } from "../support/operator.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { until } from "../support/until.ts";
import { push } from "./contract/asking.ts";
import { createAccount, PLAIN_DIALECT } from "./support/accounts.ts";
import { mostWithin, QUOTA } from "./support/limiters.ts";
import { answer, startOtherSide } from "./support/otherSide.ts";
import { openReplicas, type Replica } from "./support/replicas.ts";
import { SECRET } from "./support/transports.ts";

/** 10.6 requests a second in the long run. */
const LONGER = { requests: 40, windowMs: 2_000, readFloorPercent: 20 };

let database: TestDatabase;
let operator: Operator;

beforeAll(async () => {
  database = await createTestDatabase();
  operator = await openOperator(database.url);
});
afterAll(async () => {
  await operator.leave();
  await database.drop();
});

test("a warehouse system never sees more of three busy replicas than its quota", async () => {
  const simulator = await startSimulator({
    dialect: DIALECTS.modern,
    runEveryMs: Infinity,
    // A bucket of its own, which refuses what ours would never let through.
    quota: { perSecond: 11, burst: 20 },
    cells: [{ warehouse: "W1", owner: "ACME", sku: "SOCK", lot: null, orderable: 1_000 }],
  });
  afterwards(() => simulator.stop());
  const replicas = openReplicas(3, {
    databaseUrl: database.url,
    accountId: await createAccount(operator),
    quota: LONGER,
    baseUrl: simulator.url,
    secret: simulator.key,
    dialect: PLAIN_DIALECT,
  });
  const startedAt = performance.now();

  const ends = await Promise.all(
    replicas.flatMap(({ client }, number) => [
      ...Array.from({ length: 20 }, (_, order) =>
        push(client, `R-${number}-${order}`, { sku: "SOCK", quantity: 1n }),
      ),
      ...Array.from({ length: 6 }, () => client.stockPage(null, new AbortController().signal)),
    ]),
  );

  expect(ends.length).toBe(78);
  expect(simulator.requests.length).toBe(78);
  expect(mostWithin(simulator.requests, LONGER.windowMs)).toBeLessThanOrEqual(LONGER.requests);
  expect(simulator.world.truth().orders.length).toBe(60);
  // At 10.6 a second it takes seven seconds and a half; after a refusal it would take far longer.
  expect(performance.now() - startedAt).toBeLessThan(12_000);
  expect(replicas.map(({ limiter }) => limiter.status().slowdown)).toEqual([1, 1, 1]);
});

test("when one replica is refused, all of them stop until the time that was asked for", async () => {
  const there = await startOtherSide(answer(200, { events: [], next: "a0", more: false }));
  const replicas = openReplicas(3, {
    databaseUrl: database.url,
    accountId: await createAccount(operator),
    quota: QUOTA,
    baseUrl: there.url,
    secret: SECRET,
    dialect: PLAIN_DIALECT,
  });
  const seenAt: number[] = [];
  let refusedAt = Number.POSITIVE_INFINITY;
  const stop = new AbortController();
  for (const one of replicas) keepAsking(one, stop.signal);
  there.behave((response, seen) => {
    const now = performance.now();
    seenAt.push(now);
    const isRefused = seenAt.length === 10;
    if (isRefused) refusedAt = now;
    const behave = isRefused
      ? answer(429, "", { "retry-after": "2" })
      : answer(200, { events: [], next: "a0", more: false });
    return behave(response, seen);
  });
  await until(() => seenAt.some((at) => at > refusedAt + 2_000));
  await sleep(1_000);
  stop.abort();

  // What was under way, or leased before the database was told.
  const early = seenAt.filter((at) => at > refusedAt + 500 && at < refusedAt + 1_990);
  expect(early).toEqual([]);
  expect(seenAt.filter((at) => at > refusedAt + 2_000).length).toBeGreaterThan(2);
  expect(Math.min(...replicas.map(({ limiter }) => limiter.status().slowdown))).toBe(2);
});

/** Keeps four questions under way until told to stop. */
function keepAsking({ client }: Replica, signal: AbortSignal): void {
  const ask = async (): Promise<void> => {
    while (!signal.aborted) {
      await client.eventsSince(null, signal).catch((error: unknown) => {
        if (!(error instanceof WmsUnavailable)) throw error;
      });
    }
  };
  for (let caller = 0; caller < 4; caller++) void ask();
}
