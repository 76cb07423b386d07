import { beforeEach, describe, expect, test } from "@jest/globals";

import { Books } from "../../../src/core/books.ts";
import { explainOrder } from "../../../src/core/explanation.ts";
import { Shop } from "../../support/core/shop.ts";

let shop: Shop;

beforeEach(() => {
  shop = new Shop();
  shop.received(["9 POT @MAIN", "40 CUP @MAIN"]);
  shop.bundle("SET", "1 POT", "4 CUP");
});

describe("what a customer brings back of a bundle", () => {
  test("is whole ones, to where they were", () => {
    const id = shop.sold("3 SET");

    const told = shop.return(id, "SET x2 to damaged");

    expect(told.stock.map(({ item }) => item.sku)).toEqual(["CUP", "POT"]);
    expect(shop.served(id)).toEqual([
      "1/1 CUP @MAIN: 12 fulfilled (8 returned)",
      "1/2 POT @MAIN: 3 fulfilled (2 returned)",
    ]);
    expect(shop.balances("CUP @MAIN")).toEqual({ onHand: 36n, damaged: 8n });
    expect(shop.return(id, "SET x2").rejection).toMatchObject({
      reason: "INVALID_MOVEMENT",
      facts: { requested: "2", open: "1" },
      field: "lines[0].quantity",
    });
  });

  test("is counted over all lines of the return", () => {
    const id = shop.sold("3 SET");
    expect(shop.return(id, ["1 x2", "1 x2 to damaged"]).rejection).toMatchObject({
      facts: { requested: "2", open: "1" },
      field: "lines[1].quantity",
    });
    expect(shop.return(id, ["1 x2", "1 x1 to damaged"]).outcome).toBe("accepted");
    expect(shop.balances("POT @MAIN")).toEqual({ onHand: 9n, damaged: 1n });
  });

  test("is taken in elsewhere only where all its components have been", () => {
    shop.location("SHOP");
    shop.received("1 CUP @SHOP");
    const id = shop.sold("2 SET @MAIN");

    expect(shop.return(id, "SET x1", { at: "SHOP" }).rejection).toMatchObject({
      reason: "INVALID_MOVEMENT",
      facts: { sku: "POT", location: "SHOP" },
      field: "location",
    });
    shop.received("1 POT @SHOP");
    expect(shop.return(id, "SET x1", { at: "SHOP" }).outcome).toBe("accepted");
    expect(shop.balances("CUP @SHOP")).toEqual({ onHand: 5n });
    expect(shop.balances("POT @SHOP")).toEqual({ onHand: 2n });
  });

  test("is all of it where a component was of several lots: which ones came back, nobody knows", () => {
    shop.received(["2 MILK @MAIN #A", "5 MILK @MAIN #B"]);
    shop.bundle("BREAKFAST", "1 CUP", "1 MILK");
    const id = shop.sold("3 BREAKFAST");

    expect(shop.return(id, "BREAKFAST x1").rejection).toMatchObject({
      reason: "INVALID_MOVEMENT",
      facts: { sku: "MILK", open: "3" },
    });
    expect(shop.return(id, "BREAKFAST x1 of A").rejection).toMatchObject({
      reason: "INVALID_MOVEMENT",
      field: "lines[0].lot",
    });
    expect(shop.return(id, "BREAKFAST x3").outcome).toBe("accepted");
    expect(shop.balances("MILK @MAIN #A")).toEqual({ onHand: 2n });
  });
});

describe("a bundle of a recalled lot", () => {
  beforeEach(() => {
    shop.received(["5 MILK @MAIN #A"]);
    shop.bundle("BREAKFAST", "1 CUP", "2 MILK");
  });

  test("moves to another lot of its own location", () => {
    const id = shop.holds("2 BREAKFAST");
    shop.received("3 MILK @MAIN #B");
    shop.recall("MILK #A");

    expect(shop.rehome(id).outcome).toBe("accepted");

    expect(shop.served(id)).toEqual([
      "1/1 CUP @MAIN: 2 held",
      "1/2 MILK @MAIN #A: 1 held",
      "1/3 MILK @MAIN #B: 3 held",
    ]);
  });

  test("stays, told short, where only another location has some: it would not be whole there", () => {
    const id = shop.holds("2 BREAKFAST");
    shop.received(["9 MILK @WEST #B", "9 CUP @WEST"]);
    shop.recall("MILK #A");

    expect(shop.rehome(id).outcome).toBe("accepted");

    expect(shop.served(id)).toEqual(["1/1 CUP @MAIN: 2 held", "1/2 MILK @MAIN #A: 4 held"]);
    expect(shop.reservation(id).allocations[1]?.shortAt).toBe(shop.now);
  });
});

describe("nobody", () => {
  const refused = (sku: string) => ({
    reason: "INVALID_MOVEMENT",
    message: expect.stringContaining(`"${sku}" is a bundle and has no stock of its own`),
    field: "lines[0].sku",
  });

  test("sets the stock of a bundle", () => {
    expect(shop.setStock("3 SET @MAIN").rejection).toMatchObject(refused("SET"));
  });

  test("plans to move bundles", () => {
    shop.location("WEST");
    const told = shop.ask(shop.form.createTransfer("3 SET @MAIN", "WEST"));
    expect(told.rejection).toMatchObject(refused("SET"));
  });

  test("finds bundles in a count", () => {
    const id = shop.counting("MAIN");
    expect(shop.record(id, "3 SET @MAIN").rejection).toMatchObject(refused("SET"));
  });
});

test("why a bundle is served from where it is, is told of its components", () => {
  shop.received(["1 POT @WEST", "40 CUP @WEST"]);
  const id = shop.holds("2 SET");
  const { lines, allocations } = shop.reservation(id);
  const chosen = new Map(allocations.map(({ stockId, quantity }) => [stockId, quantity]));
  shop.ask(shop.form.release(id));
  const books = new Books(shop.ledger.facts([shop.form.reserve("2 SET")]));

  const { isReproduced, lines: explained } = explainOrder(books, lines, null, chosen);

  expect(isReproduced).toBe(true);
  expect(explained).toMatchObject([
    {
      granted: 2n,
      rule: "wholeOrder",
      places: [
        { location: { code: "MAIN" }, available: 9n, taken: 2n, verdict: "chosen" },
        { location: { code: "WEST" }, available: 1n, taken: 0n, verdict: "tooLittle" },
      ],
    },
  ]);
  expect(explained[0]?.places[0]?.lots.map(({ row, taken }) => [row.item.sku, taken])).toEqual([
    ["CUP", 8n],
    ["POT", 2n],
  ]);
});
