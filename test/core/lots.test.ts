import { beforeEach, describe, expect, test } from "@jest/globals";

import { goodUntil } from "../../src/core/place.ts";
import { byFirstExpiry, isAllocatable, type Lot } from "../../src/core/stock.ts";
import { DAY, HOUR, MINUTE } from "../support/core/said.ts";
import { Shop } from "../support/core/shop.ts";

const NOON = Date.UTC(2026, 0, 20, 12);

let shop: Shop;

beforeEach(() => {
  shop = new Shop();
});

const LOT: Lot = {
  id: "lot-1",
  itemId: "item-MILK",
  number: "A",
  expiresAt: null,
  supplier: null,
  unitCost: null,
  receivedAt: NOON - DAY,
  barredAt: null,
  version: 1,
};

describe("a lot may serve", () => {
  test.each([
    ["when there is no lot at all", null, true],
    ["when it never expires", LOT, true],
    ["until a millisecond before it expires", { ...LOT, expiresAt: NOON + 1 }, true],
    ["not at the very instant it expires", { ...LOT, expiresAt: NOON }, false],
    ["not after it expired", { ...LOT, expiresAt: NOON - 1 }, false],
    ["not once it is barred", { ...LOT, barredAt: NOON }, false],
    ["not once it is barred, however long ago", { ...LOT, barredAt: NOON - DAY }, false],
  ])("%s", (_, lot, may) => {
    expect(isAllocatable(lot, NOON)).toBe(may);
  });
});

describe("a lot must outlive", () => {
  test.each([
    ["this moment, when nothing is held and nothing asked", null, 0, NOON],
    ["the end of the hold", NOON + HOUR, 0, NOON + HOUR],
    ["the end of the hold, when that is later", NOON + HOUR, MINUTE, NOON + HOUR],
    ["the shelf life asked for, when that is later", NOON + HOUR, DAY, NOON + DAY],
    ["the shelf life asked for, when the hold never ends", null, DAY, NOON + DAY],
  ])("%s", (_, holdEndsAt, minShelfLifeMs, until) => {
    expect(goodUntil(NOON, holdEndsAt, minShelfLifeMs)).toBe(until);
  });

  test.each([
    ["a millisecond longer than the hold", 15 * MINUTE + 1, "2 MILK", "accepted"],
    ["exactly as long as the hold", 15 * MINUTE, "2 MILK", "INSUFFICIENT_STOCK"],
    ["a millisecond longer than asked", 7 * DAY + 1, "2 MILK ~7d", "accepted"],
    ["exactly as long as asked", 7 * DAY, "2 MILK ~7d", "INSUFFICIENT_STOCK"],
  ])("what it has to: a lot good for %s", (_, goodForMs, line, outcome) => {
    shop.received("5 MILK @MAIN #A", { expiresAt: shop.now + goodForMs });

    expect(shop.reserve(line).outcome).toBe(outcome);
  });

  test("only this moment to be sold at once", () => {
    shop.received("5 MILK @MAIN #A", { expiresAt: shop.now + 1 });

    expect(shop.sell("2 MILK").outcome).toBe("accepted");
    shop.wait(1);
    expect(shop.sell("2 MILK").outcome).toBe("INSUFFICIENT_STOCK");
  });
});

describe("first expired is first out", () => {
  test("the earliest expiry serves first, whatever came first", () => {
    shop.received("2 MILK @MAIN #NEVER");
    shop.received("2 MILK @MAIN #LATE", { expiresAt: shop.now + 20 * DAY });
    shop.received("2 MILK @MAIN #SOON", { expiresAt: shop.now + 10 * DAY });

    const id = shop.holds("5 MILK");

    expect(shop.served(id)).toEqual([
      "1/1 MILK @MAIN #SOON: 2 held",
      "1/2 MILK @MAIN #LATE: 2 held",
      "1/3 MILK @MAIN #NEVER: 1 held",
    ]);
  });

  test("of lots that expire together the one received first serves first", () => {
    const expiresAt = shop.now + 10 * DAY;
    shop.received("2 MILK @MAIN #B", { expiresAt, occurredAt: shop.now - 2 });
    shop.received("2 MILK @MAIN #A", { expiresAt, occurredAt: shop.now - 1 });

    const id = shop.holds("3 MILK");

    expect(shop.served(id)).toEqual(["1/1 MILK @MAIN #B: 2 held", "1/2 MILK @MAIN #A: 1 held"]);
  });

  test("of lots that are alike but for their number the lower number serves first", () => {
    shop.received("2 MILK @MAIN #B");
    shop.received("2 MILK @MAIN #A");

    const id = shop.holds("3 MILK");

    expect(shop.served(id)).toEqual(["1/1 MILK @MAIN #A: 2 held", "1/2 MILK @MAIN #B: 1 held"]);
  });

  test("units without a lot serve last", () => {
    shop.item("MILK");
    shop.received("2 MILK @MAIN");
    shop.received("2 MILK @MAIN #A");

    const id = shop.holds("3 MILK");

    expect(shop.served(id)).toEqual(["1/1 MILK @MAIN #A: 2 held", "1/2 MILK @MAIN: 1 held"]);
  });

  test("lots too short-lived for the line are passed over, for others they are not", () => {
    shop.received("2 MILK @MAIN #SOON", { expiresAt: shop.now + 3 * DAY });
    shop.received("2 MILK @MAIN #LATE", { expiresAt: shop.now + 30 * DAY });

    const id = shop.holds(["1 MILK", "1 MILK ~7d"]);

    expect(shop.served(id).toSorted()).toEqual([
      "1/1 MILK @MAIN #SOON: 1 held",
      "2/1 MILK @MAIN #LATE: 1 held",
    ]);
  });

  test("the choosy line gets the fresh lot, whichever is written first", () => {
    shop.received("2 MILK @MAIN #SOON", { expiresAt: shop.now + 3 * DAY });
    shop.received("2 MILK @MAIN #LATE", { expiresAt: shop.now + 30 * DAY });

    expect(shop.reserve(["2 MILK", "2 MILK ~7d"]).outcome).toBe("accepted");
  });

  test("the order of lots is total", () => {
    shop.received("1 MILK @MAIN #B", { expiresAt: shop.now + DAY });
    shop.received("1 MILK @MAIN #A", { expiresAt: shop.now + DAY });
    shop.received("1 MILK @MAIN #D");
    shop.received("1 MILK @MAIN #C");
    const rows = shop.ledger.liveRows();

    const orders = [rows, rows.toReversed()].map((some) =>
      some.toSorted(byFirstExpiry).map((row) => row.lot?.number),
    );

    expect(orders).toEqual([
      ["A", "B", "C", "D"],
      ["A", "B", "C", "D"],
    ]);
  });
});

describe("a line that names a lot", () => {
  beforeEach(() => {
    shop.received("2 MILK @MAIN #SOON", { expiresAt: shop.now + 3 * DAY });
    shop.received("2 MILK @MAIN #LATE", { expiresAt: shop.now + 30 * DAY });
  });

  test("is served from it alone", () => {
    const id = shop.holds("2 MILK #LATE");

    expect(shop.served(id)).toEqual(["1/1 MILK @MAIN #LATE: 2 held"]);
    expect(shop.reserve("1 MILK #LATE").outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.available("MILK")).toBe(2n);
  });

  test("goes before lines that take any lot", () => {
    expect(shop.reserve(["2 MILK", "2 MILK #SOON"]).outcome).toBe("accepted");
  });

  test("is short when the lot will not outlive the hold", () => {
    const told = shop.reserve("1 MILK #SOON", { ttlMs: 3 * DAY });

    expect(told.outcome).toBe("INSUFFICIENT_STOCK");
  });

  test("is served from the lot at any location that has it", () => {
    shop.location("WEST", { sourcingPriority: 1 });
    shop.received("3 MILK @WEST #SOON");

    const id = shop.holds("3 MILK #SOON");

    expect(shop.served(id)).toEqual(["1/1 MILK @WEST #SOON: 3 held"]);
  });

  test("of which nobody has heard is told so", () => {
    const told = shop.reserve(["1 MILK", "1 MILK #GONE"]);

    expect(told.outcome).toBe("LOT_NOT_FOUND");
    expect(told.rejection?.field).toBe("lines[1].lot");
  });
});
