import { randomUUID } from "node:crypto";

import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";

import { linkWarehouse, NOBODY_ASKS, type LinkedWarehouse } from "../support/linkedWarehouse.ts";
import { openShop, type Shop } from "../support/shop.ts";
import { failureOf } from "../support/stockClient.ts";

const WH = "WH";
const HOUR_MS = 3_600_000;
const once = () => ({ requestId: randomUUID() });

let shop: Shop;
let warehouse: LinkedWarehouse;
let operator: Client;
let sku: string;

beforeAll(async () => {
  shop = await openShop({ settings: NOBODY_ASKS });
  await shop.location(WH, { deferred: true });
  warehouse = await linkWarehouse(shop, shop.tenant, WH);
  operator = new Client({ connectionString: shop.url });
  await operator.connect();
});

afterAll(async () => {
  await operator?.end();
  await warehouse?.close();
  await shop?.close();
});

beforeEach(async () => {
  sku = `SOCK-${randomUUID()}`;
  await shop.item(sku);
  await warehouse.shows([{ sku, orderable: 100n }]);
  await keepBack(0);
});

async function keepBack(wmsBufferPercent: number): Promise<void> {
  await shop.client.catalog.updateLocation({
    ...once(),
    location: { code: WH, wmsBufferPercent },
    updateMask: { paths: ["wms_buffer_percent"] },
  });
}

/** The last complete walk began so long ago. */
async function walked(agoMs: number): Promise<void> {
  await operator.query(
    "update location set wms_seen_at = clock_timestamp() - $1 * interval '1 millisecond' where code = $2",
    [agoMs, WH],
  );
}

async function sell(quantity: bigint): Promise<void> {
  await shop.client.inventory.sell({ ...once(), lines: [{ sku, quantity, location: WH }] });
}

const available = async (): Promise<number> => Number((await shop.availability(sku, WH)).available);

test("what may be promised falls as the warehouse system's word grows old, and faster the more was sold", async () => {
  await walked(0);
  await sell(20n);
  await keepBack(50);
  const seen: number[] = [];
  for (const hours of [0, 1, 2, 4]) {
    await walked(hours * HOUR_MS);
    seen.push(await available());
  }
  await sell(20n);
  seen.push(await available());

  // Half of what was sold, per hour; a part of a unit counts as one.
  expect(seen[0]).toBeGreaterThanOrEqual(79);
  expect(seen.slice(1)).toEqual([69, 59, 39, 0].map((units) => expect.closeTo(units, -0.4)));
  expect((await shop.availability(sku, WH)).onHand).toBe(100n);
});

test("promises go by it as answers do, and promises that were made are kept", async () => {
  await walked(2 * HOUR_MS);
  await sell(20n);
  const { id: reservationId } = await shop.reserve(sku, 60, { location: WH });
  await keepBack(100);
  const left = await available();

  const refused = await failureOf(shop.reserve(sku, 1, { location: WH }));
  const { reservation } = await shop.client.inventory.commit({ ...once(), reservationId });

  expect(left).toBe(0);
  expect(refused.reason).toBe("INSUFFICIENT_STOCK");
  expect(reservation?.lines[0]?.allocations[0]?.committed).toBe(60n);
});

test("nothing is kept back where nothing was sold, where no policy says so, or where we count", async () => {
  await walked(10 * HOUR_MS);
  await keepBack(10_000);
  const unsold = await available();
  await sell(20n);
  await keepBack(0);
  const without = await available();
  const own = `OWN-${randomUUID()}`;
  await shop.location(own, { deferred: true });
  await shop.receive(sku, 100, { location: own });
  await shop.client.catalog.updateLocation({
    ...once(),
    location: { code: own, wmsBufferPercent: 10_000 },
    updateMask: { paths: ["wms_buffer_percent"] },
  });
  await shop.client.inventory.sell({ ...once(), lines: [{ sku, quantity: 20n, location: own }] });

  expect([unsold, without]).toEqual([100, 80]);
  expect(await shop.availability(sku, own)).toMatchObject({ available: 80n });
});

test("a location tells who counts there, and that it cannot ship at once", async () => {
  const { catalog } = shop.client;

  const { location } = await catalog.getLocation({ code: WH });
  const refused = await failureOf(
    catalog.updateLocation({
      ...once(),
      location: { code: WH, fulfilment: 1 },
      updateMask: { paths: ["fulfilment"] },
    }),
  );

  expect(location).toMatchObject({ wmsAccount: shop.tenant.code, fulfilment: 2 });
  expect(refused).toMatchObject({ reason: "INVALID_MOVEMENT", fields: ["location.fulfilment"] });
});
