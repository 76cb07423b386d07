import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { isSystemError } from "./error.ts";

/** PostgreSQL's main process, as its pid file tells. */
export type Postmaster = { pid: number; port: number };

const pollMs = 20;

/** Where PostgreSQL says who serves a data folder. Gone after a clean stop, left behind by a crash. */
export function pidFileOf(dataFolder: string): string {
  return path.join(dataFolder, "postmaster.pid");
}

/** The process that serves the data folder, or that did when the machine or it died. */
export async function readPostmaster(dataFolder: string): Promise<Postmaster | undefined> {
  const text = await readFile(pidFileOf(dataFolder), "utf8").catch(() => "");
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  return pid > 0 ? { pid, port: Number(lines[3] ?? 0) } : undefined;
}

/** Whether the pid is a running PostgreSQL: not gone, not a zombie, not a number that another program got since. */
export async function isPostgres(pid: number): Promise<boolean> {
  if (process.platform !== "linux") return /^\S*postgres/.test(await psColumn(pid, "comm"));
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return /^\d+ \(postgres\) [^ZX]/.test(stat);
}

/** Its child processes: sessions and background workers. Each is in a process group of its own. */
export async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  return stdout
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child = 0]) => child);
}

/**
 * Asks PostgreSQL to stop and waits until it has. `SIGINT` ends all sessions, writes everything down and leaves
 * nothing to recover; `SIGQUIT` drops everything at once, for data that nobody needs any more.
 * @returns false when it was still there after `timeoutMs`.
 */
export async function stopPostmaster(
  dataFolder: string,
  signal: "SIGINT" | "SIGQUIT",
  timeoutMs: number,
): Promise<boolean> {
  const running = await readPostmaster(dataFolder);
  if (running === undefined || !(await isPostgres(running.pid))) return true;
  send(running.pid, signal);
  for (const giveUpAt = Date.now() + timeoutMs; Date.now() < giveUpAt; await sleep(pollMs)) {
    if (!(await isPostgres(running.pid))) return true;
  }
  return false;
}

/** Sends a signal; a process that has gone meanwhile needs none. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(isSystemError(error) && error.code === "ESRCH")) throw error;
  }
}

async function psColumn(pid: number, column: string): Promise<string> {
  const { stdout } = await promisify(execFile)("ps", ["-o", `${column}=`, "-p", String(pid)]).catch(
    () => ({ stdout: "" }),
  );
  return path.basename(stdout.trim());
}
