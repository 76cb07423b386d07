import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";

import { startEmbeddedPostgres } from "../src/store/embedded/embeddedPostgres.ts";
import { SERVICE_ROLE } from "../src/store/entities/wall.ts";
import { migrate } from "../src/store/migrate.ts";
import { createOrm } from "../src/store/orm.ts";

const JOURNAL = ["entry", "posting", "transfer_step", "count_record"];

/**
 * Tables of tenants without the policy that keeps tenants apart. Those that are read to find out the tenant (of a key,
 * of a warehouse system's place) are the platform's.
 */
const UNWALLED_SQL = `
  select c.relname as table
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
  where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
    and c.relname not in ('api_key_tenant', 'wms_place')
    and not (c.relrowsecurity and exists (
      select from pg_policies p
      where p.schemaname = 'public' and p.tablename = c.relname and p.policyname = 'tenant_wall'
        and p.permissive = 'PERMISSIVE' and p.cmd = 'ALL' and p.roles = array[$1::name]
        and p.qual like '%holdfast.tenant_id%' and p.with_check = p.qual))
  order by 1`;

/** Policies beside the wall: permissive ones add up, so a second one would be a gate in it. */
const GATES_SQL = `
  select tablename || ' ("' || policyname || '")' as table
  from pg_policies where schemaname = 'public' and policyname <> 'tenant_wall' order by 1`;

/** What the service's role may do, by itself or as anybody, and must not. */
const FORBIDDEN_SQL = `
  select c.relname || ': ' || string_agg(p.privilege, ', ' order by p.privilege) as table
  from pg_class c
  cross join unnest(array['UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) as p(privilege)
  where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
    and (p.privilege <> 'UPDATE' or c.relname = any($2))
    and has_table_privilege($1, c.oid, p.privilege)
  group by c.relname order by 1`;

/** Columns of the journal that may be updated by a grant on the column alone. */
const COLUMN_SQL = `
  select c.relname as table from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relname = any($2)
    and has_any_column_privilege($1, c.oid, 'UPDATE')`;

/**
 * Migrates a scratch database and holds what came out of it against the entities and the rules of the house:
 * walls around every tenant's rows, nothing ever deleted, a journal that is only added to.
 */
async function main(): Promise<void> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "holdfast-migrations-"));
  const postgres = await startEmbeddedPostgres({ dataDir, settings: { fsync: "off" } });
  try {
    await migrate({ url: postgres.url });
    const again = await migrate({ url: postgres.url });
    if (again.length > 0) fail("Migrations are applied twice", again);
    await checkEntities(postgres.url);
    await checkWalls(postgres.url);
  } finally {
    await postgres.stop();
    for (const folder of new Set([dataDir, path.dirname(postgres.dataFolder)])) {
      await rm(folder, { recursive: true, force: true });
    }
  }
  if (process.exitCode === undefined) console.log("migrations, entities and walls agree");
}

async function checkEntities(url: string): Promise<void> {
  const orm = await createOrm(url, 1);
  try {
    const sql = await orm.schema.getUpdateSchemaSQL({ wrap: false });
    const missing = sql.split("\n").filter((line) => line.trim() !== "");
    if (missing.length === 0) return;
    fail("Entities and migrations differ. A migration would have to do this", missing);
  } finally {
    await orm.close(true);
  }
}

async function checkWalls(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const ask = async (sql: string, values: unknown[]): Promise<string[]> => {
      const { rows } = await client.query<{ table: string }>(sql, values);
      return rows.map(({ table }) => table);
    };
    const role = [SERVICE_ROLE];
    failIfAny("Tables with tenant_id and no tenant_wall", await ask(UNWALLED_SQL, role));
    failIfAny("Policies that open a gate in the wall", await ask(GATES_SQL, []));
    const forbidden = await ask(FORBIDDEN_SQL, [SERVICE_ROLE, JOURNAL]);
    failIfAny(`${SERVICE_ROLE} may do what it must not`, forbidden);
    const columns = await ask(COLUMN_SQL, [SERVICE_ROLE, JOURNAL]);
    failIfAny(`${SERVICE_ROLE} may update columns of the journal`, columns);
  } finally {
    await client.end();
  }
}

function failIfAny(what: string, found: readonly string[]): void {
  if (found.length > 0) fail(what, found);
}

function fail(what: string, lines: readonly string[]): void {
  console.error(`${what}:`);
  for (const line of lines) console.error(`  ${line}`);
  process.exitCode = 1;
}

await main();
