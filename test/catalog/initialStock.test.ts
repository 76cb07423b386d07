import { randomUUID } from "node:crypto";

import { expect, test } from "@jest/globals";

import { heard, named, refusal } from "../behaviour/calls.ts";
import { written } from "../behaviour/written.ts";
import { afterwards } from "../support/afterwards.ts";
import { linkWarehouse, NOBODY_ASKS } from "../support/linkedWarehouse.ts";
import { openShop } from "../support/shop.ts";
import { failureOf } from "../support/stockClient.ts";
import { useShop } from "../support/useShop.ts";

const shop = useShop(() => openShop({ settings: NOBODY_ASKS }));

const once = () => ({ requestId: randomUUID() });

async function twoPlaces(): Promise<[string, string]> {
  const places: [string, string] = [named("EAST"), named("WEST")];
  for (const code of places) await shop.location(code);
  return places;
}

test("an item comes with its first stock, which can be sold at once", async () => {
  const [east, west] = await twoPlaces();
  const sku = named("SOCK");

  const initialStock = [
    { location: east, quantity: 5n },
    { location: west, quantity: 2n },
    { location: east, quantity: 1n },
  ];
  const { item, stock } = await shop.client.catalog.createItem({
    ...once(),
    item: { sku },
    initialStock,
  });

  expect(item?.sku).toBe(sku);
  expect(stock.map(({ location, onHand }) => [location, onHand])).toEqual([
    [east, 6n],
    [west, 2n],
  ]);
  expect(await shop.availability(sku)).toMatchObject({ onHand: 8n, available: 8n });
});

test("the first stock of a lot-tracked item comes in lots", async () => {
  const [east] = await twoPlaces();
  const sku = named("MILK");
  const item = { sku, lotTracked: true };
  const expireTime = { seconds: BigInt(Math.floor(Date.now() / 1000) + 86_400) };

  const initialStock = [
    { location: east, quantity: 5n, lot: { number: "A", expireTime, supplier: "DAIRY" } },
    { location: east, quantity: 7n, lot: { number: "B" } },
  ];
  const { stock } = await shop.client.catalog.createItem({ ...once(), item, initialStock });

  expect(stock.map(({ lot, onHand }) => [lot, onHand])).toEqual([
    ["A", 5n],
    ["B", 7n],
  ]);
  expect((await shop.client.catalog.getLot({ sku, number: "A" })).lot).toMatchObject({
    supplier: "DAIRY",
    expireTime,
  });
});

test("a repeat makes neither item nor stock again, and tells the stock as it stands now", async () => {
  const [east] = await twoPlaces();
  const sku = named("SOCK");
  const { catalog } = shop.client;
  const request = { ...once(), item: { sku }, initialStock: [{ location: east, quantity: 5n }] };
  const first = await catalog.createItem(request);
  await shop.adjust(sku, 3, { location: east });
  const before = await written(shop);

  const { answer, isReplay } = await heard((told) => catalog.createItem(request, told));

  expect(isReplay).toBe(true);
  expect(answer.stock).toMatchObject([{ id: first.stock[0]?.id, onHand: 8n }]);
  expect(await written(shop)).toEqual(before);
});

test("where a line of it is wrong there is no item either, and the line is named", async () => {
  const [east, west] = await twoPlaces();
  const outside = named("OUTSIDE");
  await shop.location(outside, { deferred: true });
  const warehouse = await linkWarehouse(shop, shop.tenant, outside);
  afterwards(() => warehouse.close());
  await shop.client.catalog.archiveLocation({ ...once(), code: west });
  const { catalog } = shop.client;
  const good = { location: east, quantity: 1n };
  const tracked = { lotTracked: true };
  const cases = [
    [{}, { ...good, location: "NOWHERE" }, "LOCATION_NOT_FOUND", "initial_stock[1].location"],
    [{}, { ...good, location: west }, "LOCATION_ARCHIVED", "initial_stock[1].location"],
    [{}, { ...good, location: outside }, "INVALID_MOVEMENT", "initial_stock[1].location"],
    [tracked, good, "LOT_REQUIRED", "initial_stock[1].lot"],
  ] as const;
  const before = await written(shop);

  for (const [like, line, reason, field] of cases) {
    const sku = named("SOCK");
    const first = "lotTracked" in like ? { ...good, lot: { number: "A" } } : good;
    const request = { ...once(), item: { sku, ...like }, initialStock: [first, line] };
    const refused = await failureOf(catalog.createItem(request));

    expect(refused.reason).toBe(reason);
    expect(`${refused.fields.join()} ${refused.message}`).toContain(field);
    expect((await failureOf(catalog.getItem({ sku }))).reason).toBe("ITEM_NOT_FOUND");
  }
  expect(await written(shop)).toEqual(before);
});

test("a refused request may be sent again", async () => {
  const [sku, code] = [named("SOCK"), named("LATER")];
  const { catalog } = shop.client;
  const request = { ...once(), item: { sku }, initialStock: [{ location: code, quantity: 4n }] };
  const refused = await failureOf(catalog.createItem(request));
  await shop.location(code);

  const { stock } = await catalog.createItem(request);

  expect(refusal(refused)).toEqual(["NOT_FOUND", "LOCATION_NOT_FOUND"]);
  expect(stock).toMatchObject([{ onHand: 4n }]);
});

test("of many who create the same item with stock, one does, and its stock is there once", async () => {
  const [east] = await twoPlaces();
  const sku = named("SOCK");
  const { catalog } = shop.client;
  const initialStock = [{ location: east, quantity: 5n }];

  const ends = await Promise.allSettled(
    Array.from({ length: 6 }, () => catalog.createItem({ ...once(), item: { sku }, initialStock })),
  );

  const lost = ends.flatMap((end) => (end.status === "rejected" ? [end.reason.reason] : []));
  expect(lost).toEqual(Array(5).fill("SKU_EXISTS"));
  expect(await shop.availability(sku)).toMatchObject({ onHand: 5n });
});

test("after all of this the books balance", async () => {
  expect(await shop.differences()).toEqual([]);
});
