import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createDatabase, urlOf } from "./access.ts";
import { type Cluster, lastLine, startCluster } from "./cluster.ts";
import { EmbeddedPostgresError, isSystemError } from "./error.ts";
import { openDataDir } from "./home.ts";
import { cannotWrite, lockDataDir } from "./lock.ts";
import type { EmbeddedPostgresOptions } from "./options.ts";
import { isFree, keptPort } from "./port.ts";
import { readPostmaster, stopPostmaster } from "./postmaster.ts";
import { prepare } from "./prepare.ts";
import type { RunAs } from "./run.ts";

export { EmbeddedPostgresError } from "./error.ts";
export type { EmbeddedPostgresOptions } from "./options.ts";

/** A PostgreSQL of our own. */
export type EmbeddedPostgres = {
  /** For node-pg: superuser, database `holdfast`. Carries the password: never log it. */
  url: string;
  port: number;
  /** Of PostgreSQL's main process. */
  pid: number;
  /** `18` of 18.4. */
  versionMajor: number;
  dataFolder: string;
  logFile: string;
  /** How it came to an account that is not root. */
  way: RunAs["way"];
  /**
   * Ends all sessions, waits until everything is written down, and lets the next process have the data folder. Repeated
   * calls wait for the first.
   * @throws {EmbeddedPostgresError} it did not stop within a minute.
   */
  stop: () => Promise<void>;
};

// Two obstacles pass: somebody else may get a free port first, and the sessions of a crashed server take a moment to
// notice that it is gone.
const startAttemptsMax = 10;
const retryDelayMs = 300;

const stopTimeoutMs = 60_000;

const ourSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  shared_buffers: "128MB",
  timezone: "UTC",
  log_timezone: "UTC",
  // LOG and FATAL, but not ERROR: whoever sent the statement gets the error, and the log stays short.
  log_min_messages: "log",
  log_checkpoints: "off",
  log_autovacuum_min_duration: "-1",
  // A session whose client died stops working for it.
  ...(process.platform === "linux" ? { client_connection_check_interval: "1000" } : {}),
};

/**
 * Starts a real PostgreSQL that keeps its data in `<dataDir>/postgres` and listens on loopback, with a random password.
 *
 * - One process at a time may use a data folder; the right to it ends with the process, however that ends.
 * - It never runs as root, also when we do: see `choosePlan`.
 * - It is out of reach of signals to our process group, so a Ctrl-C leaves it to us to drain first and then `stop()` it.
 *   Set signal handlers before you call this.
 * - Killed with -9, we leave it running. The next start stops it cleanly and starts it anew.
 *
 * @throws {EmbeddedPostgresError} with what is wrong and what to do, in one sentence.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const dataDir = await openDataDir(options.dataDir);
  const lock = lockDataDir(dataDir);
  try {
    const { cluster, password } = await prepare(dataDir, options);
    const { port, pid } = await start(cluster, dataDir, options);
    await createDatabase(urlOf(port, password, "postgres"));
    const { dataFolder, logFile, versionMajor, runAs } = cluster;
    let stopped: Promise<void> | undefined;
    return {
      url: urlOf(port, password),
      port,
      pid,
      versionMajor,
      dataFolder,
      logFile,
      way: runAs.way,
      stop: () => (stopped ??= stop(dataFolder).then(() => lock.release())),
    };
  } catch (error) {
    lock.release();
    throw isSystemError(error) ? cannotWrite(dataDir, error) : error;
  }
}

async function start(
  cluster: Cluster,
  dataDir: string,
  { port: wanted, settings = {} }: EmbeddedPostgresOptions,
): Promise<{ port: number; pid: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = wanted ?? (await keptPort(path.join(dataDir, "postgres.port")));
    if (!(await isFree(port))) throw portIsTaken(port);
    const said = await startCluster(cluster, { ...ourSettings, ...settings, port: String(port) });
    const running = await readPostmaster(cluster.dataFolder);
    if (said === undefined && running) return { port, pid: running.pid };
    const passes = /could not bind|shared memory block/.test(said ?? "");
    if (!passes || attempt === startAttemptsMax) throw cannotStart(cluster, said ?? "");
    await sleep(retryDelayMs);
  }
}

async function stop(dataFolder: string): Promise<void> {
  if (await stopPostmaster(dataFolder, "SIGINT", stopTimeoutMs)) return;
  throw new EmbeddedPostgresError(
    `The PostgreSQL that serves ${dataFolder} did not stop within ${stopTimeoutMs / 1000} s: ` +
      "look at its log; the next start will try again.",
  );
}

function portIsTaken(port: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `Port ${port} on 127.0.0.1 is taken: free it, or let Holdfast choose one for PostgreSQL.`,
  );
}

function cannotStart({ dataFolder, logFile }: Cluster, said: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `PostgreSQL did not start on ${dataFolder} (${lastLine(said)}): see ${logFile}, ` +
      "or set DATABASE_URL to a PostgreSQL of your own.",
    { cause: new Error(said) },
  );
}
