import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect, test } from "@jest/globals";

import { afterwards } from "../support/afterwards.ts";
import { holdfast, plainEnvironment } from "../support/cli.ts";
import { ask } from "./support/running.ts";

const root = path.resolve(import.meta.dirname, "../..");

test("it starts with one command, says where it is, and ends with a signal", async () => {
  const program = await launch(["--seed", "7", "--dialect", "batch", "--speed", "100"]);

  expect(program.output()).toContain("dialect batch, a run every 15 s of its time, seed 7");
  expect((await ask(program, "GET /v1/stock")).status).toBe(200);
  expect((await ask(program, "GET /sim/status")).body).toMatchObject({ clock: { speed: 100 } });
  expect(await program.end()).toBe(0);
});

test("it keeps the stock that a file names", async () => {
  const stock = [{ warehouse: "W1", owner: "ACME", sku: "SOCK", orderable: 5 }];
  const program = await launch(["--stock", await fileOf(JSON.stringify(stock))]);
  expect((await ask(program, "GET /v1/stock")).body).toMatchObject({
    lines: [{ warehouse: "W1", owner: "ACME", sku: "SOCK", lot: null, orderable: 5 }],
  });
});

test("the quota is as it was asked for", async () => {
  const program = await launch(["--quota", "1/h", "--burst", "2"]);
  const statuses: number[] = [];
  for (let count = 0; count < 3; count += 1) {
    statuses.push((await ask(program, "GET /v1/events")).status);
  }
  expect(statuses).toEqual([200, 200, 429]);
  expect((await ask(program, "GET /sim/status")).body).toMatchObject({ requests: { refused: 1 } });
});

test("help tells every option, dialect and fault", async () => {
  const { code, stdout } = await holdfast(["wms-sim", "--help"]);
  expect(code).toBe(0);
  for (const word of ["--run-every", "--people", "legacy", "grabby", "replyLost", "orderable"]) {
    expect(stdout).toContain(word);
  }
});

test.each([
  [["--port", "fifty"], "It must be a whole number from 0 to 65535."],
  [["--run-every", "15"], "such as 500ms, 15s, 2m or 1h."],
  [["--dialect", "klingon"], "Allowed choices are modern, batch, legacy, silent, grabby, slow."],
  [["--faults", "lag=2"], "lag must be a number from 0 to 1."],
  [["--webhook", "http://127.0.0.1:1"], "--webhook and --webhook-secret need each other"],
  [["--host", "0.0.0.0"], "say --allow-remote if they may"],
  [["--host", "0.0.0.0", "--allow-remote"], "choose one with --key"],
  [["--stock", "/nowhere.json"], "--stock /nowhere.json cannot be read (ENOENT)"],
  [["--keep", "/nowhere/world"], "/nowhere/world cannot be read and written (ENOENT)"],
  [["--flood"], "unknown option '--flood'"],
])("%j is refused in one plain line", async (args, sentence) => {
  const { code, stdout, stderr } = await holdfast(["wms-sim", ...args]);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/^error: .*\n$/);
  expect(stderr).toContain(sentence);
});

test.each([
  ["no JSON", "{", "is not JSON"],
  ["another shape", '[{"warehouse":"W1"}]', "0.owner: "],
  [
    "the same twice",
    JSON.stringify([1, 2].map((orderable) => ({ ...socks(), orderable }))),
    "SOCK in W1 is given twice",
  ],
])("a stock file with %s is refused", async (_, text, sentence) => {
  const { code, stderr } = await holdfast(["wms-sim", "--stock", await fileOf(text)]);
  expect(code).toBe(1);
  expect(stderr).toContain(sentence);
});

test("a taken port is told", async () => {
  const { port } = await launch([]);
  const { code, stderr } = await holdfast(["wms-sim", "--port", String(port)]);
  expect(code).toBe(1);
  expect(stderr).toBe(`error: port ${port} of 127.0.0.1 is taken: choose one with --port\n`);
});

function socks() {
  return { warehouse: "W1", owner: "ACME", sku: "SOCK" };
}

async function fileOf(text: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "wms-sim-"));
  afterwards(() => rm(folder, { recursive: true }));
  const file = path.join(folder, "stock.json");
  await writeFile(file, text);
  return file;
}

/** Starts the program on a free port and waits until it is ready. */
async function launch(args: readonly string[]) {
  const launcher = path.join(root, "bin/holdfast.mjs");
  const child = spawn(process.execPath, [launcher, "wms-sim", "--port", "0", ...args], {
    cwd: root,
    env: plainEnvironment(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const end = async (): Promise<unknown> => {
    child.kill("SIGTERM");
    return (await exited)[0];
  };
  afterwards(end);
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  while (!output.includes("Stop with Ctrl-C"))
    await Promise.race([once(child.stdout, "data"), exited]);
  const url = /ready: (\S+)/.exec(output)?.[1] ?? "";
  return { url, port: Number(new URL(url).port), key: "wms-demo-key", output: () => output, end };
}
