import { randomUUID } from "node:crypto";

import type { MessageInitShape } from "@bufbuild/protobuf";
import { expect, test } from "@jest/globals";
import type { LocationSchema } from "@holdfast/client";

import { heard, named, refusal } from "../behaviour/calls.ts";
import { failureOf } from "../support/stockClient.ts";
import { useShop } from "../support/useShop.ts";

const shop = useShop();

const once = () => ({ requestId: randomUUID() });
const mask = (...paths: string[]) => ({ updateMask: { paths } });

const FLOUR = {
  name: "Flour",
  seller: "Mill",
  unit: "g",
  displayScale: 3,
  productType: "grocery",
  price: { currencyCode: "EUR", amount: "1.25" },
  attributes: { origin: "Puglia", grind: "00" },
};

test("an item is kept as it was described, price and attributes too", async () => {
  const sku = named("FLOUR");

  const { item } = await shop.client.catalog.createItem({ ...once(), item: { sku, ...FLOUR } });

  expect(item).toMatchObject({ sku, ...FLOUR });
  expect((await shop.client.catalog.getItem({ sku })).item).toEqual(item);
});

test.each([
  ["12.50", "12.5"],
  ["007.000000", "7"],
  ["999999999999.999999", "999999999999.999999"],
  ["0", "0"],
])("a price of %s is told as %s, to the last digit", async (amount, told) => {
  const item = { sku: named("GOLD"), price: { currencyCode: "CHF", amount } };

  const created = await shop.client.catalog.createItem({ ...once(), item });

  expect(created.item?.price).toMatchObject({ currencyCode: "CHF", amount: told });
});

test("an update changes what the mask names, and nothing else", async () => {
  const { catalog } = shop.client;
  const sku = named("FLOUR");
  const { item: before } = await catalog.createItem({ ...once(), item: { sku, ...FLOUR } });

  const changed = { sku, name: "Fine flour", seller: "Nobody", price: undefined };
  const { item } = await catalog.updateItem({ ...once(), item: changed, ...mask("name", "price") });

  const { price: _, ...rest } = FLOUR;
  expect(item).toMatchObject({ ...rest, name: "Fine flour" });
  expect(item?.price).toBeUndefined();
  expect(item?.etag).not.toBe(before?.etag);
  expect(item?.createTime).toEqual(before?.createTime);
});

test("everything that may be said of an item may be changed; its SKU may not", async () => {
  const { catalog } = shop.client;
  const sku = named("PLAIN");
  await shop.item(sku);
  const all = { ...FLOUR, lotTracked: true };
  const paths = ["name", "seller", "lot_tracked", "unit", "display_scale", "product_type"];

  const update = { ...once(), item: { sku, ...all }, ...mask(...paths, "price", "attributes") };
  const { item } = await catalog.updateItem(update);
  const refused = await failureOf(
    catalog.updateItem({ ...once(), item: { sku }, ...mask("name", "sku") }),
  );

  expect(item).toMatchObject(all);
  expect(refused).toMatchObject({ code: "INVALID_ARGUMENT", fields: ["update_mask"] });
  expect(refused.message).toContain('"sku"');
});

test.each([
  ["nothing", {}],
  ["no path", mask()],
  ["something that the service sets", mask("etag")],
  ["what every object has", mask("__proto__")],
  ["a part of a field", mask("price.amount")],
])("a mask that names %s is refused", async (_, masked) => {
  const sku = named("SOCK");
  await shop.item(sku);

  const refused = await failureOf(
    shop.client.catalog.updateItem({ ...once(), item: { sku }, ...masked }),
  );

  expect(refused).toMatchObject({ code: "INVALID_ARGUMENT", reason: "FIELD_VIOLATION" });
  expect(refused.fields).toContain("update_mask");
});

test("whoever read something else by then changes nothing; who says nothing of it wins", async () => {
  const { catalog } = shop.client;
  const sku = named("SOCK");
  await shop.item(sku);
  const { item: read } = await catalog.getItem({ sku });
  const rename = (name: string, etag = "") =>
    catalog.updateItem({ ...once(), item: { sku, name, etag }, ...mask("name") });

  await rename("first", read?.etag);
  const late = await failureOf(rename("second", read?.etag));
  const lateArchive = await failureOf(
    catalog.archiveItem({ ...once(), sku, etag: read?.etag ?? "" }),
  );
  const { item } = await rename("third");

  expect([late, lateArchive].map(refusal)).toEqual([
    ["ABORTED", "STALE_EXPECTATION"],
    ["ABORTED", "STALE_EXPECTATION"],
  ]);
  expect([late.fields, lateArchive.fields]).toEqual([["item.etag"], ["etag"]]);
  expect(item?.name).toBe("third");
  expect(item?.archiveTime).toBeUndefined();
});

test("of many who change what they have read, one wins and the others are told", async () => {
  const { catalog } = shop.client;
  const sku = named("SOCK");
  await shop.item(sku);
  const etag = (await catalog.getItem({ sku })).item?.etag ?? "";
  const names = Array.from({ length: 8 }, (_, at) => `name ${at}`);

  const ends = await Promise.allSettled(
    names.map((name) =>
      catalog.updateItem({ ...once(), item: { sku, name, etag }, ...mask("name") }),
    ),
  );

  const lost = ends.flatMap((end) => (end.status === "rejected" ? [end.reason.reason] : []));
  expect(lost).toEqual(Array(7).fill("STALE_EXPECTATION"));
  expect(names).toContain((await catalog.getItem({ sku })).item?.name);
});

test("a repeated update changes nothing, and is answered with the item as it stands now", async () => {
  const { catalog } = shop.client;
  const sku = named("SOCK");
  await shop.item(sku);
  const update = { ...once(), item: { sku, name: "old" }, ...mask("name") };
  await catalog.updateItem(update);
  await catalog.updateItem({ ...once(), item: { sku, name: "new" }, ...mask("name") });

  const { answer, isReplay } = await heard((told) => catalog.updateItem(update, told));

  expect(isReplay).toBe(true);
  expect(answer.item?.name).toBe("new");
});

test("lots are tracked or not for as long as nothing is booked", async () => {
  const { catalog } = shop.client;
  const sku = named("MILK");
  const track = (lotTracked: boolean) =>
    catalog.updateItem({ ...once(), item: { sku, lotTracked }, ...mask("lot_tracked", "name") });
  await shop.item(sku);

  await track(true);
  await track(false);
  await shop.receive(sku, 1);
  const refused = await failureOf(track(true));
  const same = await track(false);

  expect(refusal(refused)).toEqual(["FAILED_PRECONDITION", "INVALID_MOVEMENT"]);
  expect(refused.fields).toEqual(["item.lot_tracked"]);
  expect(same.item?.lotTracked).toBe(false);
});

test("an archived item takes no new stock and no new promises, and keeps those it has", async () => {
  const { catalog, inventory } = shop.client;
  const sku = named("SOCK");
  await shop.receive(sku, 10);
  const [kept, given] = [await shop.reserve(sku, 2), await shop.reserve(sku, 3)];

  const { item } = await catalog.archiveItem({ ...once(), sku });
  const refused = [
    await failureOf(shop.reserve(sku, 1)),
    await failureOf(inventory.sell({ ...once(), lines: [{ sku, quantity: 1n }] })),
    await failureOf(shop.receive(sku, 1)),
  ];
  const commit = await inventory.commit({ ...once(), reservationId: kept.id });
  await inventory.release({ ...once(), reservationId: given.id });
  await shop.adjust(sku, -1);

  expect(item?.archiveTime).toBeDefined();
  for (const one of refused) expect(refusal(one)).toEqual(["FAILED_PRECONDITION", "ITEM_ARCHIVED"]);
  expect(commit.reservation?.lines[0]?.allocations[0]?.fulfilled).toBe(2n);
  expect(await shop.availability(sku)).toMatchObject({ onHand: 7n, held: 0n, available: 0n });
});

test("a restored item is sold again; archiving and restoring twice change nothing", async () => {
  const { catalog } = shop.client;
  const sku = named("SOCK");
  await shop.receive(sku, 4);
  const first = await catalog.archiveItem({ ...once(), sku });
  const again = await catalog.archiveItem({ ...once(), sku });

  const restored = await catalog.restoreItem({ ...once(), sku });
  const open = await catalog.restoreItem({ ...once(), sku });

  expect(again.item).toEqual(first.item);
  expect(restored.item?.archiveTime).toBeUndefined();
  expect(open.item).toEqual(restored.item);
  expect(await shop.availability(sku)).toMatchObject({ available: 4n });
});

test("an archived location takes no new stock and no new promises, and is found again", async () => {
  const { catalog } = shop.client;
  const [sku, location] = [named("SOCK"), named("STORE")];
  await shop.receive(sku, 4, { location });
  await shop.receive(sku, 5);

  await catalog.archiveLocation({ ...once(), code: location });
  const refused = [
    await failureOf(shop.reserve(sku, 1, { location })),
    await failureOf(shop.receive(sku, 1, { location })),
  ];
  const closed = await shop.availability(sku);
  await catalog.restoreLocation({ ...once(), code: location });

  for (const one of refused)
    expect(refusal(one)).toEqual(["FAILED_PRECONDITION", "LOCATION_ARCHIVED"]);
  expect(closed).toMatchObject({ onHand: 9n, available: 5n });
  expect(await shop.availability(sku)).toMatchObject({ available: 9n });
});

test("everything that may be said of a location may be changed, and counts at once", async () => {
  const { catalog } = shop.client;
  const [sku, code] = [named("SOCK"), named("STORE")];
  await shop.receive(sku, 10, { location: code });
  const all = {
    name: "Rome",
    kind: 2,
    fulfilment: 2,
    sourcingPriority: 7,
    safetyStock: 3n,
  } as const;
  const more = { timeZone: "Europe/Rome", wmsBufferPercent: 50 };
  const location: MessageInitShape<typeof LocationSchema> = { code, ...all, ...more };
  const paths = ["name", "kind", "fulfilment", "sourcing_priority", "safety_stock", "time_zone"];

  const update = { ...once(), location, ...mask(...paths, "wms_buffer_percent") };
  const changed = await catalog.updateLocation(update);

  expect(changed.location).toMatchObject({ code, ...all, ...more });
  expect(await shop.availability(sku, code)).toMatchObject({ available: 7n });
  const wrong = { ...once(), location: { code, timeZone: "Mars/Base" }, ...mask("time_zone") };
  expect((await failureOf(catalog.updateLocation(wrong))).fields).toEqual(["location.time_zone"]);
});

test("what nobody created cannot be changed", async () => {
  const { catalog } = shop.client;
  const [sku, code] = ["NO-SUCH-THING", "NOWHERE"];

  const refused = [
    await failureOf(catalog.updateItem({ ...once(), item: { sku }, ...mask("name") })),
    await failureOf(catalog.archiveItem({ ...once(), sku })),
    await failureOf(catalog.updateLocation({ ...once(), location: { code }, ...mask("name") })),
    await failureOf(catalog.restoreLocation({ ...once(), code })),
  ];

  expect(refused.map(({ reason, fields }) => [reason, ...fields])).toEqual([
    ["ITEM_NOT_FOUND", "item.sku"],
    ["ITEM_NOT_FOUND", "sku"],
    ["LOCATION_NOT_FOUND", "location.code"],
    ["LOCATION_NOT_FOUND", "code"],
  ]);
});

test("the caller's tenant is told", async () => {
  const { tenant } = await shop.client.catalog.getTenant({});

  expect(tenant).toMatchObject({ code: shop.tenant.code, name: shop.tenant.code });
});

test("a location that shipped later ships at once from now on, and what it had sold before is still shipped", async () => {
  const { catalog, inventory } = shop.client;
  const [sku, code] = [named("SOCK"), named("DEPOT")];
  await shop.location(code, { deferred: true });
  await shop.receive(sku, 5, { location: code });
  const lines = [{ sku, quantity: 2n }];
  const { reservation: sold } = await inventory.sell({ ...once(), lines });

  await catalog.updateLocation({
    ...once(),
    location: { code, fulfilment: 1 },
    ...mask("fulfilment"),
  });
  const { reservation: now } = await inventory.sell({ ...once(), lines });
  const shipped = await inventory.fulfil({ ...once(), reservationId: sold?.id ?? "" });

  expect(now?.lines[0]?.allocations[0]).toMatchObject({ fulfilled: 2n, committed: 0n });
  expect(shipped.reservation?.lines[0]?.allocations[0]).toMatchObject({ fulfilled: 2n });
  expect(await shop.availability(sku)).toMatchObject({ onHand: 1n, committed: 0n });
});

test("after all of this the books balance", async () => {
  expect(await shop.differences()).toEqual([]);
});
