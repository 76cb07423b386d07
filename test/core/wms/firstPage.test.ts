import { beforeEach, expect, test } from "@jest/globals";

import { Shop } from "../../support/core/shop.ts";
import { Warehouse } from "../../support/core/warehouse.ts";

let shop: Shop;
let warehouse: Warehouse;

beforeEach(() => {
  shop = new Shop();
  warehouse = new Warehouse(shop, "OUTSIDE");
});

const drift = (): bigint | undefined => shop.ledger.wmsRows.get("stock-OUTSIDE-SOCK-null")?.drift;

test("what the first page has already is no drift, however late it is told", () => {
  warehouse.begins("8 SOCK");

  warehouse.tellsLate("SOCK", { orderable: 5n });
  warehouse.tellsLate("SOCK", { orderable: -2n });

  expect(shop.balances("SOCK @OUTSIDE")).toEqual({ onHand: 8n });
  expect(drift()).toBe(0n);
});

test("what comes after it is, until a page has it", () => {
  warehouse.begins("8 SOCK");

  warehouse.tells("SOCK", { orderable: -2n });
  expect(shop.balances("SOCK @OUTSIDE")).toEqual({ onHand: 6n });
  expect(drift()).toBe(0n);

  warehouse.shows("9 SOCK");
  expect(drift()).toBe(3n);
});

test("of a later page nobody knows whether it brought what is told late: that is drift", () => {
  warehouse.begins("8 SOCK");
  warehouse.shows("13 SOCK");
  expect(drift()).toBe(5n);

  warehouse.tellsLate("SOCK", { orderable: 5n });

  expect(drift()).toBe(0n);
});
