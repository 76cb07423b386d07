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
