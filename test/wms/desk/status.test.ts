import { randomUUID } from "node:crypto";

import { WmsConnection_Breaker, WmsJob, WmsProgress_State } from "@holdfast/client";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { createStockClient, failureOf } from "../../support/stockClient.ts";
import { createTestTenant } from "../../support/tenants.ts";
import { until } from "../../support/until.ts";
import { openOutside, type Outside, OWNER, SECRET, WAREHOUSE } from "../support/outside.ts";

let outside: Outside;

beforeAll(async () => {
  outside = await openOutside({ shelves: [{ sku: "SOCK", quantity: 90 }] });
  await outside.sees("SOCK", { onHand: 90n });
});

afterAll(() => outside?.close());

const status = async () => {
  const { accounts } = await outside.shop.client.wms.getSyncStatus({});
  const [account] = accounts;
  if (account === undefined) throw new Error("no account serves the shop");
  return account;
};

const sell = async (quantity: bigint): Promise<string> => {
  const { inventory } = outside.shop.client;
  const lines = [{ sku: "SOCK", quantity, location: outside.location }];
  const { reservation } = await inventory.sell({ requestId: randomUUID(), lines });
  return reservation?.id ?? "";
};

test("a tenant sees how far its warehouse is", async () => {
  outside.warehouse.world.startRun();
  await until(async () => (await status()).lastRun === 1n);

  const told = await status();

  expect(told).toMatchObject({ code: "sim", paused: false, eventsWaiting: 0n, eventsParked: 0n });
  const done = new Map(
    told.jobs.map(({ job, doneTime, lastError }) => [job, { doneTime, lastError }]),
  );
  for (const job of [WmsJob.PUSH, WmsJob.WALK, WmsJob.ASK, WmsJob.POLL, WmsJob.APPLY]) {
    expect(done.get(job)).toEqual({ doneTime: expect.anything(), lastError: "" });
  }
  expect(told.connection).toMatchObject({ breaker: WmsConnection_Breaker.CLOSED, lastFailure: "" });
  expect(Number(told.quota?.orderRequests)).toBeGreaterThan(0);
  expect(told.quota).toMatchObject({ slowdown: 1 });
  expect(told.orders).toMatchObject({ waiting: 0n, parked: 0n, cancellations: 0n });
  const [location, ...others] = told.locations;
  expect(others).toEqual([]);
  expect(location).toMatchObject({ code: "OUTSIDE", warehouse: WAREHOUSE, owner: OWNER });
  expect(Number(location?.age?.seconds)).toBeLessThan(20);
});

test("what is shown of a location is as old as the beginning of its last whole walk", async () => {
  const before = (await status()).locations[0]?.asOfTime;

  await until(async () => {
    const { asOfTime } = (await status()).locations[0] ?? {};
    return asOfTime !== undefined && before !== undefined && asOfTime.seconds > before.seconds;
  });

  const { locations, jobs } = await status();
  const walked = jobs.find(({ job }) => job === WmsJob.WALK)?.doneTime;
  expect(msOf(locations[0]?.asOfTime)).toBeLessThan(msOf(walked) + 1_000);
});

test("a wrong key keeps orders waiting, and says so; the right one sends them", async () => {
  const key = process.env[SECRET] ?? "";
  process.env[SECRET] = "wrong";
  await outside.administer((them) => them.pause("sim", true));
  await until(async () => (await status()).connection === undefined);
  await outside.administer((them) => them.pause("sim", false));
  const id = await sell(1n);

  await until(async () => {
    const { jobs } = await status();
    return jobs.some(({ job, lastError }) => job === WmsJob.PUSH && lastError !== "");
  });
  const told = await status();
  expect(told.orders).toMatchObject({ waiting: 1n, parked: 0n });
  expect(Number(told.orders?.lag?.seconds)).toBeLessThan(20);
  expect(told.jobs.find(({ job }) => job === WmsJob.PUSH)?.lastError).toContain("HTTP 401");
  expect(told.connection?.lastFailure).toContain("HTTP 401");
  expect(JSON.stringify(told, plain)).not.toContain("wrong");

  process.env[SECRET] = key;
  await outside.administer((them) => them.pause("sim", true));
  await until(async () => (await status()).connection === undefined);
  expect(await status()).toMatchObject({ paused: true });
  await outside.administer((them) => them.pause("sim", false));
  await until(async () => (await progressOf(id))?.state === WmsProgress_State.ACKED);
  const { orders } = await status();
  expect(orders).toMatchObject({ waiting: 0n });
  expect(orders?.oldestTime).toBeUndefined();
});

test("while the warehouse is away its orders wait, and it is left alone", async () => {
  outside.warehouse.faults.set({ cut: 1 });
  const id = await sell(2n);

  await until(async () => (await status()).connection?.breaker !== WmsConnection_Breaker.CLOSED);
  const told = await status();
  expect(told.orders).toMatchObject({ waiting: 1n });
  expect(told.connection?.lastFailure).toContain("did not answer");

  outside.warehouse.faults.reset();
  await until(async () => (await progressOf(id))?.state === WmsProgress_State.ACKED, 70_000);
}, 90_000);

test("a tenant whom no warehouse serves is told of none, and not whether there is one", async () => {
  const { url, app } = outside.shop;
  const brio = await createTestTenant(url, "brio");
  const theirs = createStockClient(`127.0.0.1:${app.grpcPort}`, brio.adminKey);
  const { wms } = theirs;

  const { accounts } = await wms.getSyncStatus({});
  const named = await failureOf(wms.getSyncStatus({ account: "sim" }));
  const nobody = await failureOf(wms.getSyncStatus({ account: "nobody" }));
  const wanted = await failureOf(wms.syncNow({ account: "sim" }));
  theirs.close();

  expect(accounts).toEqual([]);
  for (const failure of [named, nobody, wanted]) {
    expect(failure).toMatchObject({ code: "NOT_FOUND", reason: "WMS_ACCOUNT_NOT_FOUND" });
  }
  expect(named.message.replace("sim", "nobody")).toBe(nobody.message);
});

async function progressOf(reservationId: string) {
  const { reservation } = await outside.shop.client.inventory.getReservation({ reservationId });
  return reservation?.lines[0]?.wms[0];
}

function msOf(at: { readonly seconds: bigint; readonly nanos: number } | undefined): number {
  if (at === undefined) throw new Error("there is no such moment");
  return Number(at.seconds) * 1_000 + at.nanos / 1e6;
}

function plain(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
