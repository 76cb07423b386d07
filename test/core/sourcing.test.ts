import { beforeEach, describe, expect, test } from "@jest/globals";

import { DAY } from "../support/core/said.ts";
import { Shop } from "../support/core/shop.ts";

let shop: Shop;

/** Three locations: MAIN serves before EAST, EAST before WEST. */
beforeEach(() => {
  shop = new Shop();
  shop.location("MAIN", { sourcingPriority: 0 });
  shop.location("WEST", { sourcingPriority: 1 });
  shop.location("EAST", { sourcingPriority: 1 });
});

describe("which stock serves an order", () => {
  test.each<[string, string[], string[], string[]]>([
    [
      "the location of the first priority, when several have all of it",
      ["9 SOCK @WEST", "9 SOCK @MAIN", "9 SOCK @EAST"],
      ["2 SOCK"],
      ["1/1 SOCK @MAIN: 2 held"],
    ],
    [
      "the first by code, when priorities are equal",
      ["9 SOCK @WEST", "9 SOCK @EAST"],
      ["2 SOCK"],
      ["1/1 SOCK @EAST: 2 held"],
    ],
    [
      "a location that has the whole order, before one of a better priority that has a part",
      ["9 SOCK @MAIN", "9 SOCK @WEST", "9 HAT @WEST"],
      ["2 SOCK", "2 HAT"],
      ["1/1 SOCK @WEST: 2 held", "2/1 HAT @WEST: 2 held"],
    ],
    [
      "one location per line, when none has the whole order",
      ["9 SOCK @MAIN", "9 HAT @WEST"],
      ["2 SOCK", "2 HAT"],
      ["1/1 SOCK @MAIN: 2 held", "2/1 HAT @WEST: 2 held"],
    ],
    [
      "the first that has the whole line, rather than a split",
      ["1 SOCK @MAIN", "2 SOCK @WEST", "2 SOCK @EAST"],
      ["2 SOCK"],
      ["1/1 SOCK @EAST: 2 held"],
    ],
    [
      "a split, most available first, when no location has the whole line",
      ["2 SOCK @MAIN", "4 SOCK @WEST", "3 SOCK @EAST"],
      ["8 SOCK"],
      ["1/1 SOCK @WEST: 4 held", "1/2 SOCK @EAST: 3 held", "1/3 SOCK @MAIN: 1 held"],
    ],
    [
      "a split by priority and code, where equally much is available",
      ["3 SOCK @WEST", "3 SOCK @EAST", "3 SOCK @MAIN"],
      ["7 SOCK"],
      ["1/1 SOCK @MAIN: 3 held", "1/2 SOCK @EAST: 3 held", "1/3 SOCK @WEST: 1 held"],
    ],
    [
      "a split of one line only, where the other has a location of its own",
      ["3 SOCK @WEST", "3 SOCK @EAST", "5 HAT @EAST"],
      ["4 SOCK", "5 HAT"],
      ["1/1 SOCK @EAST: 3 held", "1/2 SOCK @WEST: 1 held", "2/1 HAT @EAST: 5 held"],
    ],
    [
      "the pinned location, whatever its priority",
      ["9 SOCK @MAIN", "9 SOCK @WEST"],
      ["2 SOCK @WEST"],
      ["1/1 SOCK @WEST: 2 held"],
    ],
    [
      "the pinned location for the other lines too, when it has the whole order",
      ["9 SOCK @MAIN", "9 HAT @MAIN", "9 SOCK @WEST", "9 HAT @WEST"],
      ["2 SOCK @WEST", "2 HAT"],
      ["1/1 SOCK @WEST: 2 held", "2/1 HAT @WEST: 2 held"],
    ],
    [
      "the rest of the order by priority, when the pinned location lacks it",
      ["9 SOCK @WEST", "1 HAT @WEST", "9 HAT @EAST", "9 HAT @MAIN"],
      ["2 SOCK @WEST", "2 HAT"],
      ["1/1 SOCK @WEST: 2 held", "2/1 HAT @MAIN: 2 held"],
    ],
    [
      "one location for the rest of the order, when the pinned one lacks it",
      ["9 SOCK @WEST", "9 HAT @MAIN", "9 HAT @EAST", "9 CAP @EAST"],
      ["2 SOCK @WEST", "2 HAT", "2 CAP"],
      ["1/1 SOCK @WEST: 2 held", "2/1 HAT @EAST: 2 held", "3/1 CAP @EAST: 2 held"],
    ],
    [
      "the first that has the whole line, rather than the one that has most, where lines part",
      ["2 SOCK @EAST", "9 SOCK @WEST", "9 HAT @MAIN"],
      ["2 SOCK", "2 HAT"],
      ["1/1 SOCK @EAST: 2 held", "2/1 HAT @MAIN: 2 held"],
    ],
    [
      "each pinned location its own line",
      ["9 SOCK @MAIN", "9 SOCK @WEST"],
      ["2 SOCK @WEST", "3 SOCK @MAIN"],
      ["1/1 SOCK @WEST: 2 held", "2/1 SOCK @MAIN: 3 held"],
    ],
    [
      "pinned lines before free ones, so that both are served",
      ["2 SOCK @MAIN", "2 SOCK @WEST"],
      ["2 SOCK", "2 SOCK @MAIN"],
      ["1/1 SOCK @WEST: 2 held", "2/1 SOCK @MAIN: 2 held"],
    ],
  ])("is %s", (_, stock, order, served) => {
    for (const line of stock) shop.received(line);

    const id = shop.holds(order);

    expect(shop.served(id).toSorted()).toEqual(served.toSorted());
  });

  test("is what remains after safety stock, at each location", () => {
    shop.location("MAIN", { safetyStock: 8n });
    shop.received("9 SOCK @MAIN");
    shop.received("3 SOCK @EAST");

    const id = shop.holds("4 SOCK");

    expect(shop.served(id)).toEqual(["1/1 SOCK @EAST: 3 held", "1/2 SOCK @MAIN: 1 held"]);
    expect(shop.reserve("1 SOCK").outcome).toBe("INSUFFICIENT_STOCK");
  });

  test("is never an archived location", () => {
    shop.received("9 SOCK @MAIN");
    shop.received("1 SOCK @WEST");
    shop.location("MAIN", { archived: true });

    expect(shop.reserve("2 SOCK").outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.reserve("1 SOCK").outcome).toBe("accepted");
  });

  test("counts for a location only lots that live long enough", () => {
    shop.received("9 MILK @MAIN #SOON", { expiresAt: shop.now + DAY });
    shop.received("2 MILK @WEST #LATE", { expiresAt: shop.now + 9 * DAY });

    const id = shop.holds("2 MILK ~3d");

    expect(shop.served(id)).toEqual(["1/1 MILK @WEST #LATE: 2 held"]);
  });
});

describe("lines of one item", () => {
  test("are summed before they are checked", () => {
    shop.received("5 SOCK @MAIN");

    const told = shop.reserve(["3 SOCK", "3 SOCK"]);

    expect(told.outcome).toBe("INSUFFICIENT_STOCK");
    expect(told.rejection?.shortages).toMatchObject([{ line: 2, requested: 3n, available: 2n }]);
    expect(shop.reserve(["3 SOCK", "2 SOCK"]).outcome).toBe("accepted");
  });

  test("are summed whether they name the location or not", () => {
    shop.received("5 SOCK @MAIN");

    expect(shop.reserve(["3 SOCK", "3 SOCK @MAIN"]).outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.reserve(["3 SOCK", "2 SOCK @MAIN"]).outcome).toBe("accepted");
  });

  test("are summed before safety stock is kept from them", () => {
    shop.location("MAIN", { safetyStock: 2n });
    shop.received("5 SOCK @MAIN");

    expect(shop.reserve(["2 SOCK", "2 SOCK"]).outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.reserve(["2 SOCK", "1 SOCK"]).outcome).toBe("accepted");
  });

  test("leave the fresh lot to the choosy one, wherever it lies", () => {
    shop.received("2 MILK @MAIN #LATE", { expiresAt: shop.now + 9 * DAY });
    shop.received("2 MILK @WEST #SOON", { expiresAt: shop.now + DAY });

    expect(shop.reserve(["2 MILK", "2 MILK ~3d"]).outcome).toBe("accepted");
  });

  test("are summed whether they name the lot or not", () => {
    shop.received("5 MILK @MAIN #A");

    expect(shop.reserve(["3 MILK", "3 MILK #A"]).outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.reserve(["3 MILK", "2 MILK #A"]).outcome).toBe("accepted");
  });

  test("share the stock of a location that has the whole order", () => {
    shop.received("3 SOCK @MAIN");
    shop.received("5 SOCK @WEST");

    const id = shop.holds(["2 SOCK", "3 SOCK"]);

    expect(shop.served(id)).toEqual(["1/1 SOCK @WEST: 2 held", "2/1 SOCK @WEST: 3 held"]);
  });

  test("pinned to a lot and pinned to a place leave each other what they need", () => {
    shop.received("5 MILK @MAIN #A", { expiresAt: shop.now + DAY });
    shop.received("5 MILK @MAIN #B", { expiresAt: shop.now + 2 * DAY });

    expect(shop.reserve(["5 MILK @MAIN", "5 MILK #A"]).outcome).toBe("accepted");
  });
});
