import { randomUUID } from "node:crypto";

import { expect, test } from "@jest/globals";

import { heard, inMs, named, refusal, servedBy } from "../behaviour/calls.ts";
import { timestampOf } from "../support/shop.ts";
import { failureOf } from "../support/stockClient.ts";
import { useShop } from "../support/useShop.ts";

const shop = useShop();
const once = () => ({ requestId: randomUUID() });
const DAY_MS = 86_400_000;
const mask = (...paths: string[]) => ({ updateMask: { paths } });

async function milk(): Promise<string> {
  const sku = named("MILK");
  await shop.item(sku, { lotTracked: true });
  return sku;
}

test("a lot is announced before it arrives, and kept as it was described", async () => {
  const { catalog } = shop.client;
  const sku = await milk();
  const described = {
    sku,
    number: "L-1",
    supplier: "DAIRY",
    supplierReference: "D/2026/114",
    unitCost: { currencyCode: "EUR", amount: "0.9" },
    expireTime: { seconds: 4_000_000_000n },
  };

  const { lot } = await catalog.createLot({ ...once(), lot: described });
  await shop.receive(sku, 5, { lot: "L-1" });

  expect(lot).toMatchObject(described);
  expect(lot?.barTime).toBeUndefined();
  expect((await catalog.getLot({ sku, number: "L-1" })).lot).toEqual(lot);
});

test("a number is given once per item; what a receipt has made is such a lot too", async () => {
  const { catalog } = shop.client;
  const [sku, other] = [await milk(), await milk()];
  await shop.receive(sku, 5, { lot: "A" });
  await catalog.createLot({ ...once(), lot: { sku, number: "B" } });
  await catalog.createLot({ ...once(), lot: { sku: other, number: "A" } });

  const refused = [
    await failureOf(catalog.createLot({ ...once(), lot: { sku, number: "A" } })),
    await failureOf(catalog.createLot({ ...once(), lot: { sku, number: "B" } })),
  ];

  expect(refused.map(refusal)).toEqual(refused.map(() => ["ALREADY_EXISTS", "LOT_EXISTS"]));
});

test("a lot that expires earlier from now on is sold no longer; its hold is moved to another lot", async () => {
  const { catalog, inventory } = shop.client;
  const sku = await milk();
  await shop.receive(sku, 5, { lot: "A", expiresAt: inMs(DAY_MS) });
  await shop.receive(sku, 5, { lot: "B", expiresAt: inMs(2 * DAY_MS) });
  const held = await shop.reserve(sku, 3);
  const over = { sku, number: "A", expireTime: timestampOf(inMs(-1_000)) };

  await catalog.updateLot({ ...once(), lot: over, ...mask("expire_time") });
  const available = await shop.availability(sku);
  const { reservation } = await inventory.commit({ ...once(), reservationId: held.id });

  expect(servedBy(held, "lot")).toEqual([["A", 3n]]);
  expect(available).toMatchObject({ onHand: 10n, available: 2n });
  if (reservation === undefined) throw new Error("nothing was committed");
  expect(servedBy(reservation, "lot")).toEqual([["B", 3n]]);
});

test("first expired, first out goes by what was said last", async () => {
  const { catalog } = shop.client;
  const sku = await milk();
  await shop.receive(sku, 5, { lot: "A", expiresAt: inMs(DAY_MS) });
  await shop.receive(sku, 5, { lot: "B", expiresAt: inMs(2 * DAY_MS) });

  const never = { sku, number: "A", supplier: "DAIRY" };
  const { lot } = await catalog.updateLot({
    ...once(),
    lot: never,
    ...mask("expire_time", "supplier"),
  });

  expect(lot).toMatchObject({ supplier: "DAIRY" });
  expect(lot?.expireTime).toBeUndefined();
  expect(servedBy(await shop.reserve(sku, 1), "lot")).toEqual([["B", 1n]]);
});

test("an update is told of once, and changes only what was read", async () => {
  const { catalog } = shop.client;
  const sku = await milk();
  const { lot: read } = await catalog.createLot({ ...once(), lot: { sku, number: "A" } });
  const update = (supplier: string, etag = "") => ({
    ...once(),
    lot: { sku, number: "A", supplier, etag },
    ...mask("supplier"),
  });
  const request = update("ACME", read?.etag);
  await catalog.updateLot(request);

  const late = await failureOf(catalog.updateLot(update("BEST", read?.etag)));
  const { answer, isReplay } = await heard((told) => catalog.updateLot(request, told));
  const unknown = { ...once(), lot: { sku, number: "A" }, ...mask("number") };

  expect(refusal(late)).toEqual(["ABORTED", "STALE_EXPECTATION"]);
  expect(isReplay).toBe(true);
  expect(answer.lot?.supplier).toBe("ACME");
  expect((await failureOf(catalog.updateLot(unknown))).fields).toEqual(["update_mask"]);
});

test("lots are listed as they came, by item and by supplier, in pages", async () => {
  const { catalog } = shop.client;
  const [sku, other] = [await milk(), await milk()];
  const supplier = named("DAIRY");
  for (const number of ["C", "A", "B"]) {
    await catalog.createLot({ ...once(), lot: { sku, number, supplier } });
  }
  await catalog.createLot({ ...once(), lot: { sku: other, number: "A", supplier } });
  await catalog.createLot({ ...once(), lot: { sku: other, number: "Z" } });

  const [first, ofItem, ofBoth] = [
    await catalog.listLots({ supplier, pageSize: 3 }),
    await catalog.listLots({ sku }),
    await catalog.listLots({ sku: other, supplier }),
  ];
  const second = await catalog.listLots({ supplier, pageSize: 3, pageToken: first.nextPageToken });

  const names = ({ lots }: typeof first) => lots.map((lot) => `${lot.sku} ${lot.number}`);
  expect(names(first)).toEqual([`${sku} C`, `${sku} A`, `${sku} B`]);
  expect(names(second)).toEqual([`${other} A`]);
  expect(second.nextPageToken).toBe("");
  expect(names(ofItem)).toEqual([`${sku} C`, `${sku} A`, `${sku} B`]);
  expect(names(ofBoth)).toEqual([`${other} A`]);
});

test("lots of nothing, and lots that nobody knows, are not found", async () => {
  const { catalog } = shop.client;
  const sku = await milk();

  const refused = [
    await failureOf(catalog.getLot({ sku: "NONE", number: "A" })),
    await failureOf(catalog.getLot({ sku, number: "A" })),
    await failureOf(catalog.listLots({ sku: "NONE" })),
    await failureOf(catalog.createLot({ ...once(), lot: { sku: "NONE", number: "A" } })),
    await failureOf(
      catalog.updateLot({ ...once(), lot: { sku, number: "A" }, ...mask("supplier") }),
    ),
  ];

  expect(refused.map(({ reason, fields }) => [reason, ...fields])).toEqual([
    ["ITEM_NOT_FOUND", "sku"],
    ["LOT_NOT_FOUND", "number"],
    ["ITEM_NOT_FOUND", "sku"],
    ["ITEM_NOT_FOUND", "lot.sku"],
    ["LOT_NOT_FOUND", "lot.number"],
  ]);
});

test("a lot that expires before 1970 is no lot", async () => {
  const lot = { sku: await milk(), number: "A", expireTime: { seconds: -1n } };

  const refused = await failureOf(shop.client.catalog.createLot({ ...once(), lot }));

  expect(refused.fields).toEqual(["lot.expire_time"]);
});

test("after all of this the books balance", async () => {
  expect(await shop.differences()).toEqual([]);
});
