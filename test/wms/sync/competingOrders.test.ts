import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { until } from "../../support/until.ts";
import { openOutside, type Outside } from "../support/outside.ts";

let outside: Outside;

beforeAll(async () => {
  outside = await openOutside({ shelves: [{ sku: "SOCK", quantity: 3 }] });
});

afterAll(() => outside?.close());

test("two orders for the last units, inside one run of the warehouse, do not both get them", async () => {
  const { shop, warehouse, location } = outside;
  await outside.sees("SOCK", { onHand: 3n, available: 3n });

  const order = (): Promise<unknown> => shop.reserve("SOCK", 2, { location });
  const outcomes = await Promise.allSettled([order(), order()]);
  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(refused).toHaveLength(1);

  const held = outcomes.find((outcome) => outcome.status === "fulfilled")?.value;
  const { id } = held as { id: string };
  await shop.client.inventory.commit({ requestId: randomUUID(), reservationId: id });
  // The warehouse does not know yet, and goes on showing the old number.
  expect(warehouse.world.page(null).lines[0]?.orderable).toBe(3);
  expect(await shop.availability("SOCK", location)).toMatchObject({ committed: 2n, available: 1n });

  await until(() => outside.truth().orders.length === 1);
  warehouse.world.startRun();
  expect(warehouse.world.page(null).lines[0]?.orderable).toBe(1);
  await outside.sees("SOCK", { onHand: 1n, committed: 0n, available: 1n });

  const { reservation } = await shop.client.inventory.getReservation({ reservationId: id });
  expect(reservation).toMatchObject({ state: 3 });
  expect(outside.truth().orders).toHaveLength(1);
  expect(await shop.differences()).toEqual([]);
});
