import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import type { EmbeddedPostgresOptions } from "../../src/store/embedded/embeddedPostgres.ts";
import type { ChildSays } from "./embeddedChild.ts";

/** A process of its own that runs an embedded PostgreSQL and leads a process group, as a shell's job does. */
export type Child = {
  process: ChildProcess;
  /** What it says next. */
  hear(): Promise<ChildSays>;
  /** To its whole process group; resolves when the process itself is over. */
  signal(signal: NodeJS.Signals): Promise<void>;
};

const program = path.join(import.meta.dirname, "embeddedChild.ts");

export function startChild(options: Partial<EmbeddedPostgresOptions>, uid?: number): Child {
  const child = spawn(process.execPath, [program, JSON.stringify(options)], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const over = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    async hear() {
      const { value, done } = await lines.next();
      if (done) throw new Error("the child process ended without a word");
      return JSON.parse(value) as ChildSays;
    },
    async signal(signal) {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
      await over;
    },
  };
}

/** Why no child process can run as that user here; undefined when one can. */
export function cannotRunAs(uid: number): string | undefined {
  if (process.geteuid?.() !== 0) return "only root can start a process as another user";
  const { status } = spawnSync(process.execPath, ["--check", program], { uid, gid: uid });
  return status === 0 ? undefined : "another user may not enter the folder of this repository";
}
