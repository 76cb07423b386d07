import type { Pool, PoolClient } from "pg";

import { TRANSACTION_TIMEOUT_VERSION } from "../sql/session.ts";
import { Statistics } from "./statistics.ts";

/** A database that the books are kept in: its connections, and what it can do. */
export interface Database {
  readonly pool: Pool;
  /** `server_version_num`, such as 180004. */
  readonly serverVersion: number;
  readonly statistics: Statistics;
}

/** Asks what the server can do. */
export async function openDatabase(pool: Pool): Promise<Database> {
  const { rows } = await pool.query<{ version: number }>(
    "select current_setting('server_version_num')::int as version",
  );
  const serverVersion = rows[0]?.version ?? 0;
  return { pool, serverVersion, statistics: new Statistics(pool) };
}

/** Before version 17 a holder that froze in the middle of a message keeps its locks until somebody ends it. */
const FROZEN_AFTER_MS = 4_000;
const WATCH_AFTER_MS = 500;

/**
 * While a connection waits for a head, ends whoever has held it for more than 4 s without waiting itself.
 * Runs as the login role, on a connection of its own; needed before PostgreSQL 17 only.
 *
 * @returns call it when the wait is over
 */
export function watchHolder(database: Database, waiter: PoolClient): () => void {
  if (database.serverVersion >= TRANSACTION_TIMEOUT_VERSION) return () => undefined;
  const { processID } = waiter as PoolClient & { processID?: number };
  const timer = setInterval(() => {
    // A failure here only means that the wait goes on until its own limit.
    database.pool.query(END_FROZEN_HOLDER, [processID, FROZEN_AFTER_MS]).catch(() => undefined);
  }, WATCH_AFTER_MS);
  return () => clearInterval(timer);
}

const END_FROZEN_HOLDER = `
  with recursive chain (pid) as (
    select unnest(pg_blocking_pids($1))
    union
    select unnest(pg_blocking_pids(chain.pid)) from chain)
  select pg_terminate_backend(a.pid)
    from chain join pg_stat_activity a on a.pid = chain.pid
   where cardinality(pg_blocking_pids(a.pid)) = 0
     and clock_timestamp() - a.xact_start > $2 * interval '1 millisecond'`;
