import { beforeEach, describe, expect, test } from "@jest/globals";

import { DAY, MINUTE } from "../support/core/said.ts";
import { Shop } from "../support/core/shop.ts";

let shop: Shop;

beforeEach(() => {
  shop = new Shop();
  shop.received(["5 SOCK @MAIN", "5 HAT @MAIN"]);
});

describe("an order", () => {
  test("holds its units until its time is up", () => {
    const told = shop.reserve("2 SOCK", { ttlMs: 10 * MINUTE });

    expect(told.reservation).toMatchObject({
      createdAt: shop.now,
      expiresAt: shop.now + 10 * MINUTE,
      ttlMs: 10 * MINUTE,
    });
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 5n, held: 2n });
    expect(shop.state(told.reservation?.id ?? "")).toBe("held");
  });

  test("may hold without end", () => {
    const id = shop.holds("2 SOCK", { ttlMs: null });
    shop.wait(1000 * DAY);

    expect(shop.state(id)).toBe("held");
    expect(shop.available("SOCK")).toBe(3n);
  });

  test("gets every line or none", () => {
    const told = shop.reserve(["2 SOCK", "6 HAT"]);

    expect(told.outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 5n });
  });

  test.each([
    [5n, "accepted"],
    [6n, "INSUFFICIENT_STOCK"],
  ])("for %s of 5 units is %s", (quantity, outcome) => {
    expect(shop.reserve(`${quantity} SOCK`).outcome).toBe(outcome);
  });

  test("that is short is told how short, line by line, and when units may come back", () => {
    shop.received("1 SOCK @WEST");
    shop.holds("1 SOCK @WEST", { ttlMs: 40 * MINUTE });
    shop.holds("3 SOCK", { ttlMs: 30 * MINUTE });
    shop.holds("1 SOCK", { ttlMs: 20 * MINUTE });

    const told = shop.reserve(["2 SOCK", "2 HAT", "7 HAT @MAIN"]);

    expect(told.rejection?.shortages).toEqual([
      {
        line: 1,
        sku: "SOCK",
        location: null,
        requested: 2n,
        available: 1n,
        nextAvailableAt: shop.now + 20 * MINUTE,
      },
      {
        line: 2,
        sku: "HAT",
        location: null,
        requested: 2n,
        available: 0n,
        nextAvailableAt: null,
      },
      {
        line: 3,
        sku: "HAT",
        location: "MAIN",
        requested: 7n,
        available: 5n,
        nextAvailableAt: null,
      },
    ]);
  });

  test.each([
    ["an unknown item", "1 GLOVE", "ITEM_NOT_FOUND", "lines[1].sku"],
    ["an unknown location", "1 SOCK @MOON", "LOCATION_NOT_FOUND", "lines[1].location"],
    ["an unknown lot", "1 SOCK #A", "LOT_NOT_FOUND", "lines[1].lot"],
    ["an archived item", "1 OLD", "ITEM_ARCHIVED", "lines[1].sku"],
    ["an archived location", "1 SOCK @GONE", "LOCATION_ARCHIVED", "lines[1].location"],
  ])("that names %s is refused with the field", (_, line, outcome, field) => {
    shop.item("OLD", { archived: true });
    shop.location("GONE", { archived: true });

    const told = shop.reserve(["1 HAT", line]);

    expect(told.outcome).toBe(outcome);
    expect(told.rejection?.field).toBe(field);
    expect(shop.balances("HAT @MAIN")).toEqual({ onHand: 5n });
  });

  test("can be granted while another is refused, in one batch", () => {
    const [first, second, third] = shop.batch(
      shop.form.reserve("3 SOCK"),
      shop.form.reserve("3 SOCK"),
      shop.form.reserve("2 SOCK"),
    );

    expect([first, second, third].map((told) => told?.outcome)).toEqual([
      "accepted",
      "INSUFFICIENT_STOCK",
      "accepted",
    ]);
  });
});

describe("an order that takes a part", () => {
  test("holds what there is and says what is short", () => {
    const id = shop.holds(["7 SOCK", "2 HAT", "9 HAT"], { allowPartial: true });

    expect(shop.reservation(id).lines.map((line) => line.shortQuantity)).toEqual([2n, 0n, 6n]);
    expect(shop.served(id).toSorted()).toEqual([
      "1/1 SOCK @MAIN: 5 held",
      "2/1 HAT @MAIN: 2 held",
      "3/1 HAT @MAIN: 3 held",
    ]);
  });

  test("may get nothing at all for a line", () => {
    shop.holds("5 HAT");

    const id = shop.holds(["2 SOCK", "1 HAT"], { allowPartial: true });

    expect(shop.reservation(id).lines.map((line) => line.shortQuantity)).toEqual([0n, 1n]);
    expect(shop.served(id)).toEqual(["1/1 SOCK @MAIN: 2 held"]);
  });

  test("is refused when there is nothing at all", () => {
    shop.holds(["5 SOCK", "5 HAT"]);

    const told = shop.reserve(["1 SOCK", "1 HAT"], { allowPartial: true });

    expect(told.outcome).toBe("INSUFFICIENT_STOCK");
    expect(told.rejection?.shortages).toHaveLength(2);
  });

  test("is short of nothing when everything is there", () => {
    const id = shop.holds("5 SOCK", { allowPartial: true });

    expect(shop.reservation(id).lines[0]?.shortQuantity).toBe(0n);
  });

  test("takes what every location has", () => {
    shop.received("4 SOCK @WEST");

    const id = shop.holds("20 SOCK", { allowPartial: true });

    expect(shop.served(id)).toEqual(["1/1 SOCK @MAIN: 5 held", "1/2 SOCK @WEST: 4 held"]);
    expect(shop.reservation(id).lines[0]?.shortQuantity).toBe(11n);
  });

  test("counts overdue holds as there, when it is told what is short", () => {
    shop.holds("4 SOCK");
    shop.wait(15 * MINUTE);

    const id = shop.holds("7 SOCK", { allowPartial: true });

    expect(shop.served(id)).toEqual(["1/1 SOCK @MAIN: 5 held"]);
  });
});

describe("an order that replaces a hold", () => {
  test("counts the old units as free and gives up the old hold in one step", () => {
    const old = shop.holds("4 SOCK");

    const id = shop.holds("5 SOCK", { replaces: old });

    expect(shop.state(old)).toBe("released");
    expect(shop.served(id)).toEqual(["1/1 SOCK @MAIN: 5 held"]);
    expect(shop.told().slice(-2)).toEqual(["release", "reserve"]);
  });

  test("leaves the old hold as it was when it is refused", () => {
    const old = shop.holds("4 SOCK");
    const before = shop.ledger.reservations.get(old);

    const told = shop.reserve("6 SOCK", { replaces: old });

    expect(told.outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.ledger.reservations.get(old)).toEqual(before);
    expect(shop.state(old)).toBe("held");
  });

  test("leaves the old hold as it was when it names something unknown", () => {
    const old = shop.holds("4 SOCK");

    expect(shop.reserve("1 GLOVE", { replaces: old }).outcome).toBe("ITEM_NOT_FOUND");
    expect(shop.state(old)).toBe("held");
  });

  test("does not get the old units twice", () => {
    shop.holds("1 SOCK");
    const old = shop.holds("4 SOCK");

    expect(shop.reserve("5 SOCK", { replaces: old }).outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.reserve("4 SOCK", { replaces: old }).outcome).toBe("accepted");
    expect(shop.reserve("4 SOCK", { replaces: old }).outcome).toBe("INSUFFICIENT_STOCK");
  });

  test("takes back the rest of a hold that was partly released", () => {
    const old = shop.holds("4 SOCK");
    shop.release(old, { lines: ["1 x1"] });

    shop.holds("5 SOCK", { replaces: old });

    expect(shop.served(old)).toEqual(["1/1 SOCK @MAIN: 4 released"]);
  });

  test.each<[string, (old: string) => void, string]>([
    ["overdue", () => shop.wait(15 * MINUTE), "expired"],
    [
      "expired and swept",
      () => {
        shop.wait(15 * MINUTE);
        shop.sweep();
      },
      "expired",
    ],
    ["released", (old) => shop.release(old), "released"],
  ])("is a plain order when the old hold is %s", (_, happens, state) => {
    const old = shop.holds("4 SOCK");
    happens(old);

    const id = shop.holds("5 SOCK", { replaces: old });

    expect(shop.state(old)).toBe(state);
    expect(shop.state(id)).toBe("held");
  });

  test.each<[string, (old: string) => void]>([
    ["sold and shipped", (old) => shop.committed(old)],
    ["sold in part", (old) => shop.committed(old, { lines: ["1 x1"], remainder: "keep" })],
    [
      "sold in part and overdue",
      (old) => {
        shop.committed(old, { lines: ["1 x1"], remainder: "keep" });
        shop.wait(15 * MINUTE);
      },
    ],
  ])("is refused when the old one is %s", (_, happens) => {
    const old = shop.holds("4 SOCK");
    happens(old);
    const before = shop.ledger.reservations.get(old);

    expect(shop.reserve("1 SOCK", { replaces: old }).outcome).toBe("RESERVATION_CLOSED");
    expect(shop.ledger.reservations.get(old)).toEqual(before);
  });

  test("is refused when the old one is sold and waits to be shipped", () => {
    shop.location("MAIN", { fulfilment: "deferred" });
    const old = shop.sold("4 SOCK");

    expect(shop.reserve("1 SOCK", { replaces: old }).outcome).toBe("RESERVATION_CLOSED");
  });

  test("is refused when there is no such reservation", () => {
    expect(shop.reserve("1 SOCK", { replaces: "none" }).outcome).toBe("RESERVATION_NOT_FOUND");
  });

  test("keeps the old hold while overdue holds of others are still taken back, and when it is then refused", () => {
    shop.holds("1 SOCK");
    shop.wait(14 * MINUTE);
    const old = shop.holds("3 SOCK");
    shop.holds("1 HAT", { ttlMs: MINUTE });
    shop.holds("1 HAT", { ttlMs: MINUTE });
    shop.holds("1 HAT", { ttlMs: MINUTE });
    shop.wait(MINUTE);
    shop.ledger.overdueMax = 1;

    const told = shop.reserve(["5 SOCK", "6 HAT"], { replaces: old });

    expect(told.outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.state(old)).toBe("held");
    expect(shop.served(old)).toEqual(["1/1 SOCK @MAIN: 3 held"]);
  });

  test("may also be a sale on the spot", () => {
    const old = shop.holds("4 SOCK");

    const id = shop.sold("5 SOCK", { replaces: old });

    expect(shop.state(old)).toBe("released");
    expect(shop.state(id)).toBe("fulfilled");
  });

  test("can replace a hold that was made in the same batch", () => {
    const first = shop.form.reserve("4 SOCK");
    const second = shop.form.reserve("5 SOCK", { replaces: first.reservationId });

    shop.batch(first, second);

    expect(shop.state(first.reservationId)).toBe("released");
    expect(shop.state(second.reservationId)).toBe("held");
  });
});

describe("a sale on the spot", () => {
  test("ships at once where the location does", () => {
    const id = shop.sold("2 SOCK");

    expect(shop.state(id)).toBe("fulfilled");
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 3n });
    expect(shop.reservation(id)).toMatchObject({ expiresAt: null, ttlMs: null });
  });

  test("waits to be shipped where the location defers", () => {
    shop.location("MAIN", { fulfilment: "deferred" });

    const id = shop.sold("2 SOCK");

    expect(shop.state(id)).toBe("committed");
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 5n, committed: 2n });
  });

  test("gets every line or none, unless it takes a part", () => {
    expect(shop.sell(["2 SOCK", "6 HAT"]).outcome).toBe("INSUFFICIENT_STOCK");

    const id = shop.sold(["2 SOCK", "6 HAT"], { allowPartial: true });

    expect(shop.served(id)).toEqual(["1/1 SOCK @MAIN: 2 fulfilled", "2/1 HAT @MAIN: 5 fulfilled"]);
    expect(shop.reservation(id).lines[1]?.shortQuantity).toBe(1n);
  });

  test("does not sell what is held", () => {
    shop.holds("4 SOCK");

    expect(shop.sell("2 SOCK").outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.sell("1 SOCK").outcome).toBe("accepted");
  });
});
