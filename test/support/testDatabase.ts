import { randomBytes } from "node:crypto";
import { Client } from "pg";

/** A database for one test file. */
export type TestDatabase = {
  url: string;
  /** Removes it, and ends the sessions that are still in it. */
  drop: () => Promise<void>;
};

/** Brings a database's tables up to date, as `migrate` of `src/store/migrate.ts` does. */
export type Migrate = (options: { url: string }) => Promise<unknown>;

// How globalSetup, which runs in Jest's main process, tells the processes that run the tests.
const urlVariable = "HOLDFAST_TEST_POSTGRES_URL";
const templateVariable = "HOLDFAST_TEST_TEMPLATE";

/**
 * A database with all tables and no rows: a clone of the template that was migrated once for this test run.
 * With `empty`, one in which nothing was ever made, for tests of migrations.
 */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const server = process.env[urlVariable];
  const template = process.env[templateVariable];
  if (!server || !template) throw new Error("no test server: Jest's globalSetup did not run");
  const name = `holdfast_test_${randomBytes(6).toString("hex")}`;
  await administer(server, [createStatement(name, empty ? "template0" : template)]);
  return {
    url: urlWithDatabase(server, name),
    drop: () => administer(server, [`drop database if exists ${name} with (force)`]),
  };
}

/** The server of this test run, as superuser or who DATABASE_URL says, in a database that no test uses. */
export function testServerUrl(): string {
  const server = process.env[urlVariable];
  if (!server) throw new Error("no test server: Jest's globalSetup did not run");
  return server;
}

/** Makes and migrates the template, and tells the test processes about it through the environment. */
export async function createTemplate(server: string, migrate: Migrate): Promise<void> {
  const name = `holdfast_template_${randomBytes(6).toString("hex")}`;
  await administer(server, [createStatement(name, "template0")]);
  process.env[urlVariable] = server;
  process.env[templateVariable] = name;
  await migrate({ url: urlWithDatabase(server, name) });
  // Nobody may be in a database while it is cloned.
  await administer(server, [
    `alter database ${name} with is_template true allow_connections false`,
  ]);
}

export async function dropTemplate(): Promise<void> {
  const name = process.env[templateVariable];
  if (!name) return;
  await administer(testServerUrl(), [
    `alter database ${name} with is_template false`,
    `drop database ${name} with (force)`,
  ]);
}

/** Copying through the log takes 40 ms here for 40 tables; `file_copy` 400 ms, for it waits for two checkpoints. */
function createStatement(name: string, template: string): string {
  return `create database ${name} template ${template} strategy wal_log`;
}

function urlWithDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

async function administer(url: string, statements: string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
