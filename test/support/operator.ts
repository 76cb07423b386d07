import { Client } from "pg";

import { afterwards } from "./afterwards.ts";
import { until } from "./until.ts";

/** A person with SQL, who does not go through the lane. */
export interface Operator {
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Repeated calls wait for the first. */
  leave(): Promise<void>;
}

/** Connects as whoever the URL names: the owner of the tables. */
export async function openOperator(url: string): Promise<Operator> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  let left: Promise<void> | undefined;
  return {
    query: async (sql, values) => (await client.query(sql, values)).rows,
    leave: () => (left ??= client.end()),
  };
}

/** Keeps every lane of a database waiting, at most until the test is over. @returns lets go */
export async function holdHeads(url: string): Promise<() => Promise<void>> {
  const operator = await openOperator(url);
  afterwards(() => operator.leave());
  await operator.query("begin");
  await operator.query("select 1 from head for update");
  return () => operator.leave();
}

/** Waits until so many sessions of the operator's database wait for a lock. */
export function untilBlocked(operator: Operator, sessions = 1): Promise<void> {
  return until(async () => {
    return (await operator.query(BLOCKED)).length >= sessions;
  });
}

const BLOCKED = `
  select pid from pg_stat_activity
   where datname = current_database() and wait_event_type = 'Lock'`;
