import { randomUUID } from "node:crypto";

import { expect, test } from "@jest/globals";

import { heard, named } from "../behaviour/calls.ts";
import { written } from "../behaviour/written.ts";
import { failureOf } from "../support/stockClient.ts";
import { useShop } from "../support/useShop.ts";

const shop = useShop();
const once = () => ({ requestId: randomUUID() });
type Pair = { sku: string; location: string; quantity?: bigint };
const set = (...safetyStock: Pair[]) =>
  shop.client.catalog.setSafetyStock({ ...once(), safetyStock });

/** Ten units of an item at a place that keeps two of everything. */
async function shelf(): Promise<{ sku: string; location: string }> {
  const [sku, location] = [named("SOCK"), named("STORE")];
  await shop.location(location, { safetyStock: 2n });
  await shop.receive(sku, 10, { location });
  return { sku, location };
}

test("what is said of an item at a location counts there instead of the location's own number", async () => {
  const { sku, location } = await shelf();
  const other = named("GLOVE");
  await shop.receive(other, 10, { location });
  const elsewhere = named("HUB");
  await shop.location(elsewhere, { safetyStock: 2n });
  await shop.receive(sku, 10, { location: elsewhere });

  await set({ sku, location, quantity: 7n });

  expect(await shop.availability(sku, location)).toMatchObject({ onHand: 10n, available: 3n });
  expect(await shop.availability(other, location)).toMatchObject({ available: 8n });
  expect(await shop.availability(sku, elsewhere)).toMatchObject({ available: 8n });
});

test.each([
  ["nothing is kept back", 0n, 10n],
  ["more is kept back than there is", 11n, 0n],
  ["the location's own number counts again", undefined, 8n],
])("%s, in promises as in answers", async (_, quantity, available) => {
  const { sku, location } = await shelf();
  await set({ sku, location, quantity: 5n });

  await set({ sku, location, ...(quantity !== undefined && { quantity }) });

  expect(await shop.availability(sku, location)).toMatchObject({ available });
  expect((await failureOf(shop.reserve(sku, available + 1n))).reason).toBe("INSUFFICIENT_STOCK");
  if (available > 0n) await shop.reserve(sku, available);
});

test("it is set before anything arrives, and promises that were made before it are kept", async () => {
  const { sku, location } = await shelf();
  const { inventory } = shop.client;
  const hold = await shop.reserve(sku, 8);

  await set({ sku, location, quantity: 10n });
  const { reservation } = await inventory.commit({ ...once(), reservationId: hold.id });
  const fresh = named("FRESH");
  await shop.item(fresh);
  await set({ sku: fresh, location, quantity: 4n });
  await shop.receive(fresh, 5, { location });

  expect(reservation?.lines[0]?.allocations[0]?.fulfilled).toBe(8n);
  expect(await shop.availability(fresh)).toMatchObject({ available: 1n });
});

test("all pairs or none, each named once", async () => {
  const { sku, location } = await shelf();
  const before = await written(shop);

  const refused = [
    await failureOf(set({ sku, location, quantity: 9n }, { sku: "NONE", location })),
    await failureOf(set({ sku, location, quantity: 9n }, { sku, location: "NONE" })),
    await failureOf(set({ sku, location, quantity: 9n }, { sku, location, quantity: 9n })),
  ];

  expect(refused.map(({ reason, fields }) => [reason, ...fields])).toEqual([
    ["ITEM_NOT_FOUND", "safety_stock[1].sku"],
    ["LOCATION_NOT_FOUND", "safety_stock[1].location"],
    ["FIELD_VIOLATION", "safety_stock[1]"],
  ]);
  expect(await shop.availability(sku)).toMatchObject({ available: 8n });
  expect(await written(shop)).toEqual(before);
});

test("a repeat changes nothing, and tells what counts by now", async () => {
  const { sku, location } = await shelf();
  const { catalog } = shop.client;
  const request = { ...once(), safetyStock: [{ sku, location, quantity: 7n }] };
  await catalog.setSafetyStock(request);
  await set({ sku, location, quantity: 3n });

  const { answer, isReplay } = await heard((told) => catalog.setSafetyStock(request, told));

  expect(isReplay).toBe(true);
  expect(answer.safetyStock).toMatchObject([{ sku, location, quantity: 3n }]);
  expect(await shop.availability(sku)).toMatchObject({ available: 7n });
});

test("it is listed by item and by location, in pages; what was taken back is left out", async () => {
  const [a, b] = [await shelf(), await shelf()];
  await shop.receive(a.sku, 1, { location: b.location });
  await set(
    { ...a, quantity: 1n },
    { ...b, quantity: 2n },
    { sku: a.sku, location: b.location, quantity: 3n },
    { sku: b.sku, location: a.location, quantity: 4n },
  );
  await set({ sku: b.sku, location: a.location });
  const { catalog } = shop.client;

  const ofItem = await catalog.listSafetyStock({ sku: a.sku });
  const there = await catalog.listSafetyStock({ location: b.location, pageSize: 1 });
  const next = await catalog.listSafetyStock({
    location: b.location,
    pageSize: 1,
    pageToken: there.nextPageToken,
  });
  const back = await catalog.listSafetyStock({ sku: b.sku, location: a.location });

  expect(ofItem.safetyStock.map(({ quantity }) => quantity)).toEqual([1n, 3n]);
  expect([...there.safetyStock, ...next.safetyStock].map(({ quantity }) => quantity)).toEqual([
    3n,
    2n,
  ]);
  expect(next.nextPageToken).toBe("");
  expect(back.safetyStock).toEqual([]);
});

test("after all of this the books balance", async () => {
  expect(await shop.differences()).toEqual([]);
});
