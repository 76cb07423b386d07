import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

import { expect, test } from "@jest/globals";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** A story that fails is shrunk for so long before the test does. */
const SHRINK_SECONDS = 20;

const TIMEOUT_MS = 150_000;

/** In a process of its own: under Jest, Node's own errors are not `instanceof Error`, and the client looks for that. */
async function simulate(...args: readonly string[]): Promise<string> {
  const program = ["--conditions=holdfast-source", "scripts/simulate.ts", ...args];
  const child = spawn(process.execPath, program, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", (bytes: Buffer) => (said += bytes.toString()));
  child.stderr.on("data", (bytes: Buffer) => (said += bytes.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(said);
  return said;
}

/** Both tests look at one run, for it takes longer to open the world than to play in it. */
const said = simulate("--seed", "1", "--steps", "220", "--kept", "--shrink", `${SHRINK_SECONDS}`);
// Whoever awaits it first is told; until then nobody listens.
said.catch(() => undefined);

test(
  "a busy hour with crashes, lost replies and an operator is booked as the rules say",
  async () => {
    expect(await said).toContain("all is well");
    expect(await said).toMatch(/[1-9]\d* {2}step crashDatabase/);
    expect(await said).toMatch(/[1-9]\d* {2}step restartServer/);
    expect(await said).toMatch(/[1-9]\d* {2}rows written by the operator/);
  },
  TIMEOUT_MS,
);

test(
  "every story that once failed goes well",
  async () => {
    expect(await said).toMatch(/^(\d+) of \1 stories went well\.$/m);
  },
  TIMEOUT_MS,
);
