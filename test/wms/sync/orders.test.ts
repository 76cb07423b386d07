import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Reservation } from "@holdfast/client";

import { until } from "../../support/until.ts";
import { openOutside, type Outside } from "../support/outside.ts";

let outside: Outside;

beforeAll(async () => {
  outside = await openOutside({
    shelves: [
      { sku: "SOCK", quantity: 100 },
      { sku: "MILK", lot: "A", quantity: 10 },
      { sku: "MILK", lot: "B", quantity: 10 },
      { sku: "HAT", quantity: 5 },
    ],
    settings: { HOLDFAST_WMS_TIMEOUT: "1500ms" },
  });
  await outside.sees("SOCK", { available: 100n });
});

afterAll(() => outside?.close());

async function sell(sku: string, quantity: bigint, lot = ""): Promise<Reservation> {
  const { location, shop } = outside;
  const lines = [{ sku, quantity, lot, location }];
  const sold = await shop.client.inventory.sell({ requestId: randomUUID(), lines });
  if (sold.reservation === undefined) throw new Error("nothing was sold");
  return sold.reservation;
}

async function stateOf(id: string): Promise<number> {
  const { reservation } = await outside.shop.client.inventory.getReservation({ reservationId: id });
  return reservation?.state ?? 0;
}

const takenBy = (reference: number): boolean => outside.truth().orders.length >= reference;
const FULFILLED = 3;
const RELEASED = 4;

test("an order whose answer is lost reaches the warehouse once", async () => {
  const before = outside.truth().orders.length;
  outside.warehouse.faults.next("replyLost", { on: "placeOrder", times: 2 });
  const { id } = await sell("SOCK", 3n);

  await until(() => takenBy(before + 1));
  outside.warehouse.world.startRun();
  await until(async () => (await stateOf(id)) === FULFILLED);

  expect(outside.truth().orders).toHaveLength(before + 1);
  await outside.sees("SOCK", { onHand: 97n, committed: 0n });
});

test("what the warehouse has not allocated is free when it confirms that it will not", async () => {
  const before = outside.truth().orders.length;
  const { id } = await sell("SOCK", 4n);
  await until(() => takenBy(before + 1));
  const request = { requestId: randomUUID(), reservationId: id, scope: 2 } as const;
  await outside.shop.client.inventory.release(request);

  await until(async () => (await stateOf(id)) === RELEASED);
  expect(outside.truth().orders.at(-1)?.lines[0]).toMatchObject({ closed: 4, allocated: 0 });
  await outside.sees("SOCK", { onHand: 97n, committed: 0n, available: 97n });
});

test("an order that is under way when it is given up is not free before the warehouse has answered", async () => {
  const { faults } = outside.warehouse;
  const before = outside.truth().orders.length;
  faults.next("late", { on: "placeOrder" });
  const { id } = await sell("HAT", 2n);
  await until(() => faults.ordered.length === 0);

  const request = { requestId: randomUUID(), reservationId: id, scope: 2 } as const;
  await outside.shop.client.inventory.release(request);
  await outside.sees("HAT", { committed: 2n, available: 3n });

  await until(async () => (await stateOf(id)) === RELEASED);
  await outside.sees("HAT", { committed: 0n, available: 5n });
  const orders = outside.truth().orders.slice(before);
  expect(orders.flatMap(({ lines }) => lines)).toEqual([
    expect.objectContaining({ closed: 2, open: 0, allocated: 0 }),
  ]);
});

test("an order that was not sent yet is given up at once, and never sent", async () => {
  const before = outside.truth().orders.length;
  outside.warehouse.faults.set({ error: 1 });
  const { id } = await sell("SOCK", 2n);
  outside.warehouse.faults.set({ error: 0 });
  const request = { requestId: randomUUID(), reservationId: id, scope: 2 } as const;
  await outside.shop.client.inventory.release(request);

  await until(async () => (await stateOf(id)) === RELEASED);
  await outside.sees("SOCK", { committed: 0n, available: 97n });
  const orders = outside.truth().orders.slice(before);
  expect(orders.every(({ lines }) => lines.every(({ open }) => open === 0))).toBe(true);
});

test("the lot that the warehouse chose is the one that the books have sold", async () => {
  const before = outside.truth().orders.length;
  const { id } = await sell("MILK", 4n, "B");
  await until(() => takenBy(before + 1));
  outside.warehouse.world.startRun();
  await until(async () => (await stateOf(id)) === FULFILLED);
  const { reservation } = await outside.shop.client.inventory.getReservation({ reservationId: id });
  const fulfilled = reservation?.lines[0]?.allocations.filter((some) => some.fulfilled > 0n);
  expect(fulfilled).toMatchObject([{ lot: "B", fulfilled: 4n }]);
  await outside.sees("MILK", { onHand: 16n, committed: 0n });
});

test("while the warehouse is down sales go on, and its orders wait", async () => {
  const before = outside.truth().orders.length;
  outside.warehouse.faults.set({ error: 1 });
  const sold = await Promise.all([sell("SOCK", 1n), sell("SOCK", 1n), sell("SOCK", 1n)]);
  expect(await outside.shop.availability("SOCK", outside.location)).toMatchObject({
    committed: 3n,
    available: 94n,
  });
  expect(outside.truth().orders).toHaveLength(before);

  outside.warehouse.faults.set({ error: 0 });
  await until(() => takenBy(before + 3));
  outside.warehouse.world.startRun();
  for (const { id } of sold) await until(async () => (await stateOf(id)) === FULFILLED);
  await outside.sees("SOCK", { onHand: 94n, committed: 0n });
});

test("units that people damage stop being sold when the warehouse tells of them", async () => {
  outside.warehouse.world.happen("damage", outside.cell("HAT"), 2);
  await outside.sees("HAT", { onHand: 5n, unallocatable: 2n, available: 3n });
});

test("the books balance after all of it", async () => {
  expect(await outside.shop.differences()).toEqual([]);
});
