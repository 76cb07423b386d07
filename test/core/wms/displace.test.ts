import { beforeEach, expect, test } from "@jest/globals";

import { Shop } from "../../support/core/shop.ts";
import { Warehouse } from "../../support/core/warehouse.ts";

let shop: Shop;
let warehouse: Warehouse;

beforeEach(() => {
  shop = new Shop();
  warehouse = new Warehouse(shop, "OUTSIDE");
  warehouse.shows("8 MILK #A");
  warehouse.shows("10 MILK #B");
});

/** What a reservation holds of each lot. */
function lotsOf(id: string): Record<string, bigint> {
  const reservation = shop.ledger.reservations.get(id);
  const held = reservation?.allocations.filter((allocation) => allocation.held > 0n) ?? [];
  return Object.fromEntries(held.map(({ lot, held: units }) => [lot ?? "", units]));
}

test("who did not ask for the lot makes way for who did, when the warehouse takes of it", () => {
  const pinned = shop.holds("4 MILK #A");
  const anyLot = shop.holds("4 MILK");
  expect(lotsOf(anyLot)).toEqual({ A: 4n });

  warehouse.shows("5 MILK #A");

  expect(lotsOf(pinned)).toEqual({ A: 4n });
  expect(lotsOf(anyLot)).toEqual({ A: 1n, B: 3n });
  expect(shop.availability("MILK @OUTSIDE")).toMatchObject({ shortfall: 0n, available: 7n });
  shop.committed(anyLot);
  shop.committed(pinned);
});

test("who asked for the lot stays, and the shortfall is told", () => {
  const pinned = shop.holds("6 MILK #A");
  warehouse.shows("4 MILK #A");
  expect(lotsOf(pinned)).toEqual({ A: 6n });
  expect(shop.availability("MILK @OUTSIDE")).toMatchObject({ shortfall: 2n });
});

test("who came last moves first, and no more than must", () => {
  const first = shop.holds("3 MILK");
  shop.wait(1_000);
  const second = shop.holds("3 MILK");
  warehouse.shows("5 MILK #A");
  expect(lotsOf(first)).toEqual({ A: 3n });
  expect(lotsOf(second)).toEqual({ A: 2n, B: 1n });
});

test("where nothing else is free, nobody moves", () => {
  const all = shop.holds("10 MILK #B");
  const anyLot = shop.holds("8 MILK");
  warehouse.shows("6 MILK #A");
  expect(lotsOf(anyLot)).toEqual({ A: 8n });
  expect(lotsOf(all)).toEqual({ B: 10n });
  expect(shop.availability("MILK @OUTSIDE")).toMatchObject({ shortfall: 2n, available: 0n });
});

test("a figure beyond all bounds is counted as far as a balance goes, and the next page mends it", () => {
  warehouse.shows(`${10n ** 15n + 5n} MILK #A`);
  expect(shop.availability("MILK @OUTSIDE")).toMatchObject({ onHand: 10n ** 15n + 10n });
  warehouse.shows("8 MILK #A");
  expect(shop.availability("MILK @OUTSIDE")).toMatchObject({ onHand: 18n });
});
