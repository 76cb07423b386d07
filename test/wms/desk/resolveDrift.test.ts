import { randomUUID } from "node:crypto";

import { ResolveDriftRequest_Resolution as Resolution, WmsJob } from "@holdfast/client";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { afterwards } from "../../support/afterwards.ts";
import { openOperator } from "../../support/operator.ts";
import { createStockClient, failureOf } from "../../support/stockClient.ts";
import { until } from "../../support/until.ts";
import { type DriftDesk, openDriftDesk } from "../support/drift.ts";
import type { Outside } from "../support/outside.ts";

let desk: DriftDesk;
let outside: Outside;

beforeAll(async () => {
  desk = await openDriftDesk(["TIE", "GLOVE", "SHOE"]);
  ({ outside } = desk);
  await desk.done(WmsJob.ASK);
});

afterAll(() => outside?.close());

const wms = () => outside.shop.client.wms;

test("drift that somebody writes off is gone, with the reason in the journal; stock stays as it is", async () => {
  outside.warehouse.world.happen("loss", outside.cell("TIE"), 2);
  await desk.isOdd("TIE", ["SHRINKAGE -2"]);
  const request = {
    requestId: randomUUID(),
    location: "OUTSIDE",
    sku: "TIE",
    resolution: Resolution.WRITE_OFF,
    reason: "the moths",
  };

  const { entry, stock } = await wms().resolveDrift(request);
  expect(stock).toMatchObject({ sku: "TIE", onHand: 7n });
  await desk.isOdd("TIE", []);

  const again = await wms().resolveDrift(request);
  expect(again.entry).toEqual(entry);
  expect(again.stock).toMatchObject({ sku: "TIE", onHand: 7n });
  const operator = await openOperator(outside.shop.url);
  afterwards(() => operator.leave());
  const rows = await operator.query(
    "select kind, reason, reference, method from entry where id = $1",
    [entry?.id],
  );
  expect(rows).toEqual([
    {
      kind: "wms_page",
      reason: "the moths",
      reference: "writeOff -2",
      method: "WmsService/ResolveDrift",
    },
  ]);
  expect(await failureOf(wms().resolveDrift({ ...request, requestId: "new" }))).toMatchObject({
    code: "FAILED_PRECONDITION",
    reason: "INVALID_MOVEMENT",
  });
  expect(await outside.shop.differences()).toEqual([]);
});

test("a recount asks the warehouse again at once, and leaves the drift to it", async () => {
  outside.warehouse.world.happen("loss", outside.cell("GLOVE"), 1);
  await desk.isOdd("GLOVE", ["SHRINKAGE -1"]);
  const before = await askedAt();

  const request = { location: "OUTSIDE", sku: "GLOVE", reason: "count again" };
  const resolution = Resolution.RECOUNT;
  await wms().resolveDrift({ ...request, resolution, requestId: randomUUID() });

  await until(async () => (await askedAt()) > before);
  expect(await desk.listed("GLOVE")).toEqual(["SHRINKAGE -1"]);
  outside.warehouse.world.happen("found", outside.cell("GLOVE"), 1);
  await desk.isOdd("GLOVE", []);
});

test("only an admin resolves drift; everybody may see it", async () => {
  const { app, tenant } = outside.shop;
  const till = createStockClient(`127.0.0.1:${app.grpcPort}`, tenant.serviceKey);
  afterwards(async () => till.close());
  outside.warehouse.world.happen("loss", outside.cell("SHOE"), 1);
  await desk.isOdd("SHOE", ["SHRINKAGE -1"]);
  const what = {
    location: "OUTSIDE",
    sku: "SHOE",
    resolution: Resolution.ACCEPT,
    reason: "so be it",
  };

  const refused = await failureOf(till.wms.resolveDrift({ ...what, requestId: randomUUID() }));

  expect(refused).toMatchObject({ reason: "ROLE_MISSING" });
  expect((await till.wms.listDrift({})).rows.length).toBeGreaterThan(0);
  expect(await outside.shop.differences()).toEqual([]);
});

async function askedAt(): Promise<number> {
  const [account] = (await wms().getSyncStatus({})).accounts;
  const asked = account?.jobs.find(({ job }) => job === WmsJob.ASK)?.doneTime;
  return asked === undefined ? 0 : Number(asked.seconds) * 1_000 + asked.nanos / 1e6;
}
