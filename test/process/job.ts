import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

import { plainEnvironment } from "../support/cli.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** A command as a shell runs it: in a process group of its own, to which the terminal sends its signals. */
export interface Job {
  readonly child: ChildProcess;
  readonly grpcPort: number;
  readonly httpPort: number;
  stdout(): string;
  stderr(): string;
  /** Sends a signal to the whole group, as Ctrl-C does. */
  signal(signal: NodeJS.Signals): void;
  /** @returns the exit code, or the signal that ended it */
  ended: Promise<number | string>;
}

const READY = /^Holdfast is ready: gRPC on \S+:(\d+), HTTP on \S+:(\d+)\n/m;

/** Runs a command in the folder of this repository until it says that it is ready. */
export async function startJob(
  [program = "", ...args]: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<Job> {
  const free = {
    HOLDFAST_GRPC_PORT: "0",
    HOLDFAST_HTTP_PORT: "0",
    HOLDFAST_WMS_SIM_PORT: "0",
    HOLDFAST_LOG_LEVEL: "error",
  };
  const child = spawn(program, args, {
    cwd: ROOT,
    detached: true,
    env: { ...shellEnvironment(), ...free, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  const ended = once(child, "close").then(([code, by]) => (code ?? by ?? "") as number | string);
  child.stderr.on("data", (bytes: Buffer) => (stderr += bytes.toString()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (bytes: Buffer) => {
      stdout += bytes.toString();
      if (stdout.includes("The data stays") || (READY.test(stdout) && args[1] === "serve"))
        resolve();
    });
    ended.then(() => reject(new Error(`it ended early: ${stdout}${stderr}`)), reject);
  });
  const [, grpc, http] = READY.exec(stdout) ?? [];
  return {
    child,
    grpcPort: Number(grpc),
    httpPort: Number(http),
    stdout: () => stdout,
    stderr: () => stderr,
    signal: (signal) => void process.kill(-(child.pid ?? 0), signal),
    ended,
  };
}

/** Runs a line as it would be pasted into a shell in this folder. */
export function paste(line: string): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync("sh", ["-c", line], {
    cwd: ROOT,
    env: shellEnvironment(),
    encoding: "utf8",
    timeout: 20_000,
  });
  return { code: status, stdout, stderr };
}

/** Why a program cannot be run here, or undefined. */
export function missing(program: string, question = "--version"): string | undefined {
  const { status } = spawnSync(program, [question]);
  return status === 0 ? undefined : `there is no ${program} here`;
}

/** What a person's shell has, without the folders that npm puts in front for this test run. */
export function shellEnvironment(): NodeJS.ProcessEnv {
  const folders = process.env["PATH"]?.split(path.delimiter) ?? [];
  const PATH = folders.filter((folder) => !folder.includes("node_modules")).join(path.delimiter);
  return { ...plainEnvironment(), PATH };
}
