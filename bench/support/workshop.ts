import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { Client } from "pg";

import { startEmbeddedPostgres } from "../../src/store/embedded/embeddedPostgres.ts";
import { migrate } from "../../src/store/migrate.ts";
import { type ServerProcess, startServerProcess } from "../../test/support/serverProcess.ts";

/** A PostgreSQL that writes durably (fsync on), with a database for each thing that is measured. */
export interface Workshop {
  /** Of PostgreSQL's main process. */
  readonly postgresPid: number;
  /** Starts a server. It is stopped with the workshop at the latest: an interrupted bench leaves nothing behind. */
  startServer(url: string, settings: Readonly<Record<string, string>>): Promise<ServerProcess>;
  /** A database with all tables and no rows. @returns its URL */
  migratedDatabase(): Promise<string>;
  /** A database without tables. @returns its URL */
  emptyDatabase(): Promise<string>;
  /** Removes a database, so that its upkeep does not slow the next measurement. */
  drop(url: string): Promise<void>;
  /** Repeated calls wait for the first. */
  close(): Promise<void>;
}

const TEMPLATE = "bench_template";

export async function openWorkshop(): Promise<Workshop> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "holdfast-bench-"));
  const postgres = await startEmbeddedPostgres({ dataDir });
  const admin = await connectOwner(postgres.url);
  await admin.query(`create database ${TEMPLATE}`);
  await migrate({ url: withDatabase(postgres.url, TEMPLATE) });
  const servers: Promise<ServerProcess>[] = [];
  let made = 0;
  const create = async (template: string): Promise<string> => {
    made += 1;
    const name = `bench_${made}`;
    await admin.query(`create database ${name} template ${template} strategy wal_log`);
    return withDatabase(postgres.url, name);
  };
  const close = async (): Promise<void> => {
    await Promise.all(servers.map(async (server) => (await server).end()));
    await admin.end();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  let closing: Promise<void> | undefined;
  return {
    postgresPid: postgres.pid,
    startServer: (url, settings) => {
      if (closing !== undefined) throw new Error("the workshop is closing");
      const server = startServerProcess(url, settings);
      servers.push(server);
      return server;
    },
    migratedDatabase: () => create(TEMPLATE),
    emptyDatabase: () => create("template0"),
    drop: async (url) => {
      await admin.query(`drop database ${databaseOf(url)} with (force)`);
    },
    close: () => (closing ??= close()),
  };
}

/** A login that may see all rows. */
export async function connectOwner(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  // Whoever waits for an answer hears of a broken connection; nobody else needs to.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

function databaseOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
