import { randomUUID } from "node:crypto";

import { Condition } from "@holdfast/client";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";

import { type LinkedWarehouse, linkWarehouse, NOBODY_ASKS } from "../support/linkedWarehouse.ts";
import { openShop, type Shop } from "../support/shop.ts";
import { failureOf } from "../support/stockClient.ts";

const WH = "WH";

let shop: Shop;
let warehouse: LinkedWarehouse;
let sku: string;

beforeAll(async () => {
  shop = await openShop({ settings: NOBODY_ASKS });
  await shop.location(WH, { deferred: true });
  warehouse = await linkWarehouse(shop, shop.tenant, WH);
});

afterAll(async () => {
  await warehouse?.close();
  await shop?.close();
});

beforeEach(async () => {
  sku = `SOCK-${randomUUID()}`;
  await shop.item(sku);
  await warehouse.shows([{ sku, orderable: 7n, holds: { "QH-7": 3n } }]);
});

/** Changes units at the warehouse, out of what is available or back into it. */
async function change(quantity: bigint, wmsReference = "", isBack = false) {
  const { AVAILABLE, QUARANTINED } = Condition;
  const way = isBack ? { from: QUARANTINED, to: AVAILABLE } : { from: AVAILABLE, to: QUARANTINED };
  const lines = [{ sku, quantity, wmsReference, ...way }];
  const request = { requestId: randomUUID(), location: WH, lines, reason: "looked at" };
  return await shop.client.stock.changeCondition(request);
}

test("what both keep from sale under one reference is counted once, page after page", async () => {
  await change(2n);
  expect(await shop.availability(sku, WH)).toMatchObject({ unallocatable: 5n, available: 5n });

  await change(2n, "QH-7");
  await change(1n, "QH-7");
  expect(await shop.availability(sku, WH)).toMatchObject({ unallocatable: 5n, available: 5n });

  await warehouse.shows([{ sku, orderable: 6n, holds: { "QH-7": 3n } }]);
  expect(await shop.availability(sku, WH)).toMatchObject({ onHand: 9n, available: 4n });

  await warehouse.shows([{ sku, orderable: 9n }]);
  await change(3n, "QH-7", true);
  expect(await shop.availability(sku, WH)).toMatchObject({ unallocatable: 2n, available: 7n });
  expect(await shop.differences()).toEqual([]);
});

test("units under a reference come back by its name alone", async () => {
  await change(3n, "QH-7");

  const refused = await failureOf(change(1n, "", true));

  expect([refused.reason, refused.fields]).toEqual([
    "INVALID_MOVEMENT",
    ["lines[0].wms_reference"],
  ]);
  expect(refused.message).toContain('"QH-7"');
});

test("only the warehouse system says what is physically there, and ships", async () => {
  const requestId = randomUUID();
  const here = { requestId, location: WH };
  const line = { sku, quantity: 1n };
  const { inventory } = shop.client;
  const lines = [{ ...line, location: WH }];
  const sale = await inventory.sell({ requestId: randomUUID(), lines });

  const refused = [
    await failureOf(inventory.receive({ ...here, lines: [line] })),
    await failureOf(
      inventory.adjust({ ...here, reason: "counted", lines: [{ sku, quantityDelta: -1n }] }),
    ),
    await failureOf(inventory.fulfil({ requestId, reservationId: sale.reservation?.id ?? "" })),
  ];

  expect(refused.map(({ code, reason }) => `${code} ${reason}`)).toEqual(
    refused.map(() => "FAILED_PRECONDITION INVALID_MOVEMENT"),
  );
  expect(refused.map(({ fields }) => fields)).toEqual([["location"], ["location"], []]);
  expect(refused.map(({ message }) => message)).toEqual([
    expect.stringContaining("receive there"),
    expect.stringContaining("change the condition of units here"),
    expect.stringContaining("wait for it"),
  ]);
  expect(await shop.availability(sku, WH)).toMatchObject({ onHand: 10n, committed: 1n });
});
