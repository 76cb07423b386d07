import { spawn } from "node:child_process";
import path from "node:path";

const launcher = path.resolve(import.meta.dirname, "../../bin/holdfast.mjs");
const root = path.resolve(import.meta.dirname, "../..");

/** What a command left behind. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as an operator would, with no settings but the given ones, and waits for its end. */
export function holdfast(
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd: root,
    env: { ...plainEnvironment(), ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** This process's environment without settings, and without what npm and Jest told it. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(HOLDFAST_|DATABASE_|npm_|NODE_OPTIONS|JEST)/.test(name),
  );
  return Object.fromEntries(kept);
}

/** A server that was started on the command line. */
export interface RunningCli {
  readonly pid: number;
  /** Where the HTTP door is. */
  readonly httpUrl: string;
  /** Everything it printed so far. */
  output(): CliResult;
  /** Sends a signal and waits for the end. */
  stop(signal: NodeJS.Signals): Promise<CliResult>;
}

/** Runs `start` or `serve` on free ports and waits until it printed a line that matches. */
export function launch(
  command: "start" | "serve",
  settings: Readonly<Record<string, string>>,
  until = /^Holdfast is ready: .*\n/m,
): Promise<RunningCli> {
  const free = { HOLDFAST_GRPC_PORT: "0", HOLDFAST_HTTP_PORT: "0", HOLDFAST_WMS_SIM_PORT: "0" };
  const env = { ...free, ...settings };
  const child = spawn(process.execPath, [launcher, command], {
    cwd: root,
    env: { ...plainEnvironment(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  const output = (): CliResult => ({ code: child.exitCode, stdout, stderr });
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const closed = new Promise<void>((resolve) => child.on("close", () => resolve()));
  return new Promise((resolve, reject) => {
    const running = (): RunningCli => ({
      pid: child.pid ?? 0,
      httpUrl: `http://${/HTTP on (\S+)/.exec(stdout)?.[1]}`,
      output,
      stop: async (signal) => {
        child.kill(signal);
        await closed;
        return output();
      },
    });
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
      if (until.test(stdout)) resolve(running());
    });
    child.on("error", reject);
    child.on("close", () => reject(new Error(`it ended early: ${stdout}${stderr}`)));
  });
}
