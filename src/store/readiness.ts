import { Client } from "pg";

import { SERVICE_ROLE } from "./entities/wall.ts";
import { MIGRATIONS } from "./migrations/index.ts";

/** A server that has not taken a connection by then counts as absent. */
const CONNECT_TIMEOUT_MS = 10_000;

/** The database is there but cannot serve as it is. One plain sentence with the remedy. */
export class DatabaseNotReady extends Error {
  override readonly name = "DatabaseNotReady";
}

/**
 * Makes sure that a database may be served from: migrated, and with walls that hold. The service's role must
 * own nothing and obey row-level security, whoever the URL logs in as; the login must be able to become it.
 *
 * @throws DatabaseNotReady, or what node-pg throws when the database cannot be reached
 */
export function checkDatabase(url: string): Promise<void> {
  return ask(url, async (client) => {
    await findMissing(client);
    await checkRole(client);
  });
}

/**
 * Makes sure that every migration was applied. Newer ones than ours are fine: replicas roll over one by one.
 *
 * @throws DatabaseNotReady, or what node-pg throws when the database cannot be reached
 */
export function checkMigrated(url: string): Promise<void> {
  return ask(url, findMissing);
}

async function ask(url: string, questions: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on("error", () => undefined); // the query in flight reports it
  await client.connect();
  try {
    await questions(client);
  } finally {
    await client.end();
  }
}

async function findMissing(client: Client): Promise<void> {
  const missing = await missingMigrations(client);
  if (missing.length === 0) return;
  throw new DatabaseNotReady(
    `the database lacks ${missing.length === MIGRATIONS.length ? "Holdfast's tables" : missing.join(", ")}: ` +
      "run `holdfast migrate` first",
  );
}

async function missingMigrations(client: Client): Promise<string[]> {
  const names = MIGRATIONS.map(({ name }) => name);
  const { rows } = await client.query<{ there: boolean }>(
    "select to_regclass('schema_migration') is not null as there",
  );
  if (rows[0]?.there !== true) return names;
  const applied = await client.query<{ name: string }>("select name from schema_migration");
  const known = new Set(applied.rows.map(({ name }) => name));
  return names.filter((name) => !known.has(name));
}

interface RoleFacts {
  readonly bypasses: boolean;
  readonly owned: string | null;
  readonly member: boolean;
  readonly login: string;
}

const ROLE_SQL = `
  select r.rolsuper or r.rolbypassrls as bypasses,
    (select min(c.oid::regclass::text) from pg_class c
      where pg_has_role(r.oid, c.relowner, 'member') and c.relkind in ('r', 'p')
        and c.relnamespace = (select relnamespace from pg_class where oid = 'entry'::regclass)) as owned,
    pg_has_role(current_user, r.oid, 'member') as member,
    current_user as login
  from pg_roles r where r.rolname = $1`;

async function checkRole(client: Client): Promise<void> {
  const { rows } = await client.query<RoleFacts>(ROLE_SQL, [SERVICE_ROLE]);
  const wrong = faultOf(rows[0]);
  if (wrong !== undefined) throw new DatabaseNotReady(wrong);
}

function faultOf(role: RoleFacts | undefined): string | undefined {
  if (role === undefined)
    return `the role ${SERVICE_ROLE} is missing: run \`holdfast migrate\` first`;
  if (role.bypasses) {
    return (
      `the role ${SERVICE_ROLE} bypasses row-level security, so nothing would keep tenants apart: ` +
      `run \`alter role ${SERVICE_ROLE} nosuperuser nobypassrls\``
    );
  }
  if (role.owned !== null) {
    return (
      `the role ${SERVICE_ROLE} owns the table ${role.owned}, or is a member of the role that does, so nothing ` +
      `would keep tenants apart: give its tables to another role (\`alter table ${role.owned} owner to …\`)`
    );
  }
  if (role.member) return undefined;
  return (
    `the login ${role.login} may not become ${SERVICE_ROLE}: ` +
    `run \`grant ${SERVICE_ROLE} to ${role.login}\``
  );
}
