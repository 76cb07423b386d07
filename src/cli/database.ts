import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { MikroORM } from "@mikro-orm/postgresql";
import { Client } from "pg";

import { type Administration, createAdministration } from "../access/administration.ts";
import type { Config } from "../config.ts";
import { letsUsIn, urlOf } from "../store/embedded/access.ts";
import {
  EmbeddedPostgresError,
  startEmbeddedPostgres,
} from "../store/embedded/embeddedPostgres.ts";
import { readPostmaster } from "../store/embedded/postmaster.ts";
import { createOrm } from "../store/orm.ts";
import { checkMigrated } from "../store/readiness.ts";
import { createWmsAdministration, type WmsAdministration } from "../wms/administration.ts";
import { Mistake } from "./mistake.ts";

/** A demo that is starting or stopping gets this long before a command gives up. */
const PATIENCE_MS = 30_000;
const POLL_MS = 300;

/**
 * Lets a command use the database: the one that DATABASE_URL names, else the embedded one, which is started for
 * as long as it takes if no demo runs.
 */
export async function withDatabase<T>(
  config: Config,
  use: (url: string) => Promise<T>,
): Promise<T> {
  if (config.databaseUrl !== undefined) return await use(config.databaseUrl);
  const { dataDir } = config;
  if (!existsSync(path.join(dataDir, "postgres.password"))) throw noDatabase(dataDir);
  for (const giveUpAt = Date.now() + PATIENCE_MS; ; await sleep(POLL_MS)) {
    const running = await runningUrl(dataDir);
    const guest = running === undefined ? undefined : await visit(running);
    if (running !== undefined && guest !== undefined) {
      try {
        return await use(running);
      } finally {
        await guest.end().catch(() => undefined);
      }
    }
    const started = await startUnlessInUse(dataDir, Date.now() < giveUpAt);
    if (started === undefined) continue;
    try {
      return await use(started.url);
    } finally {
      await untilAlone(started.url);
      await started.stop();
    }
  }
}

/** Keeps whoever has started the database from stopping it meanwhile. Undefined: it is going away already. */
async function visit(url: string): Promise<Client | undefined> {
  const guest = new Client({ connectionString: url });
  // A guest that is cut off says so to whoever asks the database next.
  guest.on("error", () => undefined);
  try {
    await guest.connect();
    return guest;
  } catch {
    return undefined;
  }
}

const OTHERS = `
  select count(*)::int as others from pg_stat_activity
   where backend_type = 'client backend' and pid <> pg_backend_pid()`;

/** Other commands that use the database which this one has started are let finish, for a while. */
async function untilAlone(url: string): Promise<void> {
  const guest = await visit(url);
  if (guest === undefined) return;
  try {
    for (const giveUpAt = Date.now() + PATIENCE_MS; Date.now() < giveUpAt; await sleep(POLL_MS)) {
      const { rows } = await guest.query<{ others: number }>(OTHERS);
      if (rows[0]?.others === 0) return;
    }
  } catch {
    // Whatever it was, the database is stopped next.
  } finally {
    await guest.end().catch(() => undefined);
  }
}

/** Lets a command change tenants and keys. */
export function withAdministration<T>(
  config: Config,
  use: (administration: Administration) => Promise<T>,
): Promise<T> {
  return withOrm(config, (orm) => use(createAdministration(orm)));
}

/** Lets a command change accounts at warehouse systems. */
export function withWmsAdministration<T>(
  config: Config,
  use: (them: WmsAdministration, tenants: Administration) => Promise<T>,
): Promise<T> {
  return withOrm(config, (orm) => use(createWmsAdministration(orm), createAdministration(orm)));
}

function withOrm<T>(config: Config, use: (orm: MikroORM) => Promise<T>): Promise<T> {
  return withDatabase(config, async (url) => {
    await checkMigrated(url);
    const orm = await createOrm(url, 1);
    try {
      return await use(orm);
    } finally {
      await orm.close(true);
    }
  });
}

/** Where the embedded PostgreSQL answers, or undefined when it does not run. */
async function runningUrl(dataDir: string): Promise<string | undefined> {
  const running = await readPostmaster(path.join(dataDir, "postgres"));
  if (running === undefined) return undefined;
  const password = await readFile(path.join(dataDir, "postgres.password"), "utf8");
  const url = urlOf(running.port, password.trim());
  return (await letsUsIn(url)) === "yes" ? url : undefined;
}

/** Undefined: another process has the data folder, and its PostgreSQL will soon answer or be gone. */
async function startUnlessInUse(dataDir: string, mayWait: boolean) {
  try {
    return await startEmbeddedPostgres({ dataDir });
  } catch (error) {
    if (mayWait && error instanceof EmbeddedPostgresError && (await isHeld(dataDir)))
      return undefined;
    throw error;
  }
}

/** Whether a process that is alive says that it has the data folder. */
async function isHeld(dataDir: string): Promise<boolean> {
  const pid = Number(await readFile(path.join(dataDir, "holdfast.pid"), "utf8").catch(() => ""));
  if (!(pid > 0) || pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function noDatabase(dataDir: string): Mistake {
  return new Mistake(
    `there is no database: set DATABASE_URL to a PostgreSQL, or start the demo first with \`npm start\` ` +
      `(it keeps its data in ${dataDir}, see HOLDFAST_DATA_DIR)`,
  );
}
