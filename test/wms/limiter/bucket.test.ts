import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Pool } from "pg";

import { createPool } from "../../../src/store/sql/pool.ts";
import {
  type BucketTerms,
  closeBucket,
  type PerKind,
  takeTokens,
  type TokensTaken,
} from "../../../src/store/wms/tokens.ts";
import { type Operator, openOperator } from "../../support/operator.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { createAccount } from "../support/accounts.ts";

/** Fills so slowly that no test sees it: one token in ten hours. */
const SLOW: BucketTerms = {
  capacity: 8,
  floorCapacity: 2,
  refillTokens: 1,
  refillMs: 36_000_000,
  floorPercent: 20,
  recoveryMs: 60_000,
};
/** One token each minute. */
const MINUTELY = { ...SLOW, refillMs: 60_000 };
const ALL = { order: 100, read: 100 };
const NONE = { order: 0, read: 0 };

let database: TestDatabase;
let operator: Operator;
let pool: Pool;
let account: string;

beforeAll(async () => {
  database = await createTestDatabase();
  operator = await openOperator(database.url);
  pool = createPool(database.url, 8);
});
afterAll(async () => {
  await pool.end();
  await operator.leave();
  await database.drop();
});

test("a new bucket is empty", async () => {
  account = await createAccount(operator);
  expect((await take(ALL)).taken).toEqual(NONE);
});

test("what was there is given once, to orders and to reading from their own parts", async () => {
  await bucket({ tokens: 5_999, floor_tokens: 2_000 });

  expect((await take({ order: 3, read: 1 })).taken).toEqual({ order: 3, read: 1 });
  expect((await take(ALL)).taken).toEqual({ order: 2, read: 1 });
  expect((await take(ALL)).taken).toEqual(NONE);
  expect(await row()).toMatchObject({ tokens: 999n, floor_tokens: 0n });
});

test("what runs in is shared out, a fifth of it for reading", async () => {
  await bucket({ refilled_at: ago("5 minutes") });
  expect((await take(ALL, MINUTELY)).taken).toEqual({ order: 4, read: 1 });
});

test("what one kind has no room for goes to the other", async () => {
  await bucket({ tokens: 8_000, refilled_at: ago("2 minutes") });
  expect((await take(ALL, MINUTELY)).taken).toEqual({ order: 8, read: 2 });

  await bucket({ floor_tokens: 2_000, refilled_at: ago("5 minutes") });
  expect((await take(ALL, MINUTELY)).taken).toEqual({ order: 5, read: 2 });
});

test("a bucket that was left alone for long holds its capacity and no more", async () => {
  await bucket({ tokens: 8_000, floor_tokens: 2_000, refilled_at: ago("30 years") });
  expect((await take(ALL)).taken).toEqual({ order: 8, read: 2 });
  expect((await take(ALL)).taken).toEqual(NONE);
});

test("asking often loses no time: the rate is the same in small sips", async () => {
  // 200 a second, a tenth of a token each half millisecond.
  const fast = { ...SLOW, capacity: 800, floorCapacity: 200, refillTokens: 200, refillMs: 1_000 };
  const madeAfter = await clock();
  await bucket({});
  const madeBefore = await clock();
  let takes = 0;
  let takenAfter = 0;
  while (takenAfter - madeBefore < 1_000) {
    takenAfter = await clock();
    await take(NONE, fast);
    takes += 1;
  }
  const takenBefore = await clock();

  const { tokens, floor_tokens: floorTokens, refilled_at: refilledAt } = await row();
  const there = Number(tokens + floorTokens);
  expect(takes).toBeGreaterThan(30);
  // Less than a tenth of a token may still be due; clocks are read in milliseconds.
  expect(there).toBeGreaterThanOrEqual((takenAfter - madeBefore - 1) * 200 - 100);
  expect(there).toBeLessThanOrEqual((takenBefore - madeAfter + 1) * 200);
  expect(tokens).toBe(floorTokens * 4n);
  expect(refilledAt.getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
});

test("a clock that fell back gives nothing twice, and does not stop the flow", async () => {
  await bucket({ refilled_at: ago("-1 hour") });
  expect((await take(ALL, MINUTELY)).taken).toEqual(NONE);

  const { refilled_at: refilledAt } = await row();
  expect(Math.abs(refilledAt.getTime() - (await clock()))).toBeLessThan(2_000);
});

test("takers that come together share what is there, one after the other", async () => {
  await bucket({ tokens: 800_000, floor_tokens: 0 });
  const terms = { ...SLOW, capacity: 800 };
  const takes = Array.from({ length: 400 }, () => take({ order: 3, read: 1 }, terms));

  const taken = (await Promise.all(takes)).map((one) => one.taken.order);

  expect(taken.reduce((sum, some) => sum + some, 0)).toBe(800);
  expect((await row()).tokens).toBe(0n);
});

test("a closed bucket is empty, gives nothing until its time, and did not fill meanwhile", async () => {
  await bucket({ tokens: 8_000, floor_tokens: 2_000 });
  await closeBucket(pool, account, { forMs: 1_500, slower: false });

  expect(await row()).toMatchObject({ tokens: 0n, floor_tokens: 0n });
  await sleep(1_505);
  // 7 a second: in 1.5 s it would be full.
  const open = await take(NONE, { ...SLOW, refillTokens: 7, refillMs: 1_000 });
  expect(open.slowdown).toBe(1);
  const { tokens, floor_tokens: floorTokens, closed_until: closedUntil } = await row();
  expect(tokens + floorTokens).toBeLessThan(8_000n);
  expect(closedUntil).toBeNull();
});

test("a closed bucket gives nothing of what it holds, and says for how long", async () => {
  await bucket({ tokens: 8_000, floor_tokens: 2_000, closed_until: ago("-5 minutes") });
  const { taken, waitMs } = await take(ALL);
  expect(taken).toEqual(NONE);
  expect(waitMs.order).toBeGreaterThan(298_000);
  expect(waitMs.order).toBeLessThanOrEqual(300_000);
});

test("a refusal halves the rate; those that arrive while the bucket is closed do not once more", async () => {
  await bucket({});
  const rates: number[] = [];
  for (let refusal = 1; refusal <= 6; refusal++) {
    await closeBucket(pool, account, { forMs: 1_000, slower: true });
    await closeBucket(pool, account, { forMs: 1_000, slower: true });
    rates.push((await take(ALL)).slowdown);
    await operator.query(`update wms_bucket set closed_until = clock_timestamp()`);
  }
  expect(rates).toEqual([2, 4, 8, 16, 16, 16]);
});

test("a slowed bucket fills more slowly", async () => {
  await bucket({ refilled_at: ago("20 minutes"), slowdown: 4, slowed_at: ago("0 s") });
  expect((await take(ALL, MINUTELY)).taken).toEqual({ order: 4, read: 1 });
});

test.each([
  // slowed for, then: slowdown, and how long it has been so
  ["59 s", 16, 59_000],
  ["61 s", 8, 1_000],
  ["150 s", 4, 30_000],
  ["239 s", 2, 59_000],
  ["241 s", 1, null],
  ["30 years", 1, null],
  ["-300 s", 16, -300_000],
])("a sixteenth of the rate, %s ago, is now %i", async (age, slowdown, sinceMs) => {
  await bucket({ slowdown: 16, slowed_at: ago(age) });

  expect((await take(ALL)).slowdown).toBe(slowdown);

  const { slowed_at: slowedAt } = await row();
  if (sinceMs === null) expect(slowedAt).toBeNull();
  else {
    const seenMs = (await clock()) - (slowedAt?.getTime() ?? 0);
    expect(Math.abs(seenMs - sinceMs)).toBeLessThan(2_000);
  }
});

test("nobody is left alone for longer than ten minutes, whatever was asked for or the clock did", async () => {
  await bucket({});
  await closeBucket(pool, account, { forMs: 1e12, slower: true });
  expect((await take(ALL)).waitMs.order).toBeLessThan(600_000 + SLOW.refillMs * 2 + 1);
  await expectClosedFor(600_000);

  await operator.query("update wms_bucket set closed_until = clock_timestamp() + interval '1 day'");
  await take(ALL);
  await expectClosedFor(600_000);
});

test("a closing is never shortened by a later one", async () => {
  await bucket({});
  await closeBucket(pool, account, { forMs: 60_000, slower: true });
  await closeBucket(pool, account, { forMs: 10, slower: true });
  await expectClosedFor(60_000);
});

test("it says how long until there is more, for the rate that holds", async () => {
  await bucket({ tokens: 500, floor_tokens: 1_000, slowdown: 2, slowed_at: ago("0 s") });
  const { waitMs } = await take(NONE, MINUTELY);
  expect(waitMs.order).toBeGreaterThan(59_000);
  expect(waitMs.order).toBeLessThanOrEqual(60_000);
  expect(waitMs.read).toBe(0);
});

function take(wanted: PerKind, terms = SLOW): Promise<TokensTaken> {
  return takeTokens(pool, account, terms, wanted);
}

/** A moment in SQL. */
const ago = (interval: string): string => `clock_timestamp() - interval '${interval}'`;

/** A new account's bucket, as said; empty otherwise. */
async function bucket(has: Readonly<Record<string, string | number>>): Promise<void> {
  account = await createAccount(operator);
  const all = { refilled_at: ago("0 s"), ...has };
  const columns = Object.keys(all).join(", ");
  await operator.query(
    `insert into wms_bucket (account_id, ${columns}) values ($1, ${Object.values(all).join(", ")})`,
    [account],
  );
}

interface Row {
  readonly tokens: bigint;
  readonly floor_tokens: bigint;
  readonly refilled_at: Date;
  readonly slowed_at: Date | null;
  readonly closed_until: Date | null;
}

async function row(): Promise<Row> {
  const { rows } = await pool.query<Row>("select * from wms_bucket where account_id = $1", [
    account,
  ]);
  const [found] = rows;
  if (found === undefined) throw new Error("there is no bucket");
  return found;
}

async function clock(): Promise<number> {
  const { rows } = await pool.query<{ now: Date }>("select clock_timestamp() as now");
  return rows[0]?.now.getTime() ?? Number.NaN;
}

async function expectClosedFor(ms: number): Promise<void> {
  const leftMs = ((await row()).closed_until?.getTime() ?? 0) - (await clock());
  expect(leftMs).toBeGreaterThan(ms - 2_000);
  expect(leftMs).toBeLessThanOrEqual(ms);
}
