import { rename } from "node:fs/promises";
import path from "node:path";

import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";

import { holdfast, launch, type RunningCli } from "../support/cli.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/temporaryFolder.ts";
import { until } from "../support/until.ts";

const SERVICE = "holdfast.inventory.v1.InventoryService";
const MUGS = { sku: "MUG-COB-40", location: "RTM-3" };

let folder: TemporaryFolder;
let running: RunningCli | undefined;

beforeAll(async () => {
  folder = await temporaryFolder();
});

afterEach(async () => {
  if (running?.output().code === null) await running.stop("SIGTERM");
});

afterAll(() => folder?.remove());

test("an order for the warehouse outside reaches its system, and is handed over by it", async () => {
  await start();
  expect(await availability()).toMatchObject({ onHand: "24", available: "24" });

  const id = await buy(2);

  expect(await availability()).toMatchObject({ onHand: "24", committed: "2", available: "22" });
  await until(async () => (await status()).orders.taken === 1);
  await warehouse("POST", "/sim/run");
  await until(async () => (await stateOf(id)) === "STATE_FULFILLED");
  expect(await availability()).toMatchObject({ onHand: "22", committed: "0", available: "22" });
}, 60_000);

test("after a crash the warehouse goes on with the orders that it had", async () => {
  await start();
  const id = await buy(3);
  await until(async () => (await status()).orders.taken === 2);
  const { run: before } = await status();
  await running?.stop("SIGKILL");

  await start();

  const { run, orders } = await status();
  expect(orders).toMatchObject({ taken: 2, rejected: 0, duplicates: 0 });
  expect(run.ended).toBeGreaterThanOrEqual(before.ended);
  await warehouse("POST", "/sim/run");
  await until(async () => (await stateOf(id)) === "STATE_FULFILLED");
  expect(await availability()).toMatchObject({ onHand: "19", committed: "0", available: "19" });
}, 60_000);

test("where the warehouse's world was lost, the stock follows the new one and old orders wait for a word", async () => {
  await start();
  const id = await buy(1);
  await until(async () => (await status()).orders.taken === 3);
  await running?.stop("SIGTERM");
  const world = path.join(folder.path, "warehouse.jsonl");
  await rename(world, `${world}.lost`);

  await start();
  await until(async () => (await availability()).onHand === "24");
  expect(await availability()).toMatchObject({ committed: "1", available: "23" });

  await call("Release", { reservationId: id, scope: "SCOPE_HOLDS_AND_COMMITS", reason: "lost" });
  await until(async () => (await stateOf(id)) === "STATE_RELEASED");
  expect(await availability()).toMatchObject({ onHand: "24", committed: "0", available: "24" });
  await running?.stop("SIGTERM");
  expect(await holdfast(["verify"], { HOLDFAST_DATA_DIR: folder.path })).toMatchObject({ code: 0 });
}, 60_000);

async function start(): Promise<void> {
  running = await launch("start", { HOLDFAST_DATA_DIR: folder.path }, /^Stop with Ctrl-C/m);
}

/** Reserves mugs at the warehouse and commits them. @returns the reservation's id */
async function buy(quantity: number): Promise<string> {
  const { reservation } = await call<Reserved>("Reserve", { lines: [{ ...MUGS, quantity }] });
  await call("Commit", { reservationId: reservation.id });
  return reservation.id;
}

interface Reserved {
  readonly reservation: { readonly id: string; readonly state: string };
}

async function stateOf(id: string): Promise<string> {
  return (await read<Reserved>("GetReservation", { reservationId: id })).reservation.state;
}

async function availability(): Promise<Readonly<Record<string, string>>> {
  const told = await read<{ availability: Record<string, string>[] }>("GetAvailability", {
    keys: [MUGS],
  });
  return told.availability[0] ?? {};
}

let requests = 0;

async function call<T>(method: string, request: object): Promise<T> {
  requests += 1;
  return await read(method, { requestId: `warehouse-${requests}`, ...request });
}

async function read<T>(method: string, request: object): Promise<T> {
  const response = await fetch(`${running?.httpUrl}/${SERVICE}/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  const text = await response.text();
  expect({ status: response.status, text }).toMatchObject({ status: 200 });
  return JSON.parse(text) as T;
}

interface Status {
  readonly run: { readonly ended: number };
  readonly orders: { readonly taken: number };
}

async function status(): Promise<Status> {
  return (await warehouse("GET", "/sim/status")) as Status;
}

/** Asks the warehouse system itself, where the start says that it is. */
async function warehouse(method: string, route: string): Promise<unknown> {
  const [, url = ""] = / (http:\S+)\/sim\/status/.exec(running?.output().stdout ?? "") ?? [];
  const headers = { authorization: "Bearer wms-demo-key" };
  return await (await fetch(url + route, { method, headers })).json();
}
