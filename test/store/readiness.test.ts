import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { Client } from "pg";

import { migrate } from "../../src/store/migrate.ts";
import { checkDatabase, checkMigrated, DatabaseNotReady } from "../../src/store/readiness.ts";
import { type OwnCluster, startOwnCluster } from "../support/postgres.ts";

let cluster: OwnCluster;
let client: Client;

beforeAll(async () => {
  // Roles belong to the whole server, and other tests run on the shared one.
  cluster = await startOwnCluster();
  await migrate({ url: cluster.url });
  client = new Client({ connectionString: cluster.url });
  await client.connect();
});

afterAll(async () => {
  await client?.end();
  await cluster?.stop();
});

beforeEach(async () => {
  await client.query("alter role holdfast_service nosuperuser nobypassrls");
});

test("a database that was just migrated may be served from", async () => {
  await expect(checkDatabase(cluster.url)).resolves.toBeUndefined();
});

test.each(["superuser", "bypassrls"])("the service's role must not be %s", async (attribute) => {
  await client.query(`alter role holdfast_service ${attribute}`);
  await refused(/bypasses row-level security/);
});

test("the service's role must not own a table", async () => {
  const { rows } = await client.query<{ owner: string }>("select current_user as owner");
  await client.query("alter table lot owner to holdfast_service");
  await refused(/owns the table lot/);
  await client.query(`alter table lot owner to ${rows[0]?.owner}`);
});

test("the service's role must not become an owner of tables by membership", async () => {
  await client.query("create role landlord; alter table lot owner to landlord");
  await client.query("grant landlord to holdfast_service");
  await refused(/owns the table lot/);
  await client.query("alter table lot owner to current_user; drop role landlord");
});

test("the login must be able to become the service's role", async () => {
  await client.query("create role stranger login password 'secret'");
  const url = new URL(cluster.url);
  url.username = "stranger";
  url.password = "secret";
  await client.query("grant select on schema_migration to stranger");

  await refused(/the login stranger may not become holdfast_service: run `grant/, url.href);
  await client.query("grant holdfast_service to stranger");
  await expect(checkDatabase(url.href)).resolves.toBeUndefined();
});

test("a database that lacks a migration is told by name, one that has newer ones is fine", async () => {
  await client.query("insert into schema_migration (name) values ('9999_future')");
  await expect(checkMigrated(cluster.url)).resolves.toBeUndefined();
  await client.query("update schema_migration set name = '0000_other' where name = '0001_books'");
  await refused(/run `holdfast migrate` first/);
});

async function refused(message: RegExp, url = cluster.url): Promise<void> {
  const checked = checkDatabase(url);
  await expect(checked).rejects.toThrow(message);
  await expect(checked).rejects.toBeInstanceOf(DatabaseNotReady);
}
