import { setTimeout as sleep } from "node:timers/promises";

import { Client } from "pg";

/** A person with SQL, who does not go through the lane. */
export interface Operator {
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  leave(): Promise<void>;
}

/** Connects as whoever the URL names: the owner of the tables. */
export async function openOperator(url: string): Promise<Operator> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  return {
    query: async (sql, values) => (await client.query(sql, values)).rows,
    leave: () => client.end(),
  };
}

/** Keeps every lane of a database waiting. @returns lets go */
export async function holdHeads(url: string): Promise<() => Promise<void>> {
  const operator = await openOperator(url);
  await operator.query("begin");
  await operator.query("select 1 from head for update");
  return async () => {
    await operator.query("rollback");
    await operator.leave();
  };
}

/** Waits until some session of the operator's database waits for a lock. */
export async function untilBlocked(operator: Operator, sessions = 1): Promise<void> {
  for (;;) {
    const rows = await operator.query(BLOCKED);
    if (rows.length >= sessions) return;
    await sleep(10);
  }
}

const BLOCKED = `
  select pid from pg_stat_activity
   where datname = current_database() and wait_event_type = 'Lock'`;
