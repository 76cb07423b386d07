import { Client } from "pg";

import type { Shop } from "../support/shop.ts";

const COUNT = `
  select (select sum(seq) from head) as seq, (select count(*) from entry) as entries,
         (select count(*) from posting) as postings, (select count(*) from lot) as lots,
         (select count(*) from item) as items, (select count(*) from location) as locations,
         (select sum(version) from stock) as stock,
         (select sum(version) from reservation) as reservations`;

/** How often anything was ever written in a shop's database: equal before and after means that nothing was. */
export async function written(shop: Shop): Promise<object> {
  const client = new Client({ connectionString: shop.url });
  await client.connect();
  try {
    const { rows } = await client.query<object>(COUNT);
    return rows[0] ?? {};
  } finally {
    await client.end();
  }
}
