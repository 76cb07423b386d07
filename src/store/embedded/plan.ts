import { readFile } from "node:fs/promises";
import os from "node:os";
import { type Binaries, copyBinaries } from "./binaries.ts";
import { EmbeddedPostgresError } from "./error.ts";
import { type Owner, run, type RunAs } from "./run.ts";

/** As whom PostgreSQL runs, from which binaries, and whether it can reach the folder that holds the data. */
export type Plan = {
  runAs: RunAs;
  binaries: Binaries;
  /** `18` of 18.4. */
  versionMajor: number;
  /** False when the data has to move to a folder that this account may enter. */
  reachesHome: boolean;
};

export type PlanInput = {
  /** The folder that holds the data folder and the log. */
  home: string;
  binaries: Binaries;
  spareDir: string;
  /** Only this way, for tests; otherwise the first that works. */
  way?: RunAs["way"] | undefined;
};

// Accounts that exist to own nothing of worth, the operator's choice first. It has to be one with a name:
// PostgreSQL's initdb refuses a uid that it cannot look up.
const accountNames = ["holdfast", "postgres", "nobody"];

/**
 * Chooses how PostgreSQL, which refuses to run as root, gets an account. The first of these that works:
 *
 * 1. `same-user`: Holdfast runs as an ordinary user, so PostgreSQL does too.
 * 2. `namespace`: a user namespace in which our own uid has another number. The files stay ours, and a folder
 *    that only root may enter is no obstacle. Most containers forbid it.
 * 3. `other-user`: root starts PostgreSQL as `holdfast`, `postgres` or `nobody`, whichever exists, and gives it the
 *    data folder. Where that account may not enter, binaries and data move to folders under `spareDir`.
 *
 * No way changes the mode of a folder that Holdfast did not make.
 * @throws {EmbeddedPostgresError} none works.
 */
export async function choosePlan(input: PlanInput): Promise<Plan> {
  const refusals: string[] = [];
  for (const runAs of await waysHere(input.way)) {
    const found = await runnable(runAs, input, refusals);
    if (!found) continue;
    const reachesHome = await enters(runAs, input.home);
    if (reachesHome || runAs.way === "other-user") return { runAs, ...found, reachesHome };
    refusals.push(`${runAs.way}: it may not enter ${input.home}`);
  }
  throw await noWay(input.binaries, refusals);
}

async function waysHere(only: RunAs["way"] | undefined): Promise<RunAs[]> {
  const own = ownIds();
  const account = await quietAccount();
  const ways: RunAs[] = [];
  if (own.uid !== 0 && hasName()) ways.push({ way: "same-user", owner: own, prefix: [] });
  if (account && process.platform === "linux") {
    const prefix = ["unshare", "--user", `--map-user=${account.uid}`, `--map-group=${account.gid}`];
    ways.push({ way: "namespace", owner: own, prefix: [...prefix, "--"] });
  }
  if (account && own.uid === 0) ways.push({ way: "other-user", owner: account, prefix: [] });
  return ways.filter(({ way }) => only === undefined || way === only);
}

/** The binaries as this account can run them, copied if need be; undefined when it cannot. */
async function runnable(
  runAs: RunAs,
  { binaries, spareDir }: PlanInput,
  refusals: string[],
): Promise<Pick<Plan, "binaries" | "versionMajor"> | undefined> {
  const inPlace = await versionMajorOf(runAs, binaries);
  if (typeof inPlace === "number") return { binaries, versionMajor: inPlace };
  refusals.push(`${runAs.way}: ${inPlace.refusal}`);
  if (runAs.way !== "other-user" || binaries.movable === undefined) return undefined;
  const copied = await copyBinaries(binaries.movable, spareDir);
  const elsewhere = await versionMajorOf(runAs, copied);
  if (typeof elsewhere === "number") return { binaries: copied, versionMajor: elsewhere };
  refusals.push(`${runAs.way}, from ${spareDir}: ${elsewhere.refusal}`);
  return undefined;
}

async function versionMajorOf(
  runAs: RunAs,
  binaries: Binaries,
): Promise<number | { refusal: string }> {
  const { exitCode, output } = await run(runAs, binaries.postgres, ["--version"]);
  const version = /\(PostgreSQL\) (\d+)/.exec(output);
  return exitCode === 0 && version ? Number(version[1]) : { refusal: output };
}

async function enters(runAs: RunAs, folder: string): Promise<boolean> {
  if (runAs.way === "same-user") return true;
  const { exitCode } = await run(runAs, "/bin/sh", ["-c", 'cd -- "$1"', "sh", folder]);
  return exitCode === 0;
}

function ownIds(): Owner {
  const uid = process.geteuid?.();
  const gid = process.getegid?.();
  if (uid !== undefined && gid !== undefined) return { uid, gid };
  throw new EmbeddedPostgresError(
    "Holdfast does not bring a PostgreSQL for Windows: run it inside WSL, or set DATABASE_URL.",
  );
}

function hasName(): boolean {
  try {
    return os.userInfo().username !== "";
  } catch {
    return false;
  }
}

async function quietAccount(): Promise<Owner | undefined> {
  const passwd = await readFile("/etc/passwd", "utf8").catch(() => "");
  const entries = passwd.split("\n").map((line) => line.split(":"));
  const name = accountNames.find((wanted) => entries.some(([entry]) => entry === wanted));
  const [, , uid, gid] = entries.find(([entry]) => entry === name) ?? [];
  return uid === undefined || gid === undefined
    ? undefined
    : { uid: Number(uid), gid: Number(gid) };
}

async function noWay(binaries: Binaries, refusals: string[]): Promise<EmbeddedPostgresError> {
  const own = ownIds();
  const ourselves = await versionMajorOf({ way: "same-user", owner: own, prefix: [] }, binaries);
  return new EmbeddedPostgresError(noWaySentence(own, ourselves), {
    cause: new Error(refusals.join("\n")),
  });
}

/** `ourselves`: what came of asking for the version without any detour, which PostgreSQL answers root too. */
function noWaySentence(own: Owner, ourselves: number | { refusal: string }): string {
  if (typeof ourselves !== "number") {
    return (
      `The PostgreSQL programs do not run on this machine (${ourselves.refusal}): ` +
      "set DATABASE_URL to a PostgreSQL of your own."
    );
  }
  if (own.uid === 0) {
    return (
      "PostgreSQL refuses to run as root, and this machine permits neither a user namespace nor another " +
      "account: start Holdfast as an ordinary user, or set DATABASE_URL."
    );
  }
  return (
    `PostgreSQL wants a user with a name, and uid ${own.uid} has none here: ` +
    "run as a user that /etc/passwd lists, or set DATABASE_URL."
  );
}
