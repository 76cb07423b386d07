import { randomUUID } from "node:crypto";

import { expect, test } from "@jest/globals";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { ErrorReason, type LocationSchema } from "@holdfast/client";

import { heard, named } from "../behaviour/calls.ts";
import { written } from "../behaviour/written.ts";
import { linkWarehouse, NOBODY_ASKS } from "../support/linkedWarehouse.ts";
import { openShop } from "../support/shop.ts";
import { failureOf } from "../support/stockClient.ts";
import { useShop } from "../support/useShop.ts";
import { afterwards } from "../support/afterwards.ts";

const shop = useShop(() => openShop({ settings: NOBODY_ASKS }));

const once = () => ({ requestId: randomUUID() });
const many = (word: string, count: number) =>
  Array.from({ length: count }, (_, at) => ({ sku: `${word}-${at}`, name: `${word} no. ${at}` }));

const nothing = { created: 0, updated: 0, unchanged: 0 };

test("ten thousand items are made in one call, and again in another call are as they are", async () => {
  const { catalog } = shop.client;
  const items = many(named("BULK"), 10_000);

  const first = await catalog.bulkUpsertItems({ ...once(), items });
  const again = await catalog.bulkUpsertItems({ ...once(), items });

  expect(first).toMatchObject({ ...nothing, created: 10_000, errors: [] });
  expect(again).toMatchObject({ ...nothing, unchanged: 10_000, errors: [] });
  const last = items.at(-1);
  expect((await catalog.getItem({ sku: last?.sku ?? "" })).item).toMatchObject(last ?? {});
});

test("rows replace what is there in everything that may be changed", async () => {
  const { catalog } = shop.client;
  const [old, fresh] = [named("OLD"), named("FRESH")];
  const price = { currencyCode: "EUR", amount: "2" };
  await catalog.createItem({
    ...once(),
    item: { sku: old, name: "Old", seller: "Mill", attributes: { a: "1" }, price },
  });

  const items = [
    { sku: old, name: "New", productType: "toy", attributes: { b: "2" } },
    { sku: fresh, price },
  ];
  const told = await catalog.bulkUpsertItems({ ...once(), items });

  expect(told).toMatchObject({ ...nothing, created: 1, updated: 1, errors: [] });
  const { item } = await catalog.getItem({ sku: old });
  expect(item).toMatchObject({ name: "New", seller: "", productType: "toy", unit: "piece" });
  expect(item?.attributes).toEqual({ b: "2" });
  expect(item?.price).toBeUndefined();
  expect((await catalog.getItem({ sku: fresh })).item?.price).toMatchObject(price);
});

/** Rows of which each second one is wrong, each in its own way. */
async function mixed() {
  const [good, taken, stocked] = [named("GOOD"), named("TAKEN"), named("STOCKED")];
  await shop.item(taken);
  await shop.receive(stocked, 1);
  const items = [
    { sku: good },
    { sku: " bad" },
    { sku: named("LONG"), name: "x".repeat(201) },
    { sku: taken, etag: "77" },
    { sku: stocked, lotTracked: true },
    { sku: good, name: "again" },
    { sku: named("NONE"), etag: "1" },
    { sku: named("PRICED"), price: { currencyCode: "EURO", amount: "1" } },
  ];
  const errors = [
    { index: 1, field: "items[1].sku", reason: ErrorReason.FIELD_VIOLATION },
    { index: 2, field: "items[2].name", reason: ErrorReason.FIELD_VIOLATION },
    { index: 3, field: "items[3].etag", reason: ErrorReason.STALE_EXPECTATION },
    { index: 4, field: "items[4].lot_tracked", reason: ErrorReason.INVALID_MOVEMENT },
    { index: 5, field: "items[5].sku", reason: ErrorReason.FIELD_VIOLATION },
    { index: 6, field: "items[6].sku", reason: ErrorReason.ITEM_NOT_FOUND },
    {
      index: 7,
      field: "items[7].price.currency_code",
      reason: ErrorReason.FIELD_VIOLATION,
    },
  ];
  return { good, items, errors };
}

test("each wrong row is told of by its place, its field and its reason; the others are written", async () => {
  const { good, items, errors } = await mixed();

  const told = await shop.client.catalog.bulkUpsertItems({ ...once(), items });

  expect(told).toMatchObject({ ...nothing, created: 1, errors });
  for (const { field, message } of told.errors) expect(message).toMatch(`${field}: `);
  expect((await shop.client.catalog.getItem({ sku: good })).item?.name).toBe("");
});

test("all or nothing: one wrong row, and nothing is written, nor is the request spent", async () => {
  const { items, errors } = await mixed();
  const { catalog } = shop.client;
  const before = await written(shop);
  const request = { ...once(), items, allOrNothing: true };

  const told = await catalog.bulkUpsertItems(request);
  const unwritten = await written(shop);
  const right = await catalog.bulkUpsertItems({ ...request, items: items.slice(0, 1) });

  expect(told).toMatchObject({ ...nothing, errors });
  expect(unwritten).toEqual(before);
  expect(right).toMatchObject({ created: 1, errors: [] });
});

test("a call of wrong rows only writes nothing, whatever was asked", async () => {
  const before = await written(shop);

  const told = await shop.client.catalog.bulkUpsertItems({ ...once(), items: [{ sku: "" }] });

  expect(told.errors).toHaveLength(1);
  expect(await written(shop)).toEqual(before);
});

test("a repeat writes nothing, and finds what the first call has written", async () => {
  const { catalog } = shop.client;
  const [sku, requestId] = [named("SOCK"), randomUUID()];
  const request = { requestId, items: [{ sku, name: "first" }, { sku: "" }] };
  await catalog.bulkUpsertItems(request);
  await catalog.bulkUpsertItems({ ...once(), items: [{ sku, name: "second" }] });
  const before = await written(shop);

  const { answer, isReplay } = await heard((told) => catalog.bulkUpsertItems(request, told));
  const otherwise = { requestId, items: [{ sku, name: "third" }] };
  const reused = await failureOf(catalog.bulkUpsertItems(otherwise));

  expect(isReplay).toBe(true);
  expect(answer).toMatchObject({ ...nothing, unchanged: 1, errors: [{ index: 1 }] });
  expect(reused.reason).toBe("REQUEST_ID_REUSED");
  expect((await catalog.getItem({ sku })).item?.name).toBe("second");
  expect(await written(shop)).toEqual(before);
});

test("who makes the same items at the same time makes each of them once", async () => {
  const { catalog } = shop.client;
  const items = many(named("RACE"), 300);
  const makers = Array.from({ length: 4 }, () => catalog.bulkUpsertItems({ ...once(), items }));
  const alone = items
    .slice(0, 4)
    .map((item) => catalog.createItem({ ...once(), item }).catch(({ reason }) => reason));

  const told = await Promise.all(makers);
  const singles = await Promise.all(alone);

  const created = told.reduce((sum, one) => sum + one.created, 0);
  const made = singles.filter((one) => typeof one === "object").length;
  expect(created + made).toBe(300);
  expect(singles.filter((one) => typeof one === "string")).toEqual(
    Array(4 - made).fill("SKU_EXISTS"),
  );
  for (const { created: a, updated: b, unchanged: c } of told) expect(a + b + c).toBe(300);
});

test("locations in bulk: made, replaced and refused alike", async () => {
  const { catalog } = shop.client;
  const [code, other, outside] = [named("ROME"), named("BARI"), named("OUTSIDE")];
  await shop.location(code, { deferred: true, safetyStock: 5n });
  await shop.location(outside, { deferred: true });
  const warehouse = await linkWarehouse(shop, shop.tenant, outside);
  afterwards(() => warehouse.close());

  const locations: MessageInitShape<typeof LocationSchema>[] = [
    { code, name: "Rome", sourcingPriority: 3 },
    { code: other, kind: 2 },
    { code: named("MARS"), timeZone: "Mars/Base" },
    { code: outside, fulfilment: 1 },
    { code: outside, fulfilment: 2 },
  ];
  const told = await catalog.bulkUpsertLocations({ ...once(), locations });
  const buffered = await catalog.bulkUpsertLocations({
    ...once(),
    locations: [{ code: outside, fulfilment: 2, wmsBufferPercent: 100 }],
  });

  expect(told).toMatchObject({ ...nothing, created: 1, updated: 1 });
  expect(told.errors.map(({ field }) => field)).toEqual([
    "locations[2].time_zone",
    "locations[3].fulfilment",
    "locations[4].code",
  ]);
  expect(buffered).toMatchObject({ updated: 1 });
  expect((await catalog.getLocation({ code })).location).toMatchObject({
    name: "Rome",
    fulfilment: 1,
    safetyStock: 0n,
    sourcingPriority: 3,
  });
  expect((await catalog.getLocation({ code: outside })).location).toMatchObject({
    wmsBufferPercent: 100,
    wmsAccount: shop.tenant.code,
    fulfilment: 2,
  });
});

test("a crowd sells while ten thousand rows are written", async () => {
  const { catalog, inventory } = shop.client;
  const sku = named("HOT");
  await shop.receive(sku, 100_000);
  const items = many(named("SLOW"), 10_000);
  let isOver = false;
  const writing = catalog.bulkUpsertItems({ ...once(), items, allOrNothing: true });
  const selling = (async () => {
    for (let sold = 0; ; sold += 1) {
      if (isOver && sold > 20) return sold;
      await inventory.sell({ ...once(), lines: [{ sku, quantity: 1n }] });
    }
  })();

  const told = await writing;
  isOver = true;
  const sold = await selling;

  expect(told.created).toBe(10_000);
  expect(await shop.availability(sku)).toMatchObject({ onHand: 100_000n - BigInt(sold) });
});

test("after all of this the books balance", async () => {
  expect(await shop.differences()).toEqual([]);
});
