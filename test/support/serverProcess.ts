import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

/** A server in a process of its own. */
export interface ServerProcess {
  readonly child: ChildProcess;
  readonly grpcPort: number;
  readonly httpPort: number;
  /** What it has written to stderr so far. */
  stderr(): string;
  /** Sends a signal and waits for the end. @returns the exit code, or the signal that ended it */
  end(signal?: NodeJS.Signals): Promise<number | string>;
}

const ROOT = path.resolve(import.meta.dirname, "../..");
const READY = /^Holdfast is ready: gRPC on \S+:(\d+), HTTP on \S+:(\d+)$/;

/** Settings of a server under test: free ports, and only what went wrong is logged. */
const DEFAULTS = {
  HOLDFAST_GRPC_PORT: "0",
  HOLDFAST_HTTP_PORT: "0",
  HOLDFAST_LOG_LEVEL: "error",
};

/** Starts `holdfast serve` on a migrated database and waits for its ready line. */
export async function startServerProcess(
  url: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, ["bin/holdfast.mjs", "serve"], {
    cwd: ROOT,
    // A group of its own, so that a signal meant for it reaches nobody else.
    detached: true,
    env: { PATH: process.env["PATH"], ...DEFAULTS, DATABASE_URL: url, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (bytes: Buffer) => (stderr += bytes.toString()));
  const ended = once(child, "exit");
  const ports = await Promise.race([readPorts(child), ended.then(() => undefined)]);
  if (ports === undefined) throw new Error(`the server ended before it was ready: ${stderr}`);
  return {
    child,
    ...ports,
    stderr: () => stderr,
    end: async (signal = "SIGTERM") => {
      child.kill(signal);
      const [code, by] = (await ended) as [number | null, string | null];
      return code ?? by ?? "";
    },
  };
}

async function readPorts(
  child: ChildProcess,
): Promise<{ grpcPort: number; httpPort: number } | undefined> {
  if (child.stdout === null) throw new Error("the server's output is not piped");
  for await (const line of createInterface({ input: child.stdout })) {
    const [, grpc, http] = READY.exec(line) ?? [];
    if (grpc === undefined || http === undefined) continue;
    child.stdout.resume();
    return { grpcPort: Number(grpc), httpPort: Number(http) };
  }
  return undefined;
}
