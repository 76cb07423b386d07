import { beforeEach, describe, expect, test } from "@jest/globals";

import { DAY, HOUR, MINUTE } from "../support/core/said.ts";
import { Shop } from "../support/core/shop.ts";

let shop: Shop;

beforeEach(() => {
  shop = new Shop();
});

describe("what is available", () => {
  test("is what lies there, less what is promised, sold or unfit", () => {
    shop.location("MAIN", { fulfilment: "deferred" });
    shop.received("20 SOCK @MAIN");
    shop.holds("3 SOCK");
    shop.sold("4 SOCK");
    shop.damaged("5 SOCK @MAIN");

    expect(shop.availability("SOCK @MAIN")).toEqual({
      onHand: 20n,
      unallocatable: 5n,
      held: 3n,
      committed: 4n,
      inTransit: 0n,
      available: 8n,
      shortfall: 0n,
    });
  });

  test("over all locations is the sum of each", () => {
    shop.location("WEST", { safetyStock: 2n });
    shop.received("5 SOCK @MAIN");
    shop.received("5 SOCK @WEST");
    shop.received("1 SOCK @EAST");

    expect(shop.available("SOCK")).toBe(9n);
  });

  test("of a place without stock is nothing", () => {
    shop.received("5 SOCK @MAIN");

    expect(shop.availability("SOCK @WEST")).toEqual(shop.availability("GLOVE"));
    expect(shop.available("SOCK @WEST")).toBe(0n);
  });

  test("at a short location takes nothing from another one", () => {
    shop.received("5 SOCK @MAIN");
    shop.received("5 SOCK @WEST");
    shop.holds("5 SOCK @MAIN");
    shop.adjust("-4 SOCK @MAIN");

    expect(shop.available("SOCK @MAIN")).toBe(0n);
    expect(shop.availability("SOCK @MAIN").shortfall).toBe(4n);
    expect(shop.available("SOCK")).toBe(5n);
  });

  test.each([
    ["open", {}, {}, 5n],
    ["of an archived item", { archived: true }, {}, 0n],
    ["at an archived location", {}, { archived: true }, 0n],
  ] as const)("is told for stock %s", (_, item, location, available) => {
    shop.received("5 SOCK @MAIN");
    shop.item("SOCK", item);
    shop.location("MAIN", location);

    expect(shop.available("SOCK @MAIN")).toBe(available);
    expect(shop.availability("SOCK @MAIN").onHand).toBe(5n);
  });
});

describe("units that are owed", () => {
  /** Lot A has 5 left of 8 that are claimed; lot B has 10 free. */
  beforeEach(() => {
    shop.received("8 MILK @MAIN #A", { expiresAt: shop.now + 10 * DAY });
    shop.received("10 MILK @MAIN #B", { expiresAt: shop.now + 20 * DAY });
    shop.holds("8 MILK");
    shop.adjust("-3 MILK @MAIN #A");
  });

  test("of a lot that fell short come out of the others", () => {
    expect(shop.available("MILK @MAIN")).toBe(7n);
    expect(shop.reserve("8 MILK").outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.reserve("7 MILK").outcome).toBe("accepted");
  });

  test("are never more than there is", () => {
    shop.adjust("-8 MILK @MAIN #B");

    expect(shop.available("MILK @MAIN")).toBe(0n);
  });

  test("come out of the others whole once their lot is barred", () => {
    shop.lot("MILK #A", { barredAt: shop.now });

    expect(shop.available("MILK @MAIN")).toBe(2n);
    expect(shop.reserve("3 MILK").outcome).toBe("INSUFFICIENT_STOCK");
  });

  test.each([
    ["a millisecond before its lot expires", 10 * DAY - 1, 7n],
    ["at the very instant", 10 * DAY, 2n],
  ])("are counted %s", (_, waited, available) => {
    const shopLater = new Shop();
    shopLater.received("8 MILK @MAIN #A", { expiresAt: shopLater.now + 10 * DAY });
    shopLater.received("10 MILK @MAIN #B", { expiresAt: shopLater.now + 20 * DAY });
    shopLater.holds("8 MILK", { ttlMs: null });
    shopLater.adjust("-3 MILK @MAIN #A");

    shopLater.wait(waited);

    expect(shopLater.available("MILK @MAIN")).toBe(available);
  });

  test("are sold ones as well as held ones", () => {
    const deferred = new Shop();
    deferred.location("MAIN", { fulfilment: "deferred" });
    deferred.received("5 MILK @MAIN #A");
    deferred.received("10 MILK @MAIN #B");
    deferred.sold("2 MILK #A");
    deferred.holds("1 MILK #A");

    deferred.lot("MILK #A", { barredAt: deferred.now });

    expect(deferred.available("MILK @MAIN")).toBe(7n);
  });

  test("are nobody's once the hold on the barred lot is overdue", () => {
    shop.lot("MILK #A", { barredAt: shop.now });
    shop.wait(15 * MINUTE);

    expect(shop.available("MILK @MAIN")).toBe(10n);
  });

  test("leave free units of an expired lot unsold", () => {
    const early = new Shop();
    early.received("5 MILK @MAIN #A", { expiresAt: early.now + HOUR });
    early.wait(HOUR);

    expect(early.available("MILK @MAIN")).toBe(0n);
    expect(early.availability("MILK @MAIN").onHand).toBe(5n);
  });
});

describe("a hold whose time is up", () => {
  test.each([
    ["a millisecond before", 15 * MINUTE - 1, 1n],
    ["at the very instant", 15 * MINUTE, 5n],
    ["a day after", DAY, 5n],
  ])("counts %s as it must, with nobody sweeping", (_, waited, available) => {
    shop.received("5 SOCK @MAIN");
    shop.holds("4 SOCK");

    shop.wait(waited);

    expect(shop.available("SOCK")).toBe(available);
    expect(shop.availability("SOCK").held).toBe(5n - available);
  });

  test("no longer makes a shortfall", () => {
    shop.received("5 SOCK @MAIN");
    shop.holds("5 SOCK");
    shop.adjust("-2 SOCK @MAIN");
    shop.wait(15 * MINUTE);

    expect(shop.availability("SOCK")).toMatchObject({ available: 3n, shortfall: 0n });
  });
});

describe("safety stock", () => {
  test.each([
    ["one more than it", 6n, 1n],
    ["exactly it", 5n, 0n],
    ["less than it", 4n, 0n],
  ])("leaves of %s what is beyond it", (_, onHand, available) => {
    shop.location("MAIN", { safetyStock: 5n });
    shop.received(`${onHand} SOCK @MAIN`);

    expect(shop.available("SOCK @MAIN")).toBe(available);
    expect(shop.reserve("1 SOCK").outcome).toBe(available > 0n ? "accepted" : "INSUFFICIENT_STOCK");
  });

  test("is kept once per item and location, not once per lot", () => {
    shop.location("MAIN", { safetyStock: 3n });
    shop.received("2 MILK @MAIN #A");
    shop.received("4 MILK @MAIN #B");

    expect(shop.available("MILK @MAIN")).toBe(3n);
    expect(shop.reserve("4 MILK").outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.reserve("3 MILK").outcome).toBe("accepted");
  });

  test.each([
    ["more", 4n, 6n],
    ["less", 1n, 9n],
    ["nothing", 0n, 10n],
    ["all of it", 10n, 0n],
    ["more than there is", 11n, 0n],
  ])("is %s where that is said of the item itself", (_, quantity, available) => {
    shop.location("MAIN", { safetyStock: 3n });
    shop.item("SOCK", { safetyStockAt: new Map([["location-MAIN", quantity]]) });
    shop.received("10 SOCK @MAIN");
    shop.received("10 GLOVE @MAIN");

    expect(shop.available("SOCK @MAIN")).toBe(available);
    expect(shop.available("GLOVE @MAIN")).toBe(7n);
    expect(shop.reserve(`${available + 1n} SOCK`).outcome).toBe("INSUFFICIENT_STOCK");
  });

  test("of one location, said of an item, is none of another's", () => {
    shop.location("MAIN", { safetyStock: 3n });
    shop.location("WEST", { safetyStock: 2n });
    shop.item("SOCK", { safetyStockAt: new Map([["location-MAIN", 0n]]) });
    shop.received("5 SOCK @MAIN");
    shop.received("5 SOCK @WEST");

    expect(shop.available("SOCK")).toBe(8n);
  });

  test("is kept at each location", () => {
    shop.location("MAIN", { safetyStock: 2n });
    shop.location("WEST", { safetyStock: 3n });
    shop.received("5 SOCK @MAIN");
    shop.received("5 SOCK @WEST");

    expect(shop.available("SOCK")).toBe(5n);
    expect(shop.reserve("6 SOCK").outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.reserve("5 SOCK").outcome).toBe("accepted");
  });
});

describe("the buffer at a location that a warehouse system counts", () => {
  const MANAGED = { wmsAccountId: "account", fulfilment: "deferred" } as const;

  test.each([
    ["no policy", 0, 5 * HOUR, 20n, 80n],
    ["a word that is new", 50, 0, 20n, 80n],
    ["a word from the future", 50, -HOUR, 20n, 80n],
    ["nothing sold", 10_000, 100 * HOUR, 0n, 100n],
    ["half of what was sold, per hour", 50, HOUR, 20n, 70n],
    ["the same after two hours", 50, 2 * HOUR, 20n, 60n],
    ["a part of an hour", 50, 6 * MINUTE, 20n, 79n],
    ["a part of a unit, which counts as one", 1, 1, 1n, 98n],
    ["one unit exactly", 100, 3 * MINUTE, 20n, 79n],
    ["a millisecond more", 100, 3 * MINUTE + 1, 20n, 78n],
    ["more than there is", 10_000, 100 * HOUR, 20n, 0n],
  ])("keeps back for %s", (_, wmsBufferPercent, age, sold, available) => {
    shop.location("MAIN", { fulfilment: "deferred" });
    shop.received("100 SOCK @MAIN");
    if (sold > 0n) shop.sold(`${sold} SOCK`);

    shop.location("MAIN", { ...MANAGED, wmsBufferPercent, wmsSeenAt: shop.now - age });

    expect(shop.available("SOCK @MAIN")).toBe(available);
    expect(shop.availability("SOCK @MAIN")).toMatchObject({ onHand: 100n, committed: sold });
  });

  test("keeps nothing back of other items, nor before anything was seen", () => {
    shop.location("MAIN", { fulfilment: "deferred" });
    shop.received("100 SOCK @MAIN");
    shop.received("100 GLOVE @MAIN");
    shop.sold("20 SOCK");

    shop.location("MAIN", { ...MANAGED, wmsBufferPercent: 100, wmsSeenAt: shop.now - HOUR });
    expect(shop.available("GLOVE @MAIN")).toBe(100n);
    shop.location("MAIN", { wmsSeenAt: null });
    expect(shop.available("SOCK @MAIN")).toBe(80n);
  });
});
