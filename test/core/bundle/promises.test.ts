import { beforeEach, describe, expect, test } from "@jest/globals";

import { DAY, MINUTE } from "../../support/core/said.ts";
import { Shop } from "../../support/core/shop.ts";

let shop: Shop;

beforeEach(() => {
  shop = new Shop();
});

/** A tea set: a pot and four cups. */
function teaSet(...received: readonly string[]): void {
  for (const said of received) shop.received(said);
  shop.bundle("SET", "1 POT", "4 CUP");
}

describe("of a bundle is available", () => {
  test.each<[string, readonly string[], bigint]>([
    ["what the scarcest component allows", ["3 POT @MAIN", "30 CUP @MAIN"], 3n],
    ["whole ones only", ["9 POT @MAIN", "11 CUP @MAIN"], 2n],
    ["nothing where a component is missing", ["9 POT @MAIN", "3 CUP @MAIN"], 0n],
    [
      "what each location has alone, summed",
      ["2 POT @MAIN", "7 CUP @MAIN", "5 POT @WEST", "9 CUP @WEST"],
      3n,
    ],
    ["nothing where components lie apart", ["9 POT @MAIN", "90 CUP @WEST"], 0n],
  ])("%s", (_, received, available) => {
    teaSet(...received);
    expect(shop.available("SET")).toBe(available);
    expect(shop.availability("SET")).toMatchObject({ onHand: 0n, held: 0n, committed: 0n });
    const taken = available === 0n ? "refused" : shop.reserve(`${available} SET`).outcome;
    expect([taken, shop.reserve("1 SET").outcome]).toEqual([
      available === 0n ? "refused" : "accepted",
      "INSUFFICIENT_STOCK",
    ]);
  });

  test("what safety stock leaves of each component", () => {
    teaSet("3 POT @MAIN", "13 CUP @MAIN");
    shop.location("MAIN", { safetyStock: 2n });
    expect(shop.available("SET @MAIN")).toBe(1n);
  });

  test("what overdue holds of single components do not stand for", () => {
    teaSet("1 POT @MAIN", "4 CUP @MAIN");
    shop.holds("4 CUP");
    expect(shop.available("SET")).toBe(0n);
    shop.wait(15 * MINUTE);
    expect(shop.available("SET")).toBe(1n);
    expect(shop.reserve("1 SET").outcome).toBe("accepted");
  });

  test("nothing once a component is archived, or a bundle within it", () => {
    teaSet("9 POT @MAIN", "90 CUP @MAIN");
    shop.bundle("HAMPER", "2 SET", "1 CUP");
    expect(shop.available("HAMPER")).toBe(4n);
    shop.item("SET", { archived: true });
    expect([shop.available("HAMPER"), shop.reserve("1 HAMPER").outcome]).toEqual([
      0n,
      "INSUFFICIENT_STOCK",
    ]);
    shop.item("SET", { archived: false });
    shop.item("POT", { archived: true });
    expect([shop.available("SET"), shop.available("HAMPER")]).toEqual([0n, 0n]);
    expect(shop.reserve("1 SET").outcome).toBe("INSUFFICIENT_STOCK");
    shop.item("SET", { archived: true });
    expect(shop.reserve("1 SET").outcome).toBe("ITEM_ARCHIVED");
  });
});

describe("reserving a bundle", () => {
  test("holds every component of each", () => {
    teaSet("5 POT @MAIN", "20 CUP @MAIN");
    const id = shop.holds("2 SET");
    expect(shop.served(id)).toEqual(["1/1 CUP @MAIN: 8 held", "1/2 POT @MAIN: 2 held"]);
    expect(shop.reservation(id).lines).toMatchObject([
      {
        sku: "SET",
        quantity: 2n,
        components: [
          { sku: "CUP", perBundle: 4n },
          { sku: "POT", perBundle: 1n },
        ],
      },
    ]);
  });

  test("holds nothing of any component where one is short, and tells how many bundles there are", () => {
    teaSet("5 POT @MAIN", "9 CUP @MAIN");
    const told = shop.reserve("3 SET");
    expect(told.rejection?.shortages).toMatchObject([
      { line: 1, sku: "SET", requested: 3n, available: 2n },
    ]);
    expect([shop.available("POT"), shop.available("CUP")]).toEqual([5n, 9n]);
  });

  test("takes the sum over bundles within it, where they need the same", () => {
    teaSet("2 POT @MAIN", "11 CUP @MAIN");
    shop.bundle("GIFT", "2 CUP", "1 SET");
    const id = shop.holds("1 GIFT");
    expect(shop.served(id)).toEqual(["1/1 CUP @MAIN: 6 held", "1/2 POT @MAIN: 1 held"]);
    expect(shop.available("GIFT")).toBe(0n);
  });

  test("grants whole ones where it takes a part", () => {
    teaSet("5 POT @MAIN", "11 CUP @MAIN");
    const told = shop.reserve(["4 SET", "9 CUP"], { allowPartial: true });
    const [set, cups] = told.reservation?.lines ?? [];
    expect([set?.shortQuantity, cups?.shortQuantity]).toEqual([2n, 6n]);
    expect(shop.balances("CUP @MAIN")).toEqual({ onHand: 11n, held: 11n });
    expect(shop.balances("POT @MAIN")).toEqual({ onHand: 5n, held: 2n });
  });

  test("of a cart with single components counts both", () => {
    teaSet("5 POT @MAIN", "10 CUP @MAIN");
    expect(shop.reserve(["3 CUP", "2 SET"]).outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.reserve(["2 CUP", "2 SET"]).outcome).toBe("accepted");
    expect(shop.available("CUP")).toBe(0n);
  });

  test("takes each from one location, and several from where most are", () => {
    shop.location("EAST", { sourcingPriority: 2 });
    shop.location("WEST", { sourcingPriority: 1 });
    teaSet("1 POT @WEST", "9 CUP @WEST", "9 POT @EAST", "11 CUP @EAST");
    const id = shop.holds("3 SET");
    expect(shop.served(id)).toEqual([
      "1/1 CUP @EAST: 8 held",
      "1/2 POT @EAST: 2 held",
      "1/3 CUP @WEST: 4 held",
      "1/4 POT @WEST: 1 held",
    ]);
  });

  test("goes to the location that serves the whole cart alone", () => {
    shop.location("EAST", { sourcingPriority: 2 });
    teaSet("3 POT @MAIN", "12 CUP @MAIN", "3 POT @EAST", "13 CUP @EAST");
    const id = shop.holds(["3 SET", "1 CUP"]);
    expect(shop.reservation(id).allocations.every(({ location }) => location === "EAST")).toBe(
      true,
    );
  });

  test("takes of every component the lot that expires first and is good for long enough", () => {
    const opened = shop.now;
    shop.received("2 TEA @MAIN #A", { expiresAt: opened + 2 * DAY });
    shop.received("3 TEA @MAIN #B", { expiresAt: opened + 20 * DAY });
    shop.received("9 POT @MAIN");
    shop.bundle("KIT", "1 POT", "3 TEA");

    expect(shop.reserve("1 KIT ~21d").outcome).toBe("INSUFFICIENT_STOCK");
    const choosy = shop.holds("1 KIT ~3d");
    expect(shop.served(choosy)).toEqual(["1/1 POT @MAIN: 1 held", "1/2 TEA @MAIN #B: 3 held"]);
    shop.ask(shop.form.release(choosy));

    const any = shop.holds("1 KIT");
    expect(shop.served(any)).toEqual([
      "1/1 POT @MAIN: 1 held",
      "1/2 TEA @MAIN #A: 2 held",
      "1/3 TEA @MAIN #B: 1 held",
    ]);
  });

  test("cannot name a lot, and may name a location", () => {
    teaSet("5 POT @MAIN", "20 CUP @MAIN", "1 POT @WEST", "4 CUP @WEST");
    expect(shop.reserve("1 SET #A").outcome).toBe("LOT_NOT_FOUND");
    expect(shop.reserve("2 SET @WEST").outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.served(shop.holds("1 SET @WEST"))).toEqual([
      "1/1 CUP @WEST: 4 held",
      "1/2 POT @WEST: 1 held",
    ]);
  });

  test("counts what the reservation that it replaces gives up", () => {
    teaSet("2 POT @MAIN", "8 CUP @MAIN");
    const old = shop.holds("2 SET");
    expect(shop.reserve(["1 SET", "4 CUP"], { replaces: old }).outcome).toBe("accepted");
    expect(shop.state(old)).toBe("released");
  });

  test("is refused where bundles have too many components for one order", () => {
    const parts = Array.from({ length: 50 }, (_, at) => `PART-${at}`);
    for (const part of parts) shop.received(`100 ${part} @MAIN`);
    shop.bundle("BIG", ...parts.map((part) => `1 ${part}`));
    const lines = Array.from({ length: 21 }, () => "1 BIG");
    expect(shop.reserve(lines).rejection).toMatchObject({ field: "lines" });
    expect(shop.reserve(lines.slice(1)).outcome).toBe("accepted");
  });
});

test("a till sells all components of a bundle or none", () => {
  teaSet("2 POT @MAIN", "7 CUP @MAIN");
  expect(shop.sell("2 SET").outcome).toBe("INSUFFICIENT_STOCK");
  const id = shop.sold("1 SET");
  expect(shop.served(id)).toEqual(["1/1 CUP @MAIN: 4 fulfilled", "1/2 POT @MAIN: 1 fulfilled"]);
  expect(shop.balances("CUP @MAIN")).toEqual({ onHand: 3n });
});

test("a bundle has no stock that could be received, counted or damaged", () => {
  teaSet("2 POT @MAIN", "7 CUP @MAIN");
  for (const told of [
    shop.receive("1 SET @MAIN"),
    shop.adjust("+1 SET @MAIN"),
    shop.changeCondition("1 SET @MAIN: available to damaged"),
  ]) {
    expect(told.rejection).toMatchObject({
      reason: "INVALID_MOVEMENT",
      field: "lines[0].sku",
      message: expect.stringContaining("its components"),
    });
  }
});
