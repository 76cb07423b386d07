import type { Pool } from "pg";

import { closeBucket, type PerKind, takeTokens } from "../../../src/store/wms/tokens.ts";
import { createLimiter, type Limiter } from "../../../src/wms/limiter/limiter.ts";
import { type Quota, termsOf } from "../../../src/wms/limiter/terms.ts";

/** 40 requests a second: 3 orders and 1 read at once, 21 requests a second in the long run. */
export const QUOTA: Quota = { requests: 40, windowMs: 1_000, readFloorPercent: 20 };

/** A limiter as a replica has it, and what it asked for. */
export interface WatchedLimiter extends Limiter {
  readonly asked: PerKind[];
}

export function limiterOf(
  pool: Pool,
  accountId: string,
  { quota = QUOTA, queueMax = 1_000 } = {},
): WatchedLimiter {
  const terms = termsOf(quota);
  const asked: PerKind[] = [];
  const limiter = createLimiter({
    terms,
    queueMax,
    take: (wanted) => {
      asked.push(wanted);
      return takeTokens(pool, accountId, terms, wanted);
    },
    close: (closing) => closeBucket(pool, accountId, closing),
  });
  return Object.assign(limiter, { asked });
}

/** The most of these moments that lie within any such time. */
export function mostWithin(moments: readonly number[], windowMs: number): number {
  const sorted = moments.toSorted((a, b) => a - b);
  let most = 0;
  let first = 0;
  for (const [index, moment] of sorted.entries()) {
    while ((sorted[first] ?? 0) <= moment - windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
