import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Pool } from "pg";

import { createPool } from "../../../src/store/sql/pool.ts";
import { WmsUnavailable } from "../../../src/wms/errors.ts";
import { afterwards } from "../../support/afterwards.ts";
import { type Operator, openOperator, untilBlocked } from "../../support/operator.ts";
import { createTestDatabase, startOwnCluster, type TestDatabase } from "../../support/postgres.ts";
import { until } from "../../support/until.ts";
import { migrate } from "../../../src/store/migrate.ts";
import { createAccount } from "../support/accounts.ts";
import { limiterOf } from "../support/limiters.ts";

/** Nothing runs in while a test lasts: 9 orders and 1 read at once. */
const FROZEN = { requests: 100, windowMs: 86_400_000, readFloorPercent: 10 };
const patience = new AbortController().signal;

let database: TestDatabase;
let operator: Operator;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  operator = await openOperator(database.url);
  pool = createPool(database.url, 2);
});
afterAll(async () => {
  await pool.end();
  await operator.leave();
  await database.drop();
});

test("a caller who gives up is told so, and that nothing was sent", async () => {
  const account = await accountWith(0);
  await operator.query(CLOSED, [account]);
  const limiter = limiterOf(pool, account);
  const waited = limiter.acquire("order", AbortSignal.timeout(50));

  const failure = await waited.catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(WmsUnavailable);
  expect(failure).toMatchObject({ maybeDone: false, cause: { name: "TimeoutError" } });
  expect(limiter.status().waiting).toEqual({ order: 0, read: 0 });
  await expect(limiter.acquire("order", AbortSignal.abort())).rejects.toThrow(WmsUnavailable);
});

test("no more may wait than is agreed, and the others are told at once", async () => {
  const limiter = limiterOf(pool, await accountWith(0), { queueMax: 3 });
  const stop = new AbortController();
  const waiting = Array.from({ length: 3 }, () => limiter.acquire("order", stop.signal));
  await expect(limiter.acquire("order", stop.signal)).rejects.toThrow(
    "3 requests wait for room in the warehouse system's quota already",
  );
  expect(limiter.status().waiting).toEqual({ order: 3, read: 0 });

  stop.abort();
  const ends = await Promise.allSettled(waiting);
  expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
});

test("first come, first served", async () => {
  const limiter = limiterOf(pool, await accountWith(0));
  const served: number[] = [];
  for (const caller of [1, 2, 3, 4, 5, 6]) {
    void limiter.acquire("order", patience).then(() => served.push(caller));
  }
  await until(() => served.length === 6);
  expect(served).toEqual([1, 2, 3, 4, 5, 6]);
});

test("a process leases no more than five at a time, and reading has its own", async () => {
  const limiter = limiterOf(pool, await accountWith(9), { quota: FROZEN });
  const stop = new AbortController();
  const orders = Array.from({ length: 9 }, () => limiter.acquire("order", stop.signal));
  const read = limiter.acquire("read", stop.signal);
  await Promise.all([...orders, read]);
  for (const { order, read: reads } of limiter.asked) expect(order + reads).toBeLessThanOrEqual(5);
  expect(limiter.asked.length).toBeLessThanOrEqual(4);
});

test("what was leased and not used serves the next caller, and is dead after a second", async () => {
  const account = await accountWith(9);
  const limiter = limiterOf(pool, account, { quota: FROZEN });
  const release = await holdBucket(account);
  const leavers = new AbortController();
  const first = limiter.acquire("order", patience);
  const others = ["", ""].map(() => limiter.acquire("order", leavers.signal));
  await untilBlocked(operator);
  leavers.abort();
  await Promise.allSettled(others);
  await release();
  await first;
  expect(await tokensOf(account)).toBe(6_000n);

  await limiter.acquire("order", patience);
  expect(limiter.asked.length).toBe(1);

  await sleep(1_050);
  await limiter.acquire("order", patience);
  expect(limiter.asked.length).toBe(2);
  expect(await tokensOf(account)).toBe(5_000n);
});

test("tokens that arrive later than they live are used by nobody", async () => {
  const account = await accountWith(9);
  const limiter = limiterOf(pool, account, { quota: FROZEN });
  const release = await holdBucket(account);
  const waited = limiter.acquire("order", patience);
  await untilBlocked(operator);
  await sleep(1_100);
  expect(await tokensOf(account)).toBe(9_000n);
  await release();

  const token = await waited;

  expect(token.diesAt).toBeGreaterThan(performance.now());
  expect(await tokensOf(account)).toBe(7_000n);
});

test("the database is not there: nothing is sent, and all goes on when it is back", async () => {
  const cluster = await startOwnCluster();
  afterwards(() => cluster.stop());
  await migrate({ url: cluster.url });
  const there = await openOperator(cluster.url);
  const account = await createAccount(there);
  await there.query(FILLED, [account, 9_000]);
  await there.leave();
  const ownPool = createPool(cluster.url, 2);
  afterwards(() => ownPool.end());
  const limiter = limiterOf(ownPool, account, { quota: FROZEN });
  await limiter.acquire("order", patience);

  await cluster.kill9();
  const failed = limiter.acquire("order", AbortSignal.timeout(500));
  await expect(failed).rejects.toThrow(WmsUnavailable);
  const served: string[] = [];
  void limiter.acquire("order", patience).then(() => served.push("order"));
  await sleep(1_000);
  expect(served).toEqual([]);
  expect(limiter.status().failure).toMatch(/ECONNREFUSED|terminat|connect/i);

  await cluster.restart();
  await until(() => served.length === 1);
  expect(limiter.status().failure).toBeNull();
});

test("a refusal stops every replica until its time, and halves the rate for all", async () => {
  const account = await accountWith(9);
  const otherPool = createPool(database.url, 1);
  afterwards(() => otherPool.end());
  const [refused, other] = [limiterOf(pool, account), limiterOf(otherPool, account)];
  await refused.acquire("order", patience);
  const refusedAt = performance.now();

  refused.close({ forMs: 600, slower: true });
  const here = refused.acquire("order", patience).then(() => performance.now());
  await until(async () => (await closedUntilOf(account)) !== null);
  const there = other.acquire("read", patience).then(() => performance.now());

  expect(Math.min(await here, await there) - refusedAt).toBeGreaterThanOrEqual(590);
  expect([refused.status().slowdown, other.status().slowdown]).toEqual([2, 2]);
});

test("a refusal that the database cannot be told yet stops this replica all the same", async () => {
  const account = await accountWith(9);
  const limiter = limiterOf(pool, account, { quota: FROZEN });
  await limiter.acquire("order", patience);
  const release = await holdBucket(account);
  limiter.close({ forMs: 2_500, slower: true });
  const early = limiter.acquire("order", AbortSignal.timeout(2_300));
  await until(() => limiter.status().failure !== null);
  await release();

  await expect(early).rejects.toThrow(WmsUnavailable);
  await until(async () => (await closedUntilOf(account)) !== null);
  expect(limiter.asked.length).toBe(1);
});

test("tokens that were on their way when the warehouse system refused are used by nobody", async () => {
  const account = await accountWith(9);
  const limiter = limiterOf(pool, account, { quota: FROZEN });
  const release = await holdBucket(account);
  const waited = limiter.acquire("order", AbortSignal.timeout(800));
  await untilBlocked(operator);
  limiter.close({ forMs: 60_000, slower: true });
  await release();

  await expect(waited).rejects.toThrow(WmsUnavailable);
});

const FILLED = `
  insert into wms_bucket (account_id, tokens, floor_tokens, refilled_at)
  values ($1, $2, 1000, clock_timestamp())`;

/** An account whose bucket holds so many tokens for orders, and one for reading. */
/** Nothing is let out for a minute, however slowly a test goes on. */
const CLOSED =
  "update wms_bucket set closed_until = clock_timestamp() + interval '1 minute' where account_id = $1";

async function accountWith(tokens: number): Promise<string> {
  const account = await createAccount(operator);
  await operator.query(FILLED, [account, tokens * 1000]);
  return account;
}

async function tokensOf(account: string): Promise<bigint> {
  const sql = "select tokens from wms_bucket where account_id = $1";
  return (await pool.query<{ tokens: bigint }>(sql, [account])).rows[0]?.tokens ?? 0n;
}

async function closedUntilOf(account: string): Promise<Date | null> {
  const sql = "select closed_until from wms_bucket where account_id = $1";
  const { rows } = await pool.query<{ closed_until: Date | null }>(sql, [account]);
  return rows[0]?.closed_until ?? null;
}

/** Keeps everybody waiting for a bucket. @returns lets go */
async function holdBucket(account: string): Promise<() => Promise<void>> {
  const holder = await openOperator(database.url);
  afterwards(() => holder.leave());
  await holder.query("begin");
  await holder.query("select from wms_bucket where account_id = $1 for update", [account]);
  return () => holder.leave();
}
