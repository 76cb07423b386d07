import { beforeEach, expect, test } from "@jest/globals";

import type { Told } from "../support/core/ledger.ts";
import { Shop } from "../support/core/shop.ts";
import { Warehouse } from "../support/core/warehouse.ts";

let shop: Shop;
let warehouse: Warehouse;

beforeEach(() => {
  shop = new Shop();
  warehouse = new Warehouse(shop, "WH");
  warehouse.shows("9 SOCK");
});

/** Only the warehouse system changes what is physically there. */
const REFUSED: readonly [string, () => Told, string, string | undefined][] = [
  [
    "a receipt",
    () => shop.receive("2 SOCK @WH"),
    'location: "WH" is counted by its warehouse system; receive there, and it will be told by the next page',
    "location",
  ],
  [
    "an adjustment",
    () => shop.adjust("-2 SOCK @WH"),
    'location: "WH" is counted by its warehouse system; adjust there, or change the condition of units here',
    "location",
  ],
  [
    "an adjustment of what was never there",
    () => shop.adjust("+2 HAT @WH"),
    'location: "WH" is counted by its warehouse system; adjust there, or change the condition of units here',
    "location",
  ],
];

test.each(REFUSED)("%s at a warehouse system's location is refused", (_, ask, message, field) => {
  const entries = shop.told().length;

  const { outcome, rejection } = ask();

  expect(outcome).toBe("INVALID_MOVEMENT");
  expect(rejection).toMatchObject({ message, facts: { location: "WH", wmsAccountId: "account" } });
  expect(rejection?.field).toBe(field);
  expect(shop.balances("SOCK @WH")).toEqual({ onHand: 9n });
  expect(shop.told(entries)).toEqual([]);
});

test("a receipt at an archived location says so first", () => {
  shop.location("WH", { archived: true });

  expect(shop.receive("2 SOCK @WH").outcome).toBe("LOCATION_ARCHIVED");
});

test("what a warehouse system ships is not for us to ship", () => {
  const sale = shop.sold("2 SOCK @WH");

  const { outcome, rejection } = shop.fulfil(sale);

  expect(outcome).toBe("INVALID_MOVEMENT");
  expect(rejection?.message).toBe(
    `reservation ${sale} is shipped by its warehouse system; wait for it`,
  );
  expect(shop.balances("SOCK @WH")).toEqual({ onHand: 9n, committed: 2n });
});

test("of an order that both deliver, ours is shipped and theirs is waited for", () => {
  shop.location("WEST", { fulfilment: "deferred" });
  shop.received("3 SOCK @WEST");
  const sale = shop.sold(["2 SOCK @WH", "3 SOCK @WEST"]);

  expect(shop.fulfil(sale, { lines: ["1"] }).outcome).toBe("INVALID_MOVEMENT");
  expect(shop.fulfil(sale).outcome).toBe("accepted");

  expect(shop.served(sale)).toEqual(["1/1 SOCK @WH: 2 committed", "2/1 SOCK @WEST: 3 fulfilled"]);
  expect(shop.fulfil(sale).outcome).toBe("INVALID_MOVEMENT");
});

test("what was fulfilled or given back is closed, whoever ships", () => {
  const sale = shop.sold("2 SOCK @WH");
  shop.release(sale, { scope: "holdsAndCommits" });

  expect(shop.fulfil(sale).outcome).toBe("RESERVATION_CLOSED");
});
