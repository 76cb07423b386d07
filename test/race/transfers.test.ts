import { randomUUID } from "node:crypto";

import { Count_Scope as Scope } from "@holdfast/client";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { countOutcomes, forEachOf } from "../support/outcomes.ts";
import { MAIN } from "../support/shop.ts";
import { openTwoServers, type TwoServers } from "../support/twoServers.ts";

const STORE = "STORE";

let shop: TwoServers;
beforeAll(async () => {
  shop = await openTwoServers();
  await shop.location(STORE);
});
afterAll(() => shop.close());

const once = () => ({ requestId: randomUUID() });

async function plan(sku: string, quantity: bigint): Promise<string> {
  const asked = { ...once(), from: MAIN, to: STORE, lines: [{ sku, quantity }] };
  const { transfer } = await shop.stock(0).createTransfer(asked);
  return transfer?.id ?? "";
}

test("units that a transfer takes are never promised as well, whoever comes first", async () => {
  await shop.receive("RACED", 100);
  const transfers = await Promise.all(forEachOf(16, () => plan("RACED", 5n)));

  const [shipped, held] = await Promise.all([
    countOutcomes(
      transfers.map((transferId, caller) =>
        shop.stock(caller).shipTransfer({ ...once(), transferId }),
      ),
    ),
    countOutcomes(
      forEachOf(80, (buyer) =>
        shop.door(buyer).reserve({
          ...once(),
          lines: [{ sku: "RACED", quantity: 1n, location: MAIN }],
        }),
      ),
    ),
  ]);

  const { OK: ships = 0, INVALID_MOVEMENT: notFree = 0, ...otherShips } = shipped;
  const { OK: holds = 0, INSUFFICIENT_STOCK: refused = 0, ...otherHolds } = held;
  expect([otherShips, otherHolds]).toEqual([{}, {}]);
  expect([ships + notFree, holds + refused]).toEqual([16, 80]);
  expect(ships * 5 + holds).toBeLessThanOrEqual(100);
  // Nobody is refused while there is enough for everybody before him.
  expect(ships * 5 + holds).toBeGreaterThan(95);
  const [sent, onHold] = [BigInt(ships * 5), BigInt(holds)];
  expect(await shop.availability("RACED", MAIN)).toMatchObject({
    onHand: 100n - sent,
    held: onHold,
    shortfall: 0n,
  });
  expect(await shop.availability("RACED", STORE)).toMatchObject({ inTransit: sent });
  expect(await shop.differences()).toEqual([]);
});

test("one parcel is received, lost or taken back once, however many say so at once", async () => {
  await shop.receive("PARCEL", 20);
  const transferId = await plan("PARCEL", 20n);
  await shop.stock(0).shipTransfer({ ...once(), transferId });

  const outcomes = await countOutcomes(
    forEachOf(32, (caller) => {
      const stock = shop.stock(caller);
      const about = { ...once(), transferId };
      if (caller === 20) return stock.cancelTransfer({ ...about, reason: "late" });
      const fate = caller % 2 === 0 ? { received: 1n } : { lost: 1n };
      return stock.receiveTransfer({ ...about, lines: [{ line: 1, ...fate }] });
    }),
  );

  const {
    OK: done = 0,
    TRANSFER_CLOSED: late = 0,
    INVALID_MOVEMENT: none = 0,
    ...others
  } = outcomes;
  expect(others).toEqual({});
  expect(done + late + none).toBe(32);
  const { transfer } = await shop.stock(0).getTransfer({ transferId });
  const [parcel] = transfer?.lines[0]?.parcels ?? [];
  const { received = 0n, lost = 0n, returned = 0n } = parcel ?? {};
  expect(received + lost + returned).toBe(20n);
  expect(await shop.availability("PARCEL", STORE)).toMatchObject({ onHand: received });
  expect(await shop.availability("PARCEL", MAIN)).toMatchObject({ onHand: returned });
  expect(await shop.differences()).toEqual([]);
});

test("a count that is closed while others buy takes away what was missing, and no sale twice", async () => {
  await shop.receive("COUNTED", 100, { location: STORE });
  const stock = shop.stock(0);
  const asked = { ...once(), location: STORE, scope: Scope.LISTED, skus: ["COUNTED"] };
  const countId = (await stock.openCount(asked)).count?.id ?? "";

  const selling = countOutcomes(
    forEachOf(60, (buyer) =>
      shop.door(buyer).sell({
        ...once(),
        lines: [{ sku: "COUNTED", quantity: 1n, location: STORE }],
      }),
    ),
  );
  // He looks while they buy: what he finds is as old as his way back.
  const { onHand } = await shop.availability("COUNTED", STORE);
  const lines = [{ sku: "COUNTED", quantity: onHand }];
  const recording = stock.recordCount({ ...once(), countId, lines });
  const [sold] = await Promise.all([selling, recording]);
  const closed = await countOutcomes(
    forEachOf(8, (caller) => shop.stock(caller).closeCount({ ...once(), countId })),
  );

  expect(sold).toEqual({ OK: 60 });
  expect(closed).toEqual({ OK: 1, COUNT_CLOSED: 7 });
  const { lines: told } = await stock.listCountLines({ countId });
  const [{ variance = 0n } = {}] = told;
  expect(await shop.availability("COUNTED", STORE)).toMatchObject({ onHand: 40n + variance });
  expect(await shop.differences()).toEqual([]);
});
