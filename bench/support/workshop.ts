import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { Client } from "pg";

import { startEmbeddedPostgres } from "../../src/store/embedded/embeddedPostgres.ts";
import { migrate } from "../../src/store/migrate.ts";

/** A PostgreSQL that writes durably (fsync on), with a database for each thing that is measured. */
export interface Workshop {
  /** Of PostgreSQL's main process. */
  readonly postgresPid: number;
  /** A database with all tables and no rows. @returns its URL */
  migratedDatabase(): Promise<string>;
  /** A database without tables. @returns its URL */
  emptyDatabase(): Promise<string>;
  /** Removes a database, so that its upkeep does not slow the next measurement. */
  drop(url: string): Promise<void>;
  close(): Promise<void>;
}

const TEMPLATE = "bench_template";

export async function openWorkshop(): Promise<Workshop> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "holdfast-bench-"));
  const postgres = await startEmbeddedPostgres({ dataDir });
  const admin = new Client({ connectionString: postgres.url });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE}`);
  await migrate({ url: withDatabase(postgres.url, TEMPLATE) });
  let made = 0;
  const create = async (template: string): Promise<string> => {
    made += 1;
    const name = `bench_${made}`;
    await admin.query(`create database ${name} template ${template} strategy wal_log`);
    return withDatabase(postgres.url, name);
  };
  return {
    postgresPid: postgres.pid,
    migratedDatabase: () => create(TEMPLATE),
    emptyDatabase: () => create("template0"),
    drop: async (url) => {
      await admin.query(`drop database ${new URL(url).pathname.slice(1)} with (force)`);
    },
    close: async () => {
      await admin.end();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
