import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Pool } from "pg";

import { createPool } from "../../../src/store/sql/pool.ts";
import { readWmsClock } from "../../../src/store/wms/leases.ts";
import { readWmsBucket } from "../../../src/store/wms/status.ts";
import { type BucketTerms, closeBucket, takeTokens } from "../../../src/store/wms/tokens.ts";
import { levelOf } from "../../../src/wms/limiter/level.ts";
import { type Operator, openOperator } from "../../support/operator.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { createAccount } from "../support/accounts.ts";

/** One token each minute, a fifth of them for reading. */
const TERMS: BucketTerms = {
  capacity: 8,
  floorCapacity: 2,
  refillTokens: 1,
  refillMs: 60_000,
  floorPercent: 20,
  recoveryMs: 3_600_000,
};
const ALL = { order: 100, read: 100 };

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

test.each([
  ["5 minutes 30 seconds", 0, 0, 1],
  ["4 minutes 30 seconds", 1_200, 300, 1],
  ["30 minutes", 0, 0, 1],
  ["30 seconds", 7_100, 2_000, 1],
  ["9 minutes", 500, 0, 2],
])("what is told of a bucket is what a taker finds in it: %s, %d, %d, %d", async (...state) => {
  const account = await createAccount(operator);
  await takeTokens(pool, account, TERMS, ALL);
  await operator.query(
    `update wms_bucket
        set refilled_at = clock_timestamp() - $2::interval, tokens = $3, floor_tokens = $4,
            slowdown = $5, slowed_at = case when $5 > 1 then clock_timestamp() end
      where account_id = $1`,
    [account, ...state],
  );
  const bucket = await readWmsBucket(pool, account);
  if (bucket === undefined) throw new Error("there is no bucket");

  const told = levelOf(bucket, TERMS, await readWmsClock(pool));
  const { taken, slowdown } = await takeTokens(pool, account, TERMS, ALL);

  expect(told.requests).toEqual(taken);
  expect(told.slowdown).toBe(slowdown);
});

test("a closed bucket is told to be closed for as long as it is", async () => {
  const account = await createAccount(operator);
  await closeBucket(pool, account, { forMs: 60_000, slower: true });
  await takeTokens(pool, account, TERMS, ALL);
  await closeBucket(pool, account, { forMs: 60_000, slower: true });
  const bucket = await readWmsBucket(pool, account);
  if (bucket === undefined) throw new Error("there is no bucket");

  const now = await readWmsClock(pool);
  const { requests, closedUntil } = levelOf(bucket, TERMS, now);

  expect(requests).toEqual({ order: 0, read: 0 });
  expect(Math.abs((closedUntil ?? 0) - now - 60_000)).toBeLessThan(10_000);
});
