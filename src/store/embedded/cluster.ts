import {
  appendFile,
  lchown,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import path from "node:path";
import type { Binaries } from "./binaries.ts";
import { EmbeddedPostgresError } from "./error.ts";
import { type Owner, run, type RunAs } from "./run.ts";

/** One data folder and what serves it. */
export type Cluster = {
  /** Holds the data folder and the log; the account may enter it, and needs no more of it. */
  home: string;
  dataFolder: string;
  logFile: string;
  runAs: RunAs;
  binaries: Binaries;
  versionMajor: number;
};

/** The superuser of every embedded cluster. */
export const ownerLogin = "holdfast_owner";

// Long enough to recover from a crash; pg_ctl answers as soon as the server is ready.
const startTimeoutSec = 120;

// Errors of statements go to who sent them, not to this log: it grows by a few lines a run.
const logBytesMax = 1_000_000;

/**
 * Makes an empty cluster. Until it is complete it has another name, so a start that dies here leaves nothing that
 * the next one could mistake for data.
 */
export async function createCluster(
  cluster: Cluster,
  password: string,
  durable: boolean,
): Promise<void> {
  const staging = await emptyFolder(cluster);
  const passwordFile = `${staging}.password`;
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    await giveTo(cluster.runAs.owner, passwordFile);
    const { exitCode, output } = await run(cluster.runAs, cluster.binaries.initdb, [
      `--pgdata=${staging}`,
      `--username=${ownerLogin}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      ...localeOptions(cluster.versionMajor),
      ...(durable ? [] : ["--no-sync"]),
    ]);
    if (exitCode !== 0) throw cannotCreate(cluster, output);
    await rename(staging, cluster.dataFolder);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(staging, { recursive: true, force: true });
  }
}

/** Makes the account the owner of the file or of the folder and all that is in it; a quick look if it is already. */
export async function giveTo(owner: Owner, target: string): Promise<void> {
  const { uid, gid } = await stat(target);
  if (uid === owner.uid && gid === owner.gid) return;
  const inside = await readdir(target, { recursive: true }).catch(() => []);
  for (const name of inside) await lchown(path.join(target, name), owner.uid, owner.gid);
  // Itself last: as long as this has not happened, the next start begins anew.
  await lchown(target, owner.uid, owner.gid);
}

/**
 * Starts PostgreSQL in a session of its own and waits until it answers.
 * @returns what it said when it did not start; undefined when it runs.
 */
export async function startCluster(
  cluster: Cluster,
  settings: Record<string, string>,
): Promise<string | undefined> {
  const logBytes = await openLog(cluster);
  const { exitCode, output } = await run(cluster.runAs, cluster.binaries.pgCtl, [
    "start",
    "--wait",
    `--timeout=${startTimeoutSec}`,
    `--pgdata=${cluster.dataFolder}`,
    `--log=${cluster.logFile}`,
    `--options=${settingOptions(settings)}`,
  ]);
  if (exitCode === 0) return undefined;
  const said = (await readFile(cluster.logFile)).subarray(logBytes).toString();
  return said.trim() || output;
}

/**
 * Sees that the log is there for the account to add to, and lays it aside as `….log.1` when it has grown.
 * @returns its length in bytes.
 */
async function openLog({ logFile, runAs }: Cluster): Promise<number> {
  const { size } = await stat(logFile).catch(() => ({ size: 0 }));
  const full = size > logBytesMax;
  if (full) await rename(logFile, `${logFile}.1`);
  await appendFile(logFile, "", { mode: 0o600 });
  await giveTo(runAs.owner, logFile);
  return full ? 0 : size;
}

async function emptyFolder({ home, dataFolder, runAs }: Cluster): Promise<string> {
  for (const name of await readdir(home)) {
    const abandoned = name.startsWith(`${path.basename(dataFolder)}.new-`);
    if (abandoned) await rm(path.join(home, name), { recursive: true, force: true });
  }
  const staging = `${dataFolder}.new-${process.pid}`;
  await mkdir(staging, { mode: 0o700 });
  await giveTo(runAs.owner, staging);
  return staging;
}

/** Text sorts by code point everywhere, whatever the machine's locales: from 17 on PostgreSQL knows that order itself. */
function localeOptions(versionMajor: number): string[] {
  if (versionMajor < 17) return ["--locale=C"];
  return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
}

function settingOptions(settings: Record<string, string>): string {
  const pairs = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  // They pass through a shell.
  const unsafe = pairs.find((pair) => !/^[\w.=-]+$/.test(pair));
  if (unsafe !== undefined) throw new Error(`a PostgreSQL setting has odd characters: ${unsafe}`);
  return pairs.map((pair) => `-c ${pair}`).join(" ");
}

function cannotCreate({ home }: Cluster, output: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `PostgreSQL could not make its files in ${home} (${lastLine(output)}): ` +
      "see that the folder is writable and the disk has room, or set DATABASE_URL.",
    { cause: new Error(output) },
  );
}

/** What a program said last, without what it does only to be nice. */
export function lastLine(output: string): string {
  const lines = output.split("\n").filter((line) => /error|fatal|panic/i.test(line));
  return (lines.at(-1) ?? output.split("\n").at(-1) ?? "").trim();
}
