import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";

/** The account that PostgreSQL runs as, and how it gets there. See `choosePlan`. */
export type RunAs = {
  way: "same-user" | "namespace" | "other-user";
  /** Who owns the data files, seen from outside of the namespace, if there is one. */
  owner: Owner;
  /** Put before each command. */
  prefix: readonly string[];
};

export type Owner = { uid: number; gid: number };

/** What a command answered: its exit code and the end of what it printed on either stream. */
export type Answer = { exitCode: number; output: string };

// Reports are read by a person; the end of them is where PostgreSQL's programs say what went wrong.
const outputCharactersMax = 16_384;

// Longer than pg_ctl's own patience (`startTimeoutSec`), so that it is pg_ctl that gives up and says why.
const runTimeoutMs = 180_000;

/**
 * Runs a command as PostgreSQL's account and waits for it. Never rejects: a program that cannot be started
 * answers with exit code 127.
 *
 * The command leads a session of its own, so a Ctrl-C or SIGTERM that is sent to our whole process group does
 * not reach it. It sees little of our environment: no PG… variable, no locale, none of our secrets.
 */
export async function run(runAs: RunAs, program: string, args: readonly string[]): Promise<Answer> {
  const [command = program, ...words] = [...runAs.prefix, program, ...args];
  try {
    const child = spawn(command, words, {
      cwd: "/",
      env: environment(),
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: runTimeoutMs,
      killSignal: "SIGKILL",
      ...(runAs.way === "other-user" ? runAs.owner : {}),
    });
    return await answerOf(child);
  } catch (error) {
    return { exitCode: 127, output: String(error) };
  }
}

function answerOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Answer> {
  let output = "";
  const hear = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-outputCharactersMax);
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode: exitCode ?? 128, output: output.trim() }));
  });
}

function environment(): NodeJS.ProcessEnv {
  const kept = ["PATH", "LD_LIBRARY_PATH", "TMPDIR"];
  const pairs = kept.map((name) => [name, process.env[name]]).filter(([, value]) => value);
  return { ...Object.fromEntries(pairs), LC_ALL: "C", TZ: "UTC" };
}
