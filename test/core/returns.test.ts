import { beforeEach, describe, expect, test } from "@jest/globals";

import { BALANCE_MAX } from "../../src/core/balances.ts";
import { DAY, HOUR } from "../support/core/said.ts";
import { Shop } from "../support/core/shop.ts";

let shop: Shop;

/** MAIN sends at once, WEST later. */
beforeEach(() => {
  shop = new Shop();
  shop.location("WEST", { fulfilment: "deferred" });
  shop.received(["5 SOCK @MAIN", "5 HAT @MAIN"]);
});

describe("a return", () => {
  test("brings units back to where they were shipped from, for sale again", () => {
    const id = shop.sold(["3 SOCK", "1 HAT"]);

    const told = shop.return(id, "SOCK x2", { reason: "too small", reference: "RMA-7" });

    expect(told.outcome).toBe("accepted");
    expect(told.stock.map(({ item }) => item.sku)).toEqual(["SOCK"]);
    expect(shop.balances("SOCK")).toEqual({ onHand: 4n });
    expect(shop.available("SOCK")).toBe(4n);
    expect(shop.served(id)).toEqual([
      "1/1 SOCK @MAIN: 3 fulfilled (2 returned)",
      "2/1 HAT @MAIN: 1 fulfilled",
    ]);
    expect(shop.state(id)).toBe("fulfilled");
    expect(shop.ledger.journal.at(-1)).toMatchObject({
      kind: "return",
      reservationId: id,
      reason: "too small",
      reference: "RMA-7",
      occurredAt: shop.now,
    });
  });

  test.each(["damaged", "quarantined", "withheld"] as const)(
    "of %s units brings them on hand and not for sale",
    (condition) => {
      const id = shop.sold("3 SOCK");

      shop.return(id, [`1 x1 to ${condition}`, "1 x1"]);

      expect(shop.balances("SOCK")).toEqual({ onHand: 4n, [condition]: 1n });
      expect(shop.available("SOCK")).toBe(3n);
    },
  );

  test("is taken in elsewhere where the caller says so, in the same lot", () => {
    shop.received("5 MILK @MAIN #A");
    shop.location("SHOP");
    const id = shop.sold("3 MILK");

    const told = shop.return(id, ["1 x1", "1 x1 to damaged"], { at: "SHOP" });

    expect(told.stock.map(({ location, lot }) => [location.code, lot?.number])).toEqual([
      ["SHOP", "A"],
    ]);
    expect(shop.balances("MILK @SHOP #A")).toEqual({ onHand: 2n, damaged: 1n });
    expect(shop.balances("MILK @MAIN #A")).toEqual({ onHand: 2n });
    expect(shop.served(id)).toEqual(["1/1 MILK @MAIN #A: 3 fulfilled (2 returned)"]);
  });

  test("adds to what lies where it is taken in", () => {
    shop.received("1 SOCK @SHOP");
    const id = shop.sold("3 SOCK @MAIN");

    shop.return(id, "1 x2", { at: "SHOP" });

    expect(shop.balances("SOCK @SHOP")).toEqual({ onHand: 3n });
    expect(shop.ledger.stock.size).toBe(3);
  });

  test("covers what was short, and never makes a shortfall", () => {
    const id = shop.sold("2 SOCK");
    shop.holds("3 SOCK");
    shop.adjust("-2 SOCK");

    shop.return(id, ["1 x1 to damaged", "1 x1"]);

    expect(shop.balances("SOCK")).toEqual({ onHand: 3n, held: 3n, damaged: 1n });
    expect(shop.availability("SOCK").shortfall).toBe(1n);
  });

  test("happened when the caller says so", () => {
    const id = shop.sold("2 SOCK");
    shop.wait(DAY);

    shop.return(id, "1 x1", { occurredAt: shop.now - HOUR });

    expect(shop.ledger.journal.at(-1)).toMatchObject({ occurredAt: shop.now - HOUR });
    expect(shop.return(id, "1 x1", { occurredAt: shop.now + 1 }).rejection?.field).toBe(
      "occurred_time",
    );
  });

  test("is told again with the rows that took it in", () => {
    const id = shop.sold("3 SOCK");
    shop.location("SHOP");
    const command = shop.form.return(id, "1 x1", { at: "SHOP" });
    const first = shop.ask(command);
    shop.return(id, "1 x1", { at: "SHOP" });

    const again = shop.ask(command);

    expect(again).toMatchObject({ outcome: "replayed", entryId: first.entryId });
    expect(again.stock.map(({ location, balances }) => [location.code, balances.onHand])).toEqual([
      ["SHOP", 2n],
    ]);
  });
});

describe("of a line that several lots served, a return", () => {
  let id: string;

  beforeEach(() => {
    shop.received("2 MILK @MAIN #A", { expiresAt: shop.now + DAY });
    shop.received("2 MILK @MAIN #B", { expiresAt: shop.now + 2 * DAY });
    id = shop.sold("3 MILK");
  });

  test("names the lot", () => {
    const refused = shop.return(id, "1 x1");

    expect(refused.outcome).toBe("LOT_REQUIRED");
    expect(refused.rejection?.message).toContain('"A", "B"');
    shop.return(id, ["1 x1 of B", "1 x2 of A"]);
    expect(shop.served(id)).toEqual([
      "1/1 MILK @MAIN #A: 2 fulfilled (2 returned)",
      "1/2 MILK @MAIN #B: 1 fulfilled (1 returned)",
    ]);
  });

  test("brings back no more of a lot than it shipped", () => {
    expect(shop.return(id, "1 x2 of B").outcome).toBe("INVALID_MOVEMENT");
    expect(shop.return(id, "1 x1 of C").rejection?.message).toContain("nothing was shipped from");
  });
});

describe("never more comes back than was shipped:", () => {
  test("not in one return", () => {
    const id = shop.sold("3 SOCK");

    const { outcome, rejection } = shop.return(id, ["1 x2", "1 x2"]);

    expect(outcome).toBe("INVALID_MOVEMENT");
    expect(rejection).toMatchObject({
      field: "lines[1].quantity",
      facts: { requested: "2", open: "1" },
    });
    expect(shop.balances("SOCK")).toEqual({ onHand: 2n });
  });

  test("not in several", () => {
    const id = shop.sold("3 SOCK");
    shop.return(id, "1 x2");

    expect(shop.return(id, "1 x2").outcome).toBe("INVALID_MOVEMENT");
    expect(shop.return(id, "1 x1").outcome).toBe("accepted");
    expect(shop.return(id, "1 x1").rejection?.facts).toMatchObject({ open: "0" });
  });

  test("not in two that meet in one batch", () => {
    const id = shop.sold("3 SOCK");

    const [first, second] = shop.batch(shop.form.return(id, "1 x2"), shop.form.return(id, "1 x2"));

    expect([first?.outcome, second?.outcome]).toEqual(["accepted", "INVALID_MOVEMENT"]);
  });

  test("not what is only held, or waits to be shipped", () => {
    const held = shop.holds("1 HAT");
    shop.received("2 SOCK @WEST");
    const id = shop.sold("2 SOCK @WEST");

    expect(shop.return(held, "1 x1").outcome).toBe("INVALID_MOVEMENT");
    expect(shop.return(id, "1 x1").outcome).toBe("INVALID_MOVEMENT");
    shop.fulfil(id, { lines: ["1 x1"] });
    expect(shop.return(id, "1 x2").outcome).toBe("INVALID_MOVEMENT");
    expect(shop.return(id, "1 x1").outcome).toBe("accepted");
    expect(shop.served(id)).toEqual(["1/1 SOCK @WEST: 1 committed, 1 fulfilled (1 returned)"]);
  });
});

describe("a return is refused", () => {
  test.each([
    ["of a reservation that is not there", "nobody", "1 x1", {}, "RESERVATION_NOT_FOUND"],
    ["of a line that is not there", "sold", "3 x1", {}, "LINE_NOT_FOUND"],
    ["of an item that was not ordered", "sold", "HAT x1", {}, "LINE_NOT_FOUND"],
    ["to a location that is not there", "sold", "1 x1", { at: "MOON" }, "LOCATION_NOT_FOUND"],
    ["to a location that is archived", "sold", "1 x1", { at: "OLD" }, "LOCATION_ARCHIVED"],
    [
      "to a location that a warehouse system counts",
      "sold",
      "1 x1",
      { at: "WMS" },
      "INVALID_MOVEMENT",
    ],
  ])("%s", (_, whose, lines, options, outcome) => {
    const id = shop.sold("3 SOCK");
    shop.location("OLD", { archived: true });
    shop.location("WMS", { wmsAccountId: "account" });

    const told = shop.return(whose === "sold" ? id : whose, lines, options);

    expect(told.outcome).toBe(outcome);
    expect(shop.balances("SOCK")).toEqual({ onHand: 2n });
  });

  test("where it was shipped from once that is archived, and another location is the remedy", () => {
    const id = shop.sold("3 SOCK");
    shop.location("MAIN", { archived: true });
    shop.location("SHOP");

    const refused = shop.return(id, "1 x1");

    expect(refused.outcome).toBe("LOCATION_ARCHIVED");
    expect(refused.rejection?.message).toContain("name another");
    expect(shop.return(id, "1 x1", { at: "SHOP" }).outcome).toBe("accepted");
  });

  test("beyond what a row can count", () => {
    const id = shop.sold("3 SOCK");
    shop.received(`${BALANCE_MAX - 3n} SOCK`);

    expect(shop.return(id, "1 x2").outcome).toBe("INVALID_MOVEMENT");
    expect(shop.return(id, "1 x1").outcome).toBe("accepted");
  });
});

test("an item that is archived comes back all the same", () => {
  const id = shop.sold("3 SOCK");
  shop.item("SOCK", { archived: true });

  expect(shop.return(id, "1 x1").outcome).toBe("accepted");
  expect(shop.balances("SOCK")).toEqual({ onHand: 3n });
});
