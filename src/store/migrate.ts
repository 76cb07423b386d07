import { Client } from "pg";

import { createOrm } from "./orm.ts";

/** Two processes never migrate at once: any number that no other program is likely to lock. */
const MIGRATION_LOCK = 4_803_911_207;

/** The oldest server whose SQL we use: `nulls not distinct`. */
const SERVER_VERSION_MIN = 150_000;

/** The server is too old, or the login may not do what migrating needs. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

/**
 * Brings a database to the newest schema and makes the role `holdfast_service`. Safe to repeat and to run from
 * several processes at once.
 *
 * @param options.url a login that may create tables and roles
 * @returns the names of the migrations that were applied, oldest first
 * @throws MigrationError
 */
export async function migrate(options: { url: string }): Promise<string[]> {
  const client = new Client({ connectionString: options.url });
  client.on("error", () => undefined); // the query in flight reports it
  await client.connect();
  try {
    await checkVersion(client);
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    return await applyAll(options.url);
  } finally {
    await client.end();
  }
}

async function applyAll(url: string): Promise<string[]> {
  const orm = await createOrm(url, 2);
  try {
    const applied = await orm.migrator.up();
    return applied.map((migration) => migration.name);
  } finally {
    await orm.close(true);
  }
}

async function checkVersion(client: Client): Promise<void> {
  const { rows } = await client.query<{ number: number; name: string }>(
    "select current_setting('server_version_num')::int as number, current_setting('server_version') as name",
  );
  const version = rows[0];
  if (version === undefined || version.number < SERVER_VERSION_MIN) {
    throw new MigrationError(
      `this server is PostgreSQL ${version?.name}; Holdfast needs 15 or later`,
    );
  }
}
