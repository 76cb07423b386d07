import { expect, test } from "@jest/globals";
import { Client } from "pg";

import { until } from "../support/until.ts";
import { useShop } from "../support/useShop.ts";

/** Enough for the planner to be told for the first time, and then many more. */
const ORDERS_FIRST = 60;
const ORDERS_MORE = 1_000;

/** Each posting looks up the one entry that it belongs to; before the planner is told, a look-up may read them all. */
const READS_MAX = 2 * ORDERS_MORE + ORDERS_FIRST ** 2;

const shop = useShop();

test("a fresh database looks orders up by their keys from its first minute on", async () => {
  await shop.receive("SOCK", 1_000_000);
  await order(ORDERS_FIRST);
  await until(async () => (await countsOf("entry")).analyzed);

  await order(ORDERS_MORE);
  // Sessions tell what they have counted when they end.
  await shop.app.stop();
  await until(async () => (await countsOf("entry")).inserted > ORDERS_FIRST + ORDERS_MORE);

  expect((await countsOf("entry")).read).toBeLessThan(READS_MAX);
});

async function order(count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => shop.reserve("SOCK", 1)));
}

/** What PostgreSQL has counted of a table: rows read in any way, rows inserted, and whether it was analyzed. */
async function countsOf(
  table: string,
): Promise<{ read: number; inserted: number; analyzed: boolean }> {
  const client = new Client({ connectionString: shop.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ read: number; inserted: number; analyzed: boolean }>(
      `select (t.seq_tup_read + sum(i.idx_tup_read))::float8 as read, t.n_tup_ins::float8 as inserted,
              t.analyze_count > 0 as analyzed
         from pg_stat_user_tables t join pg_stat_user_indexes i using (relid)
        where t.relname = $1 group by t.relid, t.seq_tup_read, t.n_tup_ins, t.analyze_count`,
      [table],
    );
    if (rows[0] === undefined) throw new Error(`nothing is known of ${table}`);
    return rows[0];
  } finally {
    await client.end();
  }
}
