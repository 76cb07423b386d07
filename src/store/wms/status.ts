import type { Pool } from "pg";

import type { Instant } from "../../core/instant.ts";
import type { Uuid } from "../../core/stock.ts";
import { askPlatform } from "../sql/platform.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { SEARCHING } from "../sql/session.ts";
import { msOf, send, settled, type Statement } from "../sql/statement.ts";
import type { WmsJob } from "./leases.ts";

/** How far a job of an account is. */
export interface WmsJobState {
  readonly job: WmsJob;
  /** When a whole round last ended well, or null. */
  readonly doneAt: Instant | null;
  /** Since when somebody has wanted it at once, or null. */
  readonly wantedAt: Instant | null;
  /** Why the last round failed; empty: it did not. */
  readonly lastError: string;
  readonly lastRun: bigint | null;
}

/** An account's bucket as it was left. Tokens in thousandths. */
export interface WmsBucketState {
  readonly tokens: bigint;
  readonly floorTokens: bigint;
  readonly refilledAt: Instant;
  readonly slowdown: number;
  readonly slowedAt: Instant | null;
  readonly closedUntil: Instant | null;
}

/** An order that is not pushed until somebody has looked at it. */
export interface ParkedOrder {
  readonly reference: string;
  readonly reservationId: Uuid;
  readonly location: string;
  readonly reason: string;
}

/** A tenant's orders that wait to be brought to a warehouse system. */
export interface WmsQueue {
  readonly waiting: bigint;
  readonly oldestAt: Instant | null;
  readonly cancellations: bigint;
  readonly parked: bigint;
  /** The oldest parked ones. */
  readonly parkedOrders: readonly ParkedOrder[];
}

/** Parked orders that are shown: more than a person looks at in one go. */
const PARKED_SHOWN_MAX = 50;

const JOBS: Statement = {
  name: "read_wms_jobs",
  text: `
    select job, last_error, last_run, ${msOf("done_at")} as done_at,
           ${msOf("wanted_at")} as wanted_at
      from wms_lease where account_id = $1`,
};

const BUCKET: Statement = {
  name: "read_wms_bucket",
  text: `
    select tokens, floor_tokens, slowdown, ${msOf("refilled_at")} as refilled_at,
           ${msOf("slowed_at")} as slowed_at, ${msOf("closed_until")} as closed_until
      from wms_bucket where account_id = $1`,
};

const QUEUE: Statement = {
  name: "read_wms_queue",
  text: `
    select count(*) filter (where status <> 'acked') as waiting,
           min(${msOf("created_at")}) filter (where status <> 'acked') as oldest_at,
           count(*) filter (where status = 'acked') as cancellations,
           (select count(*) from wms_order
             where tenant_id = $1 and location = any($2::text[]) and parked) as parked
      from wms_order
     where tenant_id = $1 and location = any($2::text[]) and is_due`,
};

const PARKED: Statement = {
  name: "find_parked_wms_orders",
  text: `
    select reference, reservation_id, location, reason
      from wms_order
     where tenant_id = $1 and location = any($2::text[]) and parked
     order by reference limit ${PARKED_SHOWN_MAX}`,
};

/** How far the jobs of an account are: those that were ever begun. */
export async function readWmsJobs(pool: Pool, accountId: Uuid): Promise<WmsJobState[]> {
  interface Row {
    readonly job: WmsJob;
    readonly last_error: string;
    readonly last_run: bigint | null;
    readonly done_at: number | null;
    readonly wanted_at: number | null;
  }
  const { rows } = await askPlatform<Row>(pool, JOBS, [accountId]);
  return rows.map(({ job, last_error: lastError, last_run: lastRun, ...at }) => {
    return { job, lastError, lastRun, doneAt: at.done_at, wantedAt: at.wanted_at };
  });
}

/** An account's bucket, or undefined where nothing was ever taken from it. */
export async function readWmsBucket(
  pool: Pool,
  accountId: Uuid,
): Promise<WmsBucketState | undefined> {
  interface Row {
    readonly tokens: bigint;
    readonly floor_tokens: bigint;
    readonly slowdown: number;
    readonly refilled_at: number;
    readonly slowed_at: number | null;
    readonly closed_until: number | null;
  }
  const { rows } = await askPlatform<Row>(pool, BUCKET, [accountId]);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { tokens, floor_tokens: floorTokens, slowdown, refilled_at: refilledAt } = row;
  const moments = { refilledAt, slowedAt: row.slowed_at, closedUntil: row.closed_until };
  return { tokens, floorTokens, slowdown, ...moments };
}

/** What of a tenant's orders waits at locations. */
export async function readWmsQueue(
  pool: Pool,
  tenantId: Uuid,
  locations: readonly string[],
): Promise<WmsQueue> {
  interface Counts extends Pick<WmsQueue, "waiting" | "cancellations" | "parked"> {
    readonly oldest_at: number | null;
  }
  type Parked = Omit<ParkedOrder, "reservationId"> & { readonly reservation_id: string };
  const values = [tenantId, locations];
  const read = async (client: Parameters<typeof send>[0]): Promise<WmsQueue> => {
    const [counts, parked] = await settled([
      send<Counts>(client, QUEUE, values),
      send<Parked>(client, PARKED, values),
    ]);
    const [row] = counts.rows;
    if (row === undefined) throw new Error("a count came without a row");
    const { oldest_at: oldestAt, ...units } = row;
    const parkedOrders = parked.rows.map(({ reservation_id: reservationId, ...order }) => {
      return { ...order, reservationId };
    });
    return { ...units, oldestAt, parkedOrders };
  };
  return await readTransaction(pool, tenantId, read, SEARCHING);
}
