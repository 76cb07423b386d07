import type { Pool } from "pg";

import type { Uuid } from "../../core/stock.ts";
import type { Parameter } from "../sql/parameters.ts";
import { askPlatform, type Told } from "../sql/platform.ts";
import type { Statement } from "../sql/statement.ts";
import { CLOSE, CLOSED_MAX_MS, OPEN, TAKE } from "./bucket.ts";

export { CLOSED_MAX_MS } from "./bucket.ts";

/** What an account's bucket holds, and how fast it fills. */
export interface BucketTerms {
  /** Tokens that it holds for orders, at most. */
  readonly capacity: number;
  /** Tokens that it holds for reading alone, at most. */
  readonly floorCapacity: number;
  /** At the full rate, so many tokens run into it … */
  readonly refillTokens: number;
  /** … within this time. */
  readonly refillMs: number;
  /** The part of the rate that is for reading. */
  readonly floorPercent: number;
  /** After each such time without a refusal, half of a slowdown is over. */
  readonly recoveryMs: number;
}

/** Numbers by what tokens are for. */
export interface PerKind {
  readonly order: number;
  readonly read: number;
}

/** What came of asking a bucket for tokens. */
export interface TokensTaken {
  readonly taken: PerKind;
  /** How long until one more of each may be there, at the earliest. */
  readonly waitMs: PerKind;
  /** 1: the full rate; 2: half of it; … */
  readonly slowdown: number;
  /** Before this moment, on the clock of `performance.now()`, nothing was taken. */
  readonly sentAt: number;
}

interface TakenRow {
  readonly orders: number;
  readonly reads: number;
  /** In thousandths. */
  readonly order_left: number;
  readonly read_left: number;
  readonly slowdown: number;
  readonly closed_ms: number;
}

/**
 * Takes tokens from an account's bucket, as many of those that are wanted as are there: orders from one part of it,
 * reading from the other.
 *
 * @throws whatever the database or the way to it says; tokens may have been taken then, and nobody may use them
 */
export async function takeTokens(
  pool: Pool,
  accountId: Uuid,
  terms: BucketTerms,
  wanted: PerKind,
): Promise<TokensTaken> {
  const { capacity, floorCapacity, refillTokens, refillMs, floorPercent, recoveryMs } = terms;
  const sizes = [capacity, floorCapacity, refillTokens, refillMs, floorPercent, recoveryMs];
  const values = [wanted.order, wanted.read, ...sizes];
  const { row, sentAt } = await askBucket<TakenRow>(pool, TAKE, accountId, values);
  const { slowdown } = row;
  const wait = (left: number): number => row.closed_ms + msUntilOne(terms, left, slowdown);
  return {
    taken: { order: row.orders, read: row.reads },
    waitMs: { order: wait(row.order_left), read: wait(row.read_left) },
    slowdown,
    sentAt,
  };
}

/** @param left thousandths that are there */
function msUntilOne(terms: BucketTerms, left: number, slowdown: number): number {
  const missing = Math.max(0, 1000 - left);
  return Math.ceil((missing * terms.refillMs * slowdown) / (1000 * terms.refillTokens));
}

/**
 * Empties a bucket and closes it for all replicas: the warehouse system wants to be left alone.
 *
 * @param slower whether to halve the rate, which then recovers step by step once the bucket is open again
 * @throws whatever the database or the way to it says
 */
export async function closeBucket(
  pool: Pool,
  accountId: Uuid,
  { forMs, slower }: { readonly forMs: number; readonly slower: boolean },
): Promise<void> {
  await askBucket(pool, CLOSE, accountId, [Math.min(Math.ceil(forMs), CLOSED_MAX_MS), slower]);
}

interface BucketTold<R> {
  readonly row: R;
  readonly sentAt: number;
}

/** Asks a bucket, which is made when it is not there yet. */
async function askBucket<R>(
  pool: Pool,
  statement: Statement,
  accountId: Uuid,
  values: readonly Parameter[],
): Promise<BucketTold<R>> {
  const ask = (): Promise<Told<R>> => askPlatform<R>(pool, statement, [accountId, ...values]);
  let { rows, sentAt } = await ask();
  if (rows.length === 0) {
    await askPlatform(pool, OPEN, [accountId]);
    ({ rows, sentAt } = await ask());
  }
  const [row] = rows;
  if (row === undefined) throw new Error("the bucket of a WMS account is gone");
  return { row, sentAt };
}
