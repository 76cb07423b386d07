import { randomUUID } from "node:crypto";

import { Client } from "pg";

import { runCallers } from "../support/callers.ts";

/**
 * What plain SQL can do with one transaction per reservation: one prepared statement that takes a unit and writes
 * the reservation, on two tables of its own. The best of several numbers of connections.
 */
export async function rawPerSecond(url: string, durationMs: number): Promise<number> {
  await prepare(url);
  let best = 0;
  for (const connections of [1, 8, 16, 32]) {
    const clients = await Promise.all(Array.from({ length: connections }, () => connect(url)));
    const run = await runCallers({
      callers: connections,
      warmupMs: 500,
      durationMs,
      call: async (caller) => {
        const taken = await clients[caller]?.query({ ...RESERVE, values: [randomUUID()] });
        if (taken?.rowCount !== 1) throw new Error("nothing was reserved");
      },
    });
    await Promise.all(clients.map((client) => client.end()));
    best = Math.max(best, run.perSecond);
  }
  return best;
}

const RESERVE = {
  name: "raw_reserve",
  text: `
    with taken as (
      update raw_stock set held = held + 1 where sku = 'HOT' and on_hand - held >= 1 returning sku)
    insert into raw_reservation (id, sku, quantity, expires_at)
    select $1, sku, 1, now() + interval '15 minutes' from taken`,
};

async function prepare(url: string): Promise<void> {
  const client = await connect(url);
  await client.query(`
    create table raw_stock (
      sku text primary key, on_hand bigint not null, held bigint not null,
      check (held >= 0 and held <= on_hand));
    create table raw_reservation (
      id uuid primary key, sku text not null, quantity bigint not null,
      state text not null default 'HELD', expires_at timestamptz not null);
    create index raw_due on raw_reservation (expires_at) where state = 'HELD';
    insert into raw_stock values ('HOT', 1000000000, 0);
    analyze raw_stock; analyze raw_reservation`);
  await client.end();
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}
