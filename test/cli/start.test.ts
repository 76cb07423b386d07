import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { findHome } from "../../src/store/embedded/home.ts";
import { stopPostmaster } from "../../src/store/embedded/postmaster.ts";
import { holdfast, launch, type RunningCli } from "../support/cli.ts";

const service = "holdfast.inventory.v1.InventoryService";
const socks = { sku: "SOCK-RED-42", location: "BER-1" };
const FILLING = /^Filling the demo tenant/m;

let dataDir: string;
let running: RunningCli | undefined;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), "holdfast-start-"));
});

afterEach(async () => {
  if (running?.output().code === null) await running.stop("SIGTERM");
  running = undefined;
});

afterAll(() => remove(dataDir));

test("the first start says once that it is ready, and the commands it prints work without a key", async () => {
  running = await launch("start", { HOLDFAST_DATA_DIR: dataDir });

  const { stdout } = running.output();
  expect(
    stdout.match(/Holdfast is ready: gRPC on 127.0.0.1:\d+, HTTP on 127.0.0.1:\d+\n/g),
  ).toHaveLength(1);
  const answer = await ask(running, "GetAvailability", { keys: [socks] });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    availability: [{ onHand: "120", available: "120" }],
  });

  const stopped = await running.stop("SIGINT");
  expect(stopped.code).toBe(0);
}, 60_000);

test("a later start finds what was there, and fills nothing again", async () => {
  running = await launch("start", { HOLDFAST_DATA_DIR: dataDir });
  const line = { sku: socks.sku, quantity: 20 };
  await ask(running, "Sell", { requestId: "s-1", orderRef: "A", lines: [line] });
  await running.stop("SIGTERM");

  running = await launch("start", { HOLDFAST_DATA_DIR: dataDir });

  expect(running.output().stdout).not.toMatch(FILLING);
  const answer = await ask(running, "GetAvailability", { keys: [socks] });
  expect(await answer.json()).toMatchObject({ availability: [{ onHand: "100" }] });
});

test("with a first key the demo lets nobody in without one, here and after the next start", async () => {
  running = await launch("start", { HOLDFAST_DATA_DIR: dataDir });
  expect((await ask(running, "GetAvailability", { keys: [socks] })).status).toBe(200);

  const args = ["keys", "create", "--name", "till", "--tenant", "demo"];
  const key = (await holdfast(args, { HOLDFAST_DATA_DIR: dataDir })).stdout.trim();

  expect((await ask(running, "GetAvailability", { keys: [socks] }, key)).status).toBe(200);
  await sleep(5_000);
  expect((await ask(running, "GetAvailability", { keys: [socks] })).status).toBe(401);
  await running.stop("SIGTERM");

  running = await launch("start", { HOLDFAST_DATA_DIR: dataDir });
  expect((await ask(running, "GetAvailability", { keys: [socks] })).status).toBe(401);
  expect(running.output().stdout).toContain("Authorization: Bearer YOUR_KEY");
}, 60_000);

test("a first start that is killed halfway is continued by the next one", async () => {
  const scratch = await mkdtemp(path.join(os.tmpdir(), "holdfast-start-"));
  const settings = { HOLDFAST_DATA_DIR: scratch };
  try {
    // Killed at several moments of the filling; the last of these starts gets through.
    for (const afterMs of [0, 150, 400]) {
      running = await launch("start", settings, FILLING);
      await sleep(afterMs);
      const killed = await running.stop("SIGKILL");
      expect(killed.stdout).not.toContain("is ready");
    }
    running = await launch("start", settings);
    await running.stop("SIGTERM");

    const whole = await entries(dataDir);
    // The sale of the test above.
    expect(await entries(scratch)).toBe(whole - 1);
  } finally {
    await remove(scratch);
  }
}, 60_000);

test("a second signal ends it at once", async () => {
  running = await launch("start", { HOLDFAST_DATA_DIR: dataDir });

  process.kill(running.pid, "SIGINT");
  const stopped = await running.stop("SIGTERM");

  expect([130, 143]).toContain(stopped.code);
});

test("one Ctrl-C is one signal, although npm sends it again", async () => {
  running = await launch("start", { HOLDFAST_DATA_DIR: dataDir, npm_lifecycle_event: "start" });

  process.kill(running.pid, "SIGINT");
  const stopped = await running.stop("SIGINT");

  expect(stopped.code).toBe(0);
});

function ask(server: RunningCli, method: string, body: object, key?: string): Promise<Response> {
  return fetch(`${server.httpUrl}/${service}/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(key && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify(body),
  });
}

/** How many entries the journal has; the books must balance. */
async function entries(folder: string): Promise<number> {
  const { code, stdout } = await holdfast(["verify"], { HOLDFAST_DATA_DIR: folder });
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining("balance") });
  return Number(/, ([\d,]+) entries/.exec(stdout)?.[1]?.replaceAll(",", ""));
}

async function remove(folder: string): Promise<void> {
  const home = await findHome(folder);
  await stopPostmaster(path.join(home, "postgres"), "SIGQUIT", 10_000);
  for (const each of new Set([folder, home])) await rm(each, { recursive: true, force: true });
}
