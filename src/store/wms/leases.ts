import type { Pool } from "pg";

import type { Instant } from "../../core/instant.ts";
import type { Uuid } from "../../core/stock.ts";
import type { WMS_JOBS } from "../entities/wmsJobs.ts";
import { askPlatform } from "../sql/platform.ts";
import { fromMs, msOf, type Statement } from "../sql/statement.ts";

/** A job of an account that one process at a time does. */
export type WmsJob = (typeof WMS_JOBS)[number];

/** What whoever does a job finds. */
export interface WmsLease {
  /** Where the last one ended, or null. */
  readonly cursor: string | null;
  /** Somebody asked that it be done at once. */
  readonly isWanted: boolean;
  /** The database's clock when it was taken. */
  readonly now: Instant;
}

/** How a round ended. What is left out stays as it was. */
export interface WmsRoundEnd {
  readonly cursor?: string | null;
  readonly lastRun?: bigint | null;
  /** Empty: it went well. */
  readonly error: string;
  /** False: it was cut short, and does not count as done. */
  readonly isWhole: boolean;
  /** Wishes up to this moment are fulfilled. */
  readonly startedAt: Instant;
}

const TAKE: Statement = {
  name: "take_wms_lease",
  text: `
    insert into wms_lease as l (account_id, job, holder, until)
    values ($1, $2, $3, clock_timestamp() + $4 * interval '1 millisecond')
        on conflict (account_id, job) do update
       set holder = excluded.holder, until = excluded.until
     where l.until < clock_timestamp() or l.holder = excluded.holder
    returning cursor, wanted_at is not null as is_wanted, ${msOf("clock_timestamp()")} as now`,
};

const END: Statement = {
  name: "end_wms_round",
  text: `
    update wms_lease
       set until = clock_timestamp(), last_error = $4,
           done_at = case when $10 then clock_timestamp() else done_at end,
           wanted_at = case when $10 and wanted_at <= ${fromMs("$5")} then null else wanted_at end,
           cursor = case when $6 then $7 else cursor end,
           last_run = case when $8 then $9 else last_run end
     where account_id = $1 and job = $2 and holder = $3`,
};

const LEAVE: Statement = {
  name: "leave_wms_lease",
  text: `
    update wms_lease set until = clock_timestamp()
     where account_id = $1 and job = $2 and holder = $3 and until > clock_timestamp()`,
};

const WANT: Statement = {
  name: "want_wms_round",
  text: `
    insert into wms_lease (account_id, job, holder, until, wanted_at)
    select $1, job, $3, clock_timestamp(), clock_timestamp() from unnest($2::text[]) as job
        on conflict (account_id, job) do update set wanted_at = clock_timestamp()`,
};

const NOBODY = "00000000-0000-0000-0000-000000000000";

/** Takes or keeps a job, unless somebody else does it. Null: somebody else does. */
export async function takeWmsLease(
  pool: Pool,
  accountId: Uuid,
  job: WmsJob,
  holder: Uuid,
  forMs: number,
): Promise<WmsLease | null> {
  interface Row {
    readonly cursor: string | null;
    readonly is_wanted: boolean;
    readonly now: number;
  }
  const { rows } = await askPlatform<Row>(pool, TAKE, [accountId, job, holder, forMs]);
  const [row] = rows;
  if (row === undefined) return null;
  return { cursor: row.cursor, isWanted: row.is_wanted, now: Math.floor(row.now) };
}

/** Tells how a round ended, and leaves the job to whoever comes next. */
export async function endWmsRound(
  pool: Pool,
  accountId: Uuid,
  job: WmsJob,
  holder: Uuid,
  end: WmsRoundEnd,
): Promise<void> {
  const { cursor, lastRun, error, isWhole, startedAt } = end;
  const moved = [cursor !== undefined, cursor ?? null, lastRun !== undefined, lastRun ?? null];
  const told = error.slice(0, 500);
  const isDone = isWhole && error === "";
  await askPlatform(pool, END, [accountId, job, holder, told, startedAt, ...moved, isDone]);
}

/** Leaves a job to whoever comes next, if it is still ours. */
export async function leaveWmsLease(
  pool: Pool,
  accountId: Uuid,
  job: WmsJob,
  holder: Uuid,
): Promise<void> {
  await askPlatform(pool, LEAVE, [accountId, job, holder]);
}

/** Asks that jobs of an account be done at once. */
export async function wantWmsRounds(
  pool: Pool,
  accountId: Uuid,
  jobs: readonly WmsJob[],
): Promise<void> {
  await askPlatform(pool, WANT, [accountId, jobs, NOBODY]);
}

const NOW: Statement = {
  name: "read_platform_clock",
  text: `select ${msOf("clock_timestamp()")} as now`,
};

/** The database's clock, read before whatever is asked next. */
export async function readWmsClock(pool: Pool): Promise<Instant> {
  const { rows } = await askPlatform<{ now: number }>(pool, NOW, []);
  const [row] = rows;
  if (row === undefined) throw new Error("the database has no clock");
  return Math.floor(row.now);
}
