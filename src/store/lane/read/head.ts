import type { PoolClient } from "pg";

import { msOf, send, type Statement } from "../../sql/statement.ts";

/** The tenant's last number and last recorded time, as its holder sees them. */
export interface Head {
  readonly seq: bigint;
  readonly recordedAt: number;
}

/**
 * Waits for the tenant's turn. A statement of its own: what is read by the statements after it is read as of
 * after the wait. (A statement that locks and reads other tables reads those as of before the wait.)
 */
const LOCK_HEAD: Statement = {
  name: "lock_head",
  text: `select seq, ${msOf("recorded_at")} as recorded_at from head where tenant_id = $1 for update`,
};

/** The database's clock. Sent after the head is held: `now()` would be the moment the transaction began. */
const READ_CLOCK: Statement = {
  name: "read_clock",
  text: `select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now`,
};

export async function lockHead(client: PoolClient, tenantId: string): Promise<Head> {
  const { rows } = await send<{ seq: bigint; recorded_at: number }>(client, LOCK_HEAD, [tenantId]);
  const head = rows[0];
  if (head === undefined) throw new Error(`tenant ${tenantId} has no head row`);
  return { seq: head.seq, recordedAt: head.recorded_at };
}

export async function readClock(client: PoolClient): Promise<number> {
  const { rows } = await send<{ now: number }>(client, READ_CLOCK, []);
  if (rows[0] === undefined) throw new Error("the database told no time");
  return rows[0].now;
}
