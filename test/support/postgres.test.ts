import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { Client } from "pg";
import { isPostgres } from "../../src/store/embedded/postmaster.ts";
import { startChild } from "./childProcess.ts";
import {
  createTestDatabase,
  postgres15Available,
  postgres15Missing,
  startOwnCluster,
} from "./postgres.ts";
import { testUnless } from "./testUnless.ts";

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** Runs one statement on a connection of its own. */
async function run(url: string, sql: string): Promise<number> {
  const client = await connect(url);
  try {
    return (await client.query(sql)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

test("two test databases know nothing of each other", async () => {
  const [one, other] = await Promise.all([
    createTestDatabase({ empty: true }),
    createTestDatabase({ empty: true }),
  ]);

  await run(one.url, "create table thing ()");

  await expect(run(other.url, "select from thing")).rejects.toThrow("does not exist");
  await Promise.all([one.drop(), other.drop()]);
});

test("a test database goes although somebody is still in it", async () => {
  const { url, drop } = await createTestDatabase({ empty: true });
  const session = await connect(url);

  await drop();

  await expect(session.query("select 1")).rejects.toThrow();
  await expect(connect(url)).rejects.toThrow("does not exist");
});

for (const version of [18, 15] as const) {
  testUnless(
    version === 18 || postgres15Available() ? undefined : postgres15Missing,
    `a crashed PostgreSQL ${version} recovers what was committed and nothing else`,
    async () => {
      const cluster = await startOwnCluster({ version });
      await run(cluster.url, "create table kept as select 7 as seven");
      const session = await connect(cluster.url);
      await session.query("begin");
      await session.query("insert into kept values (8)");
      const { pid } = cluster;

      await cluster.kill9();
      expect(await isPostgres(pid)).toBe(false);
      await cluster.restart();

      expect(cluster.pid).not.toBe(pid);
      expect(await run(cluster.url, "select from kept")).toBe(1);
      expect(await readFile(cluster.logFile, "utf8")).toContain("was not properly shut down");
      expect(await run(cluster.url, versionAtLeast(version))).toBe(1);
      await cluster.stop();
      expect(existsSync(path.dirname(cluster.logFile))).toBe(false);
    },
  );
}

function versionAtLeast(version: number): string {
  return `select where current_setting('server_version') like '${version}.%'`;
}

test("a throwaway cluster goes when the process that holds it is killed", async () => {
  const child = startChild({});
  const { started } = await child.hear();
  const pid = started?.pid ?? 0;
  expect(await isPostgres(pid)).toBe(true);

  await child.signal("SIGKILL");

  while (await isPostgres(pid)) await sleep(20);
});
