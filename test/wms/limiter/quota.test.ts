import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Pool } from "pg";

import { createPool } from "../../../src/store/sql/pool.ts";
import type { TokenKind } from "../../../src/wms/limiter/limiter.ts";
import { termsOf } from "../../../src/wms/limiter/terms.ts";
import { type Operator, openOperator } from "../../support/operator.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { createAccount } from "../support/accounts.ts";
import { limiterOf, mostWithin, QUOTA, type WatchedLimiter } from "../support/limiters.ts";

const REPLICAS = 3;
const TERMS = termsOf(QUOTA);
const PER_MS = TERMS.refillTokens / TERMS.refillMs;
const patience = new AbortController().signal;

let database: TestDatabase;
let operator: Operator;
let pools: Pool[];

beforeAll(async () => {
  database = await createTestDatabase();
  operator = await openOperator(database.url);
  pools = Array.from({ length: REPLICAS }, () => createPool(database.url, 2));
});
afterAll(async () => {
  for (const pool of pools) await pool.end();
  await operator.leave();
  await database.drop();
});

test("three replicas that ask for all they can get stay within the one quota, and use it", async () => {
  const replicas = await replicasOf(await createAccount(operator));
  await fillUp(replicas);
  const startedAt = performance.now();

  const asked = replicas.flatMap((limiter) => [
    ...many(limiter, "order", 40),
    ...many(limiter, "read", 20),
  ]);
  const moments = await Promise.all(asked);

  expect(moments.length).toBe(180);
  // Each was leased up to a life before it was given; the network may delay each by up to the jitter.
  expect(mostWithin(moments, QUOTA.windowMs + TERMS.jitterMs)).toBeLessThanOrEqual(QUOTA.requests);
  const neededMs = (180 - TERMS.capacity - TERMS.floorCapacity) / PER_MS;
  const tookMs = Math.max(...moments) - startedAt;
  expect(tookMs).toBeGreaterThan(neededMs * 0.98);
  expect(tookMs).toBeLessThan(neededMs * 1.6);
});

test("reading keeps its part while orders take all that they can get", async () => {
  const replicas = await replicasOf(await createAccount(operator));
  const stop = new AbortController();
  const orders = keepAsking(replicas, "order", stop.signal);
  await sleep(500);
  const reads = keepAsking(replicas, "read", stop.signal);
  const [ordersBefore, startedAt] = [orders.length, performance.now()];
  await sleep(5_000);
  stop.abort();

  const elapsedMs = performance.now() - startedAt;
  const readShare = reads.length / (elapsedMs * PER_MS);
  const orderShare = (orders.length - ordersBefore) / (elapsedMs * PER_MS);
  expect(readShare).toBeGreaterThan(0.13);
  expect(readShare).toBeLessThan(0.27);
  expect(orderShare).toBeGreaterThan(0.65);
});

test("orders go at once, however many reads wait", async () => {
  const replicas = await replicasOf(await createAccount(operator));
  const stop = new AbortController();
  const reads = keepAsking(replicas, "read", stop.signal);
  // Reading alone may use all that orders leave.
  await sleep(3_000);
  expect(reads.length / (3_000 * PER_MS)).toBeGreaterThan(0.5);

  const startedAt = performance.now();
  const orders = many(replicas[0], "order", TERMS.capacity);
  const waitedMs = Math.max(...(await Promise.all(orders))) - startedAt;
  stop.abort();

  // The bucket of orders was full all the time: what took long was asking.
  expect(waitedMs).toBeLessThan(400);
});

async function replicasOf(account: string): Promise<WatchedLimiter[]> {
  return pools.map((pool) => limiterOf(pool, account));
}

/** Lets the bucket run full. */
async function fillUp(replicas: readonly WatchedLimiter[]): Promise<void> {
  await replicas[0]?.acquire("order", patience);
  await sleep((TERMS.capacity + TERMS.floorCapacity + 2) / PER_MS);
}

/** @returns when each was given */
function many(limiter: WatchedLimiter | undefined, kind: TokenKind, count: number) {
  return Array.from({ length: count }, async () => {
    await limiter?.acquire(kind, patience);
    return performance.now();
  });
}

/** Keeps ten callers waiting on each replica. @returns when each was served, growing */
function keepAsking(
  replicas: readonly WatchedLimiter[],
  kind: TokenKind,
  signal: AbortSignal,
): number[] {
  const served: number[] = [];
  const ask = async (limiter: WatchedLimiter): Promise<void> => {
    while (!signal.aborted) {
      await limiter.acquire(kind, signal);
      served.push(performance.now());
    }
  };
  for (const limiter of replicas) {
    for (let caller = 0; caller < 10; caller++) ask(limiter).catch(() => undefined);
  }
  return served;
}
