import { beforeEach, describe, expect, test } from "@jest/globals";

import type { Selected } from "../support/core/forms.ts";
import { Shop } from "../support/core/shop.ts";

let shop: Shop;
/** Two lines of socks and one of hats: 2, 3 and 4 are held. */
let id: string;

beforeEach(() => {
  shop = new Shop();
  shop.location("MAIN", { fulfilment: "deferred" });
  shop.received(["9 SOCK @MAIN", "9 HAT"]);
  id = shop.holds(["2 SOCK", "3 SOCK", "4 HAT"]);
});

describe("the lines that a commit, a release or a shipment names", () => {
  test.each<[string, readonly Selected[], readonly bigint[]]>([
    ["all, when none is named", [], [2n, 3n, 4n]],
    ["one by its number, all of it", ["2"], [0n, 3n, 0n]],
    ["one by its number, a part of it", ["2 x1"], [0n, 1n, 0n]],
    ["one by its number, just all of it", ["2 x3"], [0n, 3n, 0n]],
    ["one by the SKU that no other line has", ["HAT x2"], [0n, 0n, 2n]],
    ["one by number and SKU", [{ line: 3, sku: "HAT", quantity: 1n }], [0n, 0n, 1n]],
    ["several, in any order", ["HAT", "1 x1"], [1n, 0n, 4n]],
  ])("are %s", (_, lines, units) => {
    shop.committed(id, { lines, remainder: "keep" });

    const committed = shop.reservation(id).allocations.map((allocation) => allocation.committed);
    expect(committed).toEqual(units);
  });

  test.each<[string, readonly Selected[], string, string | undefined]>([
    ["more than is held", ["1 x3"], "INVALID_MOVEMENT", "lines[0].quantity"],
    ["a line that does not exist", ["1", "4"], "LINE_NOT_FOUND", undefined],
    ["a SKU that no line has", ["GLOVE"], "LINE_NOT_FOUND", undefined],
    ["a SKU that two lines have", ["SOCK"], "FIELD_VIOLATION", "lines[0].sku"],
    [
      "a line by the SKU of another",
      [{ line: 1, sku: "HAT", quantity: 1n }],
      "FIELD_VIOLATION",
      "lines[0].sku",
    ],
    ["a line twice", ["1 x1", "1 x1"], "FIELD_VIOLATION", "lines[1]"],
    ["a line twice, by number and by SKU", ["3 x1", "HAT x1"], "FIELD_VIOLATION", "lines[1]"],
  ])("must not be %s", (_, lines, outcome, field) => {
    const told = [shop.commit(id, { lines }), shop.release(id, { lines })];

    expect(told.map((each) => each.outcome)).toEqual([outcome, outcome]);
    expect(told[0]?.rejection?.field).toBe(field);
    expect(shop.state(id)).toBe("held");
  });

  test("have nothing to give when all of it is sold: all of nothing is refused", () => {
    shop.committed(id, { lines: ["1"], remainder: "keep" });

    expect(shop.commit(id, { lines: ["1"] }).outcome).toBe("INVALID_MOVEMENT");
    expect(shop.release(id, { lines: ["1"] }).outcome).toBe("INVALID_MOVEMENT");
    expect(shop.release(id, { lines: ["1"], scope: "holdsAndCommits" }).outcome).toBe("accepted");
  });

  test("are counted by what is committed, where they are to be shipped", () => {
    shop.committed(id, { lines: ["2 x2"], remainder: "keep" });

    const told = shop.fulfil(id, { lines: ["2 x3"] });

    expect(told.outcome).toBe("INVALID_MOVEMENT");
    expect(told.rejection?.facts).toEqual({ line: "2", requested: "3", open: "2" });
    expect(shop.fulfil(id, { lines: ["1"] }).outcome).toBe("INVALID_MOVEMENT");
    expect(shop.fulfil(id, { lines: ["2"] }).outcome).toBe("accepted");
  });

  test("are counted by what lapsed, where they are to be reacquired", () => {
    shop.wait(15 * 60_000);

    const told = shop.commit(id, { lines: ["2 x4"], onExpired: "reacquire" });

    expect(told.outcome).toBe("INVALID_MOVEMENT");
    expect(shop.commit(id, { lines: ["2 x3"], onExpired: "reacquire" }).outcome).toBe("accepted");
  });
});
