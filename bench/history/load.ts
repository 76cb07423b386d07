import type { Client } from "pg";

import { createAdministration } from "../../src/access/administration.ts";
import { createOrm } from "../../src/store/orm.ts";
import { generateBooks } from "../books.ts";

/** Indexes that are made once the rows are there: sorting them all costs a fraction of putting each in its place. */
const HISTORY_INDEXES = ["posting_stock", "entry_reservation", "entry_told", "entry_late"];

/** How many postings the generated books have for each entry: of three orders, one has two lines. */
const POSTINGS_PER_ENTRY = 4 / 3;

/** A tenant with generated books, and a key to them. */
export interface LoadedTenant {
  readonly id: string;
  readonly key: string;
  readonly entries: number;
  readonly postings: number;
}

/** Writes the books of tenant `T<number>`, as many postings as are asked for, as an owner who waits for nothing. */
export async function loadBooks(
  client: Client,
  url: string,
  size: { readonly tenant: number; readonly postings: number; readonly stock: number },
): Promise<LoadedTenant> {
  const { tenant, postings, stock } = size;
  const entries = Math.max(2 * stock, Math.round(postings / POSTINGS_PER_ENTRY));
  for (const setting of ["synchronous_commit = off", "maintenance_work_mem = '512MB'"])
    await client.query(`set ${setting}`);
  // Foreign keys are triggers: what is generated is right, and the audit looks at it again.
  await client.query("set session_replication_role = replica");
  await withoutIndexes(client, () => generateBooks(client, { tenant, entries, stock }));
  await client.query("reset session_replication_role");
  await client.query("vacuum (analyze) entry, posting, stock, reservation, allocation");
  const code = `T${tenant}`;
  const { rows } = await client.query<{ id: string; entries: string; postings: string }>(
    `select t.id, (select count(*) from entry where tenant_id = t.id) as entries,
            (select count(*) from posting where tenant_id = t.id) as postings
       from tenant t where code = $1`,
    [code],
  );
  const [made] = rows;
  if (made === undefined) throw new Error(`tenant ${code} was not made`);
  const key = await keyOf(url, code);
  return { id: made.id, key, entries: Number(made.entries), postings: Number(made.postings) };
}

/** Does something while the journal has no indexes but those that writing it needs. */
export async function withoutIndexes<T>(client: Client, work: () => Promise<T>): Promise<T> {
  const { rows: indexes } = await client.query<{ name: string; text: string }>(
    "select indexname as name, indexdef as text from pg_indexes where indexname = any($1)",
    [HISTORY_INDEXES],
  );
  for (const { name } of indexes) await client.query(`drop index ${name}`);
  const done = await work();
  for (const { text } of indexes) await client.query(text);
  return done;
}

async function keyOf(url: string, code: string): Promise<string> {
  const orm = await createOrm(url, 1);
  try {
    const made = await createAdministration(orm).createKey({
      name: code,
      role: "admin",
      tenants: [code],
    });
    return made.key;
  } finally {
    await orm.close(true);
  }
}
