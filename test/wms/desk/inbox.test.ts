import { WmsEventState, WmsJob } from "@holdfast/client";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { createStockClient, failureOf } from "../../support/stockClient.ts";
import { createTestTenant, type TestTenant } from "../../support/tenants.ts";
import { doings } from "../../support/shop.ts";
import { until } from "../../support/until.ts";
import { openOutside, type Outside } from "../support/outside.ts";

let outside: Outside;

beforeAll(async () => {
  const shelves = ["SOCK", "HAT", "CAP"].map((sku) => ({ sku, quantity: 1 }));
  outside = await openOutside({ shelves });
  await outside.sees("SOCK", { onHand: 1n });
});

afterAll(() => outside?.close());

const client = () => outside.shop.client;

const listed = async (state: WmsEventState = WmsEventState.UNSPECIFIED, from = client()) =>
  (await from.wms.listInbox({ account: "sim", state, pageSize: 500 })).events;

test("an event of an item that nobody knows is parked, and applied once the item is there", async () => {
  outside.warehouse.world.happen("receipt", outside.cell("NOVELTY"), 6);

  await until(async () => (await listed(WmsEventState.PARKED)).length === 1);
  const [parked] = await listed(WmsEventState.PARKED);
  expect(parked).toMatchObject({
    state: WmsEventState.PARKED,
    location: "OUTSIDE",
    sku: "NOVELTY",
    lot: "",
    reason: "receipt",
    orderableDelta: 6n,
    unallocatableDelta: 0n,
    tries: 1,
  });
  expect(parked?.problem).toContain('no item has the SKU "NOVELTY"');

  await outside.shop.item("NOVELTY");
  const eventIds = [parked?.eventId ?? ""];
  expect(await client().wms.replayInbox({ account: "sim", eventIds })).toMatchObject({ eventIds });

  await until(async () => (await listed(WmsEventState.PARKED)).length === 0);
  await outside.sees("NOVELTY", { onHand: 6n, available: 6n });
  const applied = async () =>
    (await listed(WmsEventState.APPLIED)).find(({ sku }) => sku === "NOVELTY");
  await until(async () => (await applied()) !== undefined);
  expect(await applied()).toMatchObject({ problem: "", tries: 2 });
  expect(await client().wms.replayInbox({ account: "sim", eventIds })).toMatchObject({
    eventIds: [],
  });
  expect(await outside.shop.differences()).toEqual([]);
});

test("pages tell every event once, oldest first, and their tokens are good for their filter alone", async () => {
  for (let units = 1; units <= 5; units += 1) {
    outside.warehouse.world.happen("receipt", outside.cell("HAT"), units);
  }
  await until(async () => {
    const applied = await listed(WmsEventState.APPLIED);
    return applied.filter(({ sku }) => sku === "HAT").length === 5;
  });

  const all = await listed();
  const paged: string[] = [];
  let pageToken = "";
  let token = "";
  do {
    const page = await client().wms.listInbox({ account: "sim", pageSize: 2, pageToken });
    paged.push(...page.events.map(({ eventId }) => eventId));
    pageToken = page.nextPageToken;
    token ||= pageToken;
  } while (pageToken !== "");

  expect(paged).toEqual(all.map(({ eventId }) => eventId));
  const times = all.map(({ receiveTime }) => Number(receiveTime?.seconds));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  const filtered = { account: "sim", state: WmsEventState.PARKED, pageToken: token };
  expect(await failureOf(client().wms.listInbox(filtered))).toMatchObject({
    code: "INVALID_ARGUMENT",
    fields: ["page_token"],
  });
});

test("what is told of a shared warehouse, each of its tenants is told of its own", async () => {
  const { shop, warehouse } = outside;
  const brio = await createTestTenant(shop.url, "brio");
  const theirs = createStockClient(`127.0.0.1:${shop.app.grpcPort}`, brio.adminKey);
  const { location, item } = doings(theirs, shop.url);
  await location("ELSEWHERE", { deferred: true });
  await item("BRIO-1");
  const strange = { warehouse: "W1", owner: "BRIO", sku: "BRIO-1", lot: null };

  // Nobody has linked the place: no tenant may see what happens there.
  warehouse.world.happen("receipt", strange, 3);
  const before = (await listed()).length;
  warehouse.world.happen("receipt", outside.cell("HAT"), 1);
  await until(async () => (await listed(WmsEventState.APPLIED)).length === before + 1);
  expect((await listed()).map(({ sku }) => sku)).not.toContain("BRIO-1");
  expect(await failureOf(listed(WmsEventState.UNSPECIFIED, theirs))).toMatchObject({
    reason: "WMS_ACCOUNT_NOT_FOUND",
  });

  // Whoever links it has what happened there before applied.
  await linkElsewhere(brio);
  const [own, ...others] = await listed(WmsEventState.UNSPECIFIED, theirs);
  expect(others).toEqual([]);
  expect(own).toMatchObject({ sku: "BRIO-1", location: "ELSEWHERE" });
  expect((await listed()).map(({ sku }) => sku)).not.toContain("BRIO-1");

  await until(async () => (await listed(WmsEventState.APPLIED, theirs)).length === 1);

  warehouse.world.happen("receipt", { ...strange, sku: "BRIO-2" }, 1);
  await until(async () => (await listed(WmsEventState.PARKED, theirs)).length === 1);
  const [parked] = await listed(WmsEventState.PARKED, theirs);
  const eventIds = [parked?.eventId ?? ""];
  expect((await client().wms.replayInbox({ account: "sim", eventIds })).eventIds).toEqual([]);
  expect(await listed(WmsEventState.PARKED, theirs)).toMatchObject([{ tries: 1 }]);
  expect((await theirs.wms.replayInbox({ account: "sim", eventIds })).eventIds).toEqual(eventIds);
  await until(async () => (await listed(WmsEventState.PARKED, theirs))[0]?.tries === 2);
  theirs.close();
});

test("what a shared warehouse system says itself is told to none of its tenants", async () => {
  const { accounts } = await client().wms.getSyncStatus({});
  const [before] = accounts;
  outside.warehouse.faults.next("error", { on: null, times: 5 });

  await client().wms.syncNow({ account: "sim", jobs: [WmsJob.WALK] });
  await until(async () => {
    const [account] = (await client().wms.getSyncStatus({})).accounts;
    return (account?.connection?.lastFailure ?? "") !== "";
  });

  const [account] = (await client().wms.getSyncStatus({})).accounts;
  expect(before?.locations.map(({ code }) => code)).toEqual(["OUTSIDE"]);
  expect(account?.connection?.lastFailure).toMatch(/^the warehouse system failed: HTTP 50\d$/);
});

async function linkElsewhere({ id: tenantId }: TestTenant): Promise<void> {
  const place = { account: "sim", warehouse: "W1", owner: "BRIO" };
  await outside.administer((them) => them.link({ ...place, tenantId, location: "ELSEWHERE" }));
}
