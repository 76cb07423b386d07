import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, realpath } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** A folder that is gone afterwards, with every PostgreSQL that has its data in it, however this process ends. */
export type TemporaryFolder = {
  path: string;
  /** Stops every PostgreSQL in it without ceremony, and removes it. */
  remove: () => Promise<void>;
};

export async function temporaryFolder(): Promise<TemporaryFolder> {
  const made = await mkdtemp(path.join(await realpath(os.tmpdir()), "holdfast-test-"));
  const watchdog = watch(made);
  // Root's PostgreSQL may be another user's: it enters, and reads nothing but its own.
  await chmod(made, 0o711);
  return { path: made, remove: () => release(watchdog) };
}

/** A process that removes the folder when our end of its standard input closes: on request, or because we died. */
function watch(folder: string): ChildProcess {
  const program = path.join(import.meta.dirname, "watchdog.ts");
  const watchdog = spawn(process.execPath, [program, folder], {
    // Out of reach of the Ctrl-C that ends the tests.
    detached: true,
    stdio: ["pipe", "ignore", "inherit"],
  });
  watchdog.unref();
  return watchdog;
}

async function release(watchdog: ChildProcess): Promise<void> {
  if (watchdog.exitCode !== null || watchdog.signalCode !== null) return;
  const over = once(watchdog, "exit");
  watchdog.ref();
  watchdog.stdin?.end();
  await over;
}
