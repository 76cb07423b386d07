import { beforeEach, expect, test } from "@jest/globals";

import { shortfall } from "../../../src/core/balances.ts";
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

test("a claim moves to the lot that a run has served, and is not short of units that nobody holds any more", () => {
  const lapsed = shop.holds("6 MILK #B", { ttlMs: 1_000 });
  const order = shop.sold("5 MILK #A");
  shop.wait(2_000);
  const before = shop.told().length;

  warehouse.serves(order, "5 MILK #B");

  expect(shop.balances("MILK @OUTSIDE #A")).toEqual({ onHand: 8n });
  expect(shop.balances("MILK @OUTSIDE #B")).toEqual({ onHand: 10n, committed: 5n });
  expect(shop.state(lapsed)).toBe("expired");
  expect(shop.told(before)).toEqual(["wms_order", "wms_order", "expire", "wms_order"]);
});

test("live holds stay, and what they lack is told", () => {
  const held = shop.holds("6 MILK #B");
  const order = shop.sold("5 MILK #A");

  warehouse.serves(order, "5 MILK #B");

  expect(shop.state(held)).toBe("held");
  expect(shortfall(shop.row("MILK @OUTSIDE #B").balances)).toBe(1n);
});
