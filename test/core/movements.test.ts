import { beforeEach, describe, expect, test } from "@jest/globals";

import { BALANCE_MAX } from "../../src/core/balances.ts";
import { DAY, HOUR, MINUTE } from "../support/core/said.ts";
import { Shop } from "../support/core/shop.ts";

let shop: Shop;

beforeEach(() => {
  shop = new Shop();
  shop.item("SOCK");
  shop.item("MILK", { lotTracked: true });
  shop.location("MAIN");
});

describe("a receipt", () => {
  test("books units where they arrived", () => {
    const told = shop.receive(["5 SOCK @MAIN", "2 MILK #A"], { reference: "note 12" });

    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 5n });
    expect(shop.balances("MILK @MAIN #A")).toEqual({ onHand: 2n });
    expect(told.stock.map(({ item }) => item.sku)).toEqual(["SOCK", "MILK"]);
    expect(shop.ledger.journal.at(-1)).toMatchObject({ kind: "receive", reference: "note 12" });
  });

  test("adds to what lies there", () => {
    shop.receive("5 SOCK @MAIN");
    shop.receive("2 SOCK @MAIN");

    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 7n });
    expect(shop.ledger.stock.size).toBe(1);
  });

  test("books lines that are alike to one row, and tells it once", () => {
    const told = shop.receive(["5 SOCK @MAIN", "2 SOCK", "1 MILK #A", "2 MILK #A"]);

    expect(told.stock.map(({ balances }) => balances.onHand)).toEqual([7n, 3n]);
    expect(shop.ledger.stock.size).toBe(2);
    expect(shop.ledger.lots.size).toBe(1);
  });

  test("makes a lot that is named for the first time, as it is described", () => {
    const unitCost = { amount: "12.50", currency: "EUR" };
    const occurredAt = shop.now - HOUR;

    shop.receive("2 MILK @MAIN #A", {
      expiresAt: shop.now + DAY,
      supplier: "dairy",
      unitCost,
      occurredAt,
    });

    expect(shop.row("MILK @MAIN #A").lot).toMatchObject({
      number: "A",
      itemId: "item-MILK",
      expiresAt: shop.now + DAY,
      supplier: "dairy",
      unitCost,
      receivedAt: occurredAt,
      barredAt: null,
    });
  });

  test.each([
    ["nothing more", {}, "accepted", ""],
    ["the same expiry", { expiresAt: 5 * DAY }, "accepted", ""],
    ["another expiry", { expiresAt: 5 * DAY + 1 }, "LOT_MISMATCH", "expire_time"],
    ["the same supplier", { supplier: "dairy" }, "accepted", ""],
    ["another supplier", { supplier: "farm" }, "LOT_MISMATCH", "supplier"],
    ["the same cost", { unitCost: { amount: "1.5", currency: "EUR" } }, "accepted", ""],
    ["the same cost, longer", { unitCost: { amount: "01.50", currency: "EUR" } }, "accepted", ""],
    [
      "another cost",
      { unitCost: { amount: "1.51", currency: "EUR" } },
      "LOT_MISMATCH",
      "unit_cost",
    ],
    [
      "another currency",
      { unitCost: { amount: "1.5", currency: "USD" } },
      "LOT_MISMATCH",
      "unit_cost",
    ],
    [
      "all of it otherwise",
      { expiresAt: 1, supplier: "farm", unitCost: { amount: "2", currency: "EUR" } },
      "LOT_MISMATCH",
      "expire_time,supplier,unit_cost",
    ],
  ])("of a known lot that says %s", (_, described, outcome, differing) => {
    const unitCost = { amount: "1.500000", currency: "EUR" };
    shop.received("2 MILK @MAIN #A", { expiresAt: 5 * DAY, supplier: "dairy", unitCost });

    const told = shop.receive("3 MILK @MAIN #A", described);

    expect(told.outcome).toBe(outcome);
    if (differing !== "") expect(told.rejection?.facts["differing"]).toBe(differing);
  });

  test("of a lot without a cost may not give it one", () => {
    shop.received("2 MILK @MAIN #A");

    const told = shop.receive("2 MILK @MAIN #A", { unitCost: { amount: "0", currency: "EUR" } });

    expect(told.outcome).toBe("LOT_MISMATCH");
  });

  test("at another location books to the same lot", () => {
    shop.received("2 MILK @MAIN #A");
    shop.received("3 MILK @WEST #A");

    expect(shop.ledger.lots.size).toBe(1);
    expect(shop.ledger.stock.size).toBe(2);
  });

  test("of another item's lot of the same number makes another lot", () => {
    shop.received("2 MILK @MAIN #A");
    shop.received("2 SOCK @MAIN #A", { supplier: "mill" });

    expect(shop.ledger.lots.size).toBe(2);
  });

  test.each([
    ["1 GLOVE @MAIN", "ITEM_NOT_FOUND", "lines[0].sku"],
    ["1 SOCK @MOON", "LOCATION_NOT_FOUND", "location"],
    ["1 MILK @MAIN", "LOT_REQUIRED", undefined],
    ["1 OLD @MAIN", "ITEM_ARCHIVED", "lines[0].sku"],
    ["1 SOCK @GONE", "LOCATION_ARCHIVED", "location"],
    ["1 SOCK @MAIN #A", "accepted", undefined],
  ])("of %s is answered with %s", (line, outcome, field) => {
    shop.item("OLD", { archived: true });
    shop.location("GONE", { archived: true });

    const told = shop.receive(line);

    expect(told.outcome).toBe(outcome);
    expect(told.rejection?.field).toBe(field);
  });

  test("is booked whole or not at all", () => {
    expect(shop.receive(["5 SOCK @MAIN", "1 MILK"]).outcome).toBe("LOT_REQUIRED");
    expect(shop.ledger.stock.size).toBe(0);
  });

  test.each([
    [BALANCE_MAX - 5n, "accepted"],
    [BALANCE_MAX - 4n, "INVALID_MOVEMENT"],
  ])("on top of 5 counts no further than the limit: %s more", (quantity, outcome) => {
    shop.received("5 SOCK @MAIN");

    expect(shop.receive(`${quantity} SOCK @MAIN`).outcome).toBe(outcome);
  });

  test("counts no further than the limit over its own lines", () => {
    expect(shop.receive([`${BALANCE_MAX} SOCK @MAIN`, "1 SOCK"]).outcome).toBe("INVALID_MOVEMENT");
  });

  test("can be sold from in the same batch", () => {
    const told = shop.batch(shop.form.receive("5 SOCK @MAIN"), shop.form.sell("5 SOCK"));

    expect(told.map(({ outcome }) => outcome)).toEqual(["accepted", "accepted"]);
  });
});

describe("an adjustment", () => {
  beforeEach(() => {
    shop.received(["5 SOCK @MAIN", "5 MILK #A"]);
  });

  test("says that more or less is on hand than the books say", () => {
    const told = shop.adjust(["+2 SOCK @MAIN", "-3 MILK #A"]);

    expect(told.stock.map(({ balances }) => balances.onHand)).toEqual([7n, 2n]);
    expect(shop.ledger.journal.at(-1)).toMatchObject({ kind: "adjust", reason: "counted" });
  });

  test.each([
    ["-5 SOCK @MAIN", "accepted"],
    ["-6 SOCK @MAIN", "INVALID_MOVEMENT"],
    ["-1 MILK @MAIN #B", "INVALID_MOVEMENT"],
    [`+${BALANCE_MAX - 5n} SOCK @MAIN`, "accepted"],
    [`+${BALANCE_MAX - 4n} SOCK @MAIN`, "INVALID_MOVEMENT"],
  ])("never leaves less than nothing, nor too much: %s", (line, outcome) => {
    shop.received("1 MILK @WEST #B");

    expect(shop.adjust(line).outcome).toBe(outcome);
  });

  test.each([
    [5n, "accepted"],
    [4n, "STALE_EXPECTATION"],
    [6n, "STALE_EXPECTATION"],
  ])("that expects %s on hand where 5 are", (expected, outcome) => {
    shop.holds("2 SOCK");

    expect(shop.adjust("-1 SOCK @MAIN", { expected }).outcome).toBe(outcome);
  });

  test("that expects nothing of what was never booked is right", () => {
    shop.location("WEST");

    expect(shop.adjust("+1 SOCK @WEST", { expected: 0n }).outcome).toBe("accepted");
    expect(shop.balances("SOCK @WEST")).toEqual({ onHand: 1n });
  });

  test("is the truth, and is booked even when it leaves promises uncovered", () => {
    shop.holds("4 SOCK");

    expect(shop.adjust("-3 SOCK @MAIN").outcome).toBe("accepted");

    expect(shop.availability("SOCK")).toMatchObject({ onHand: 2n, held: 4n, shortfall: 2n });
    expect(shop.available("SOCK")).toBe(0n);
  });

  test("takes overdue holds back before it leaves promises uncovered, and no more than that needs", () => {
    shop.holds("1 SOCK", { ttlMs: MINUTE });
    const young = shop.holds("1 SOCK", { ttlMs: 2 * MINUTE });
    const alive = shop.holds("3 SOCK", { ttlMs: HOUR });
    shop.wait(2 * MINUTE);

    shop.adjust("-1 SOCK @MAIN");

    expect(shop.told().slice(-2)).toEqual(["expire", "adjust"]);
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 4n, held: 4n });
    expect(shop.ledger.reservations.get(young)?.expiredAt).toBeNull();
    expect(shop.state(alive)).toBe("held");
  });

  test("takes back every overdue hold before it raises a shortfall for the living", () => {
    shop.holds("2 SOCK", { ttlMs: MINUTE });
    shop.holds("3 SOCK", { ttlMs: HOUR });
    shop.wait(MINUTE);

    shop.adjust("-4 SOCK @MAIN");

    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 1n, held: 3n });
    expect(shop.availability("SOCK").shortfall).toBe(2n);
  });

  test("of a row that has more takes nothing back", () => {
    shop.holds("2 SOCK", { ttlMs: MINUTE });
    shop.wait(MINUTE);

    shop.adjust("-3 SOCK @MAIN");

    expect(shop.told().slice(-1)).toEqual(["adjust"]);
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 2n, held: 2n });
  });

  test("may count what is archived", () => {
    shop.item("SOCK", { archived: true });
    shop.location("MAIN", { archived: true });

    expect(shop.adjust("-1 SOCK @MAIN").outcome).toBe("accepted");
  });

  test.each([
    [["+1 GLOVE @MAIN"], "ITEM_NOT_FOUND", "lines[0].sku"],
    [["+1 SOCK @MOON"], "LOCATION_NOT_FOUND", "location"],
    [["+1 MILK @MAIN"], "LOT_REQUIRED", undefined],
    [["+1 MILK @MAIN #Z"], "LOT_NOT_FOUND", "lines[0].lot"],
    [["+1 SOCK @MAIN", "+1 SOCK"], "FIELD_VIOLATION", "lines[1]"],
    [["+1 SOCK @MAIN", "-9 MILK #A"], "INVALID_MOVEMENT", undefined],
  ])("of %j is answered with %s", (lines, outcome, field) => {
    const told = shop.adjust(lines);

    expect(told.outcome).toBe(outcome);
    expect(told.rejection?.field).toBe(field);
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 5n });
  });

  test("leaves no empty row behind when it is refused", () => {
    shop.location("WEST");

    shop.adjust(["+1 SOCK @WEST", "+1 GLOVE"]);

    expect(shop.ledger.stock.size).toBe(2);
  });

  test("brings units that a short hold can be sold from again", () => {
    const id = shop.holds("4 SOCK");
    shop.adjust("-3 SOCK @MAIN");

    expect(shop.commit(id).outcome).toBe("INSUFFICIENT_STOCK");
    shop.adjust("+2 SOCK @MAIN");
    expect(shop.commit(id).outcome).toBe("accepted");
  });
});

describe("when something arrived or was counted", () => {
  test.each([
    ["now, when nothing is said", null, "accepted"],
    ["this very moment", 0, "accepted"],
    ["366 days ago", -366 * DAY, "accepted"],
    ["a millisecond before that", -366 * DAY - 1, "FIELD_VIOLATION"],
    ["a millisecond from now", 1, "FIELD_VIOLATION"],
  ])("may be %s", (_, offset, outcome) => {
    const occurredAt = offset === null ? null : shop.now + offset;

    const told = [
      shop.receive("5 SOCK @MAIN", { occurredAt }),
      shop.adjust("+1 SOCK @MAIN", { occurredAt }),
    ];

    expect(told.map((each) => each.outcome)).toEqual([outcome, outcome]);
    for (const { occurredAt: booked } of shop.ledger.journal)
      expect(booked).toBe(shop.now + (offset ?? 0));
  });
});
