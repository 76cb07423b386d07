import { randomUUID } from "node:crypto";

import { Condition, WmsDriftClass, type WmsDriftRow, WmsJob } from "@holdfast/client";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { failureOf } from "../../support/stockClient.ts";
import { until } from "../../support/until.ts";
import { type DriftDesk, oddities, openDriftDesk } from "../support/drift.ts";
import type { Outside } from "../support/outside.ts";

let desk: DriftDesk;
let outside: Outside;

beforeAll(async () => {
  desk = await openDriftDesk(["SOCK", "HAT", "CAP", "SHOE", "BELT"]);
  ({ outside } = desk);
  await desk.done(WmsJob.POLL);
  await desk.done(WmsJob.ASK);
});

afterAll(() => outside?.close());

const wms = () => outside.shop.client.wms;

test("what a page shows and no event has told is drift, until the event comes", async () => {
  const { world } = outside.warehouse;
  expect(await desk.listed("SOCK")).toEqual([]);

  world.happen("receipt", outside.cell("SOCK"), 4);
  await desk.isOdd("SOCK", ["PAGE_WITHOUT_EVENT 4"]);
  world.happen("loss", outside.cell("HAT"), 2);
  await desk.isOdd("HAT", ["SHRINKAGE -2"]);
  expect(await desk.rowOf("HAT")).toMatchObject({
    location: "OUTSIDE",
    lot: "",
    drift: -2n,
    asOfTime: expect.anything(),
    parts: [{ sinceTime: expect.anything(), reservationIds: [] }],
  });

  await desk.done(WmsJob.POLL);
  await desk.isOdd("SOCK", []);
  await desk.isOdd("HAT", []);
});

test("what a run has taken for an order is in flight, until the order's state tells so", async () => {
  const { inventory } = outside.shop.client;
  const lines = [{ sku: "CAP", quantity: 3n, location: outside.location }];
  const { reservation } = await inventory.sell({ requestId: randomUUID(), lines });
  await until(() => outside.truth().orders.length === 1);

  outside.warehouse.world.startRun();
  outside.warehouse.world.happen("loss", outside.cell("CAP"), 1);
  await desk.isOdd("CAP", ["IN_FLIGHT -3", "SHRINKAGE -1"]);
  const [inFlight, lost] = (await desk.rowOf("CAP"))?.parts ?? [];
  expect(inFlight?.reservationIds).toEqual([reservation?.id]);
  expect(lost?.reservationIds).toEqual([]);

  await desk.done(WmsJob.ASK);
  await desk.isOdd("CAP", ["SHRINKAGE -1"]);
});

test("what nobody knows is told as that, until the item is there", async () => {
  outside.warehouse.world.happen("receipt", outside.cell("NOVELTY", "L-1"), 6);

  await desk.isOdd("NOVELTY", ["UNKNOWN 6"]);
  expect(await desk.rowOf("NOVELTY")).toMatchObject({ location: "OUTSIDE", lot: "L-1", drift: 0n });

  await outside.shop.item("NOVELTY", { lotTracked: true });
  await until(async () => !(await desk.listed("NOVELTY")).includes("UNKNOWN 6"));
});

test("what is promised and gone names whom it is promised to, who came last first", async () => {
  const first = await outside.shop.reserve("SHOE", 5, { location: outside.location });
  const second = await outside.shop.reserve("SHOE", 3, { location: outside.location });

  outside.warehouse.world.happen("loss", outside.cell("SHOE"), 7);
  await desk.isOdd("SHOE", ["SHRINKAGE -7", "SHORTFALL 6"]);

  const parts = (await desk.rowOf("SHOE"))?.parts ?? [];
  expect(parts[1]?.reservationIds).toEqual([second.id, first.id]);
});

test("what both keep from sale under no common reference may be the same units", async () => {
  outside.warehouse.world.happen("damage", outside.cell("BELT"), 2);
  await outside.sees("BELT", { unallocatable: 2n });
  const line = { sku: "BELT", quantity: 3n, from: Condition.AVAILABLE, to: Condition.DAMAGED };
  const change = { requestId: randomUUID(), location: outside.location, reason: "wet" };
  await outside.shop.client.stock.changeCondition({ ...change, lines: [line] });

  expect(await desk.listed("BELT")).toContain("OVERLAP 2");
});

test("pages of one row tell every row once; a filter tells of its classes alone", async () => {
  const all = (await wms().listDrift({ pageSize: 500 })).rows;
  expect(all.length).toBeGreaterThan(3);

  const paged: WmsDriftRow[] = [];
  let pageToken = "";
  do {
    const page = await wms().listDrift({ pageSize: 1, pageToken });
    expect(page.rows.length).toBeLessThanOrEqual(1);
    paged.push(...page.rows);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  const nameOf = ({ sku, lot }: WmsDriftRow): string => `${sku} ${lot}`;
  expect(paged.map(nameOf)).toEqual(all.map(nameOf));

  const classes = [WmsDriftClass.SHORTFALL];
  const { rows } = await wms().listDrift({ pageSize: 500, classes, location: "OUTSIDE" });
  expect(rows.map(nameOf)).toEqual(["SHOE "]);
  expect(oddities(rows, "SHOE")).toEqual(["SHORTFALL 6"]);
  const { nextPageToken } = await wms().listDrift({ pageSize: 1 });
  const other = { pageToken: nextPageToken, classes };
  expect(await failureOf(wms().listDrift(other))).toMatchObject({ fields: ["page_token"] });
});

test("a location that no warehouse counts has no drift to list", async () => {
  await outside.shop.location("OURS");
  for (const location of ["OURS", "NOBODYS"]) {
    expect(await failureOf(wms().listDrift({ location }))).toMatchObject({
      code: "NOT_FOUND",
      reason: "LOCATION_NOT_FOUND",
      fields: ["location"],
    });
  }
});
