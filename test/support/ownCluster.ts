import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startEmbeddedPostgres } from "../../src/store/embedded/embeddedPostgres.ts";
import { childrenOf, isPostgres, send } from "../../src/store/embedded/postmaster.ts";
import { startThrowaway } from "./throwaway.ts";

/** A private cluster for tests that crash it or want settings of their own. It writes durably, as in production. */
export type OwnCluster = {
  /** Superuser, empty database. Stays the same after a restart. */
  url: string;
  /** Of the main process; another one after a restart. */
  readonly pid: number;
  logFile: string;
  /** A crash: PostgreSQL's main process and all sessions die at once, with nothing more written. */
  kill9(): Promise<void>;
  /** Starts it again, after a crash with recovery; stops it first when it runs. */
  restart(): Promise<void>;
  /** Removes it. */
  stop(): Promise<void>;
};

export type OwnClusterOptions = {
  /** 18 comes with npm; 15 has to be on the machine: see `postgres15Available`. */
  version?: 18 | 15;
  /** PostgreSQL settings, such as `{ max_connections: "20" }`. */
  settings?: Record<string, string>;
};

export async function startOwnCluster({
  version = 18,
  settings = {},
}: OwnClusterOptions = {}): Promise<OwnCluster> {
  const binariesDir = version === 15 ? postgres15Available() : undefined;
  if (version === 15 && binariesDir === undefined) throw new Error(postgres15Missing);
  const started = await startThrowaway({ settings, ...(binariesDir ? { binariesDir } : {}) });
  let { postgres } = started;
  return {
    url: postgres.url,
    logFile: postgres.logFile,
    get pid() {
      return postgres.pid;
    },
    kill9: () => crash(postgres.pid),
    async restart() {
      await postgres.stop();
      postgres = await startEmbeddedPostgres({ ...started.options, port: postgres.port });
    },
    async stop() {
      await postgres.stop();
      await started.remove();
    },
  };
}

/** Why a test that needs PostgreSQL 15 was skipped. */
export const postgres15Missing = "PostgreSQL 15 is not installed on this machine";

/** The folder with PostgreSQL 15's programs, or undefined where it is not installed. */
export function postgres15Available(): string | undefined {
  return binariesFolders().find((folder) => versionOf(folder) === 15);
}

function binariesFolders(): string[] {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  return [
    ...versions.map((version) => path.join(debian, version, "bin")),
    "/usr/pgsql-15/bin",
    "/opt/homebrew/opt/postgresql@15/bin",
    "/usr/local/opt/postgresql@15/bin",
    said("pg_config", "--bindir").trim(),
  ].filter((folder) => existsSync(path.join(folder, "initdb")));
}

function versionOf(folder: string): number {
  const answer = said(path.join(folder, "postgres"), "--version");
  return Number(/\(PostgreSQL\) (\d+)/.exec(answer)?.[1]);
}

/** What a program prints; nothing when there is no such program. */
function said(program: string, argument: string): string {
  try {
    return execFileSync(program, [argument], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return "";
  }
}

async function crash(pid: number): Promise<void> {
  // Stopped first, so that it neither starts another child nor sees one die.
  send(pid, "SIGSTOP");
  const all = [...(await childrenOf(pid)), pid];
  for (const one of all) send(one, "SIGKILL");
  for (const one of all) while (await isPostgres(one)) await sleep(5);
}
