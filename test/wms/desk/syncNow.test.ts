import { WmsJob } from "@holdfast/client";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { createStockClient, failureOf } from "../../support/stockClient.ts";
import { until } from "../../support/until.ts";
import { openOutside, type Outside } from "../support/outside.ts";

let outside: Outside;

beforeAll(async () => {
  const settings = { HOLDFAST_WMS_WALK_INTERVAL: "1h", HOLDFAST_WMS_POLL_INTERVAL: "1h" };
  outside = await openOutside({ shelves: [{ sku: "SOCK", quantity: 3 }], settings });
  await outside.sees("SOCK", { onHand: 3n });
  await until(async () => (await jobOf(WmsJob.POLL))?.doneTime !== undefined);
});

afterAll(() => outside?.close());

const jobOf = async (job: WmsJob) => {
  const { accounts } = await outside.shop.client.wms.getSyncStatus({ account: "sim" });
  return accounts[0]?.jobs.find((known) => known.job === job);
};

test("what has changed is seen as soon as somebody asks for a walk, long before its time", async () => {
  const { shop, warehouse } = outside;
  warehouse.world.happen("receipt", outside.cell("SOCK"), 4);

  const { account } = await shop.client.wms.syncNow({ account: "sim", jobs: [WmsJob.WALK] });
  const wanted = account?.jobs.find(({ job }) => job === WmsJob.WALK);

  expect(wanted?.wantedTime).toBeDefined();
  await outside.sees("SOCK", { onHand: 7n, available: 7n });
  await until(async () => (await jobOf(WmsJob.WALK))?.wantedTime === undefined);
  expect((await jobOf(WmsJob.POLL))?.wantedTime).toBeUndefined();
});

test("who names no job wants them all", async () => {
  const { account } = await outside.shop.client.wms.syncNow({ account: "sim" });

  const wanted = account?.jobs.map(({ job, wantedTime }) => [job, wantedTime !== undefined]);
  expect(wanted).toHaveLength(5);
  for (const job of [WmsJob.WALK, WmsJob.POLL]) {
    expect(wanted).toContainEqual([job, true]);
    await until(async () => (await jobOf(job))?.wantedTime === undefined);
  }
});

test("nothing is done for a wish while the account is paused, and then it is", async () => {
  const { shop, warehouse } = outside;
  await outside.administer((them) => them.pause("sim", true));
  warehouse.world.happen("receipt", outside.cell("SOCK"), 1);

  const { account } = await shop.client.wms.syncNow({ account: "sim" });
  expect(account).toMatchObject({ paused: true });
  await outside.administer((them) => them.pause("sim", false));

  await outside.sees("SOCK", { onHand: 8n });
});

test("only an admin may ask", async () => {
  const { app, tenant } = outside.shop;
  const till = createStockClient(`127.0.0.1:${app.grpcPort}`, tenant.serviceKey);

  const refused = await failureOf(till.wms.syncNow({ account: "sim" }));
  const { accounts } = await till.wms.getSyncStatus({});
  till.close();

  expect(refused).toMatchObject({ code: "PERMISSION_DENIED", reason: "ROLE_MISSING" });
  expect(accounts).toHaveLength(1);
});
