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
