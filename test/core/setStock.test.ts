import { beforeEach, describe, expect, test } from "@jest/globals";

import { HOUR, MINUTE } from "../support/core/said.ts";
import { Shop } from "../support/core/shop.ts";

let shop: Shop;

beforeEach(() => {
  shop = new Shop();
  shop.received("10 SOCK @MAIN");
});

describe("setting stock", () => {
  test.each([
    ["more", "14 SOCK", 4n],
    ["less", "7 SOCK", -3n],
    ["nothing", "0 SOCK", -10n],
    ["what was believed", "10 SOCK", 0n],
  ])("to %s is told as what it changed", (_, line, onHand) => {
    const told = shop.setStock(line, { occurredAt: shop.now - HOUR });

    expect(told.outcome).toBe("accepted");
    const entry = shop.ledger.journal.at(-1);
    expect(entry).toMatchObject({ kind: "set_stock", occurredAt: shop.now - HOUR });
    expect([...(entry?.postings.values() ?? [])].map(({ delta }) => delta)).toEqual([{ onHand }]);
    expect(shop.row("SOCK @MAIN").balances.onHand).toBe(10n + onHand);
  });

  test.each(["5", "0"])("of what was never there makes it, with %s", (units) => {
    shop.item("HAT");

    const told = shop.setStock(`${units} HAT @MAIN`, { expected: 0n });

    expect(told.stock.map(({ id }) => id)).toEqual([shop.row("HAT @MAIN").id]);
    expect(shop.row("HAT @MAIN").balances.onHand).toBe(BigInt(units));
  });

  test("sets all lines or none", () => {
    shop.item("HAT");

    const told = shop.setStock(["3 SOCK @MAIN", "2 HAT", "2 GLOVE"]);

    expect(told.outcome).toBe("ITEM_NOT_FOUND");
    expect(shop.row("SOCK @MAIN").balances.onHand).toBe(10n);
  });

  test.each([
    [10n, "accepted"],
    [9n, "STALE_EXPECTATION"],
    [0n, "STALE_EXPECTATION"],
  ])("when %s were expected is %s", (expected, outcome) => {
    expect(shop.setStock("4 SOCK @MAIN", { expected }).outcome).toBe(outcome);
  });

  test.each([
    ["an unknown item", "4 GLOVE @MAIN", "ITEM_NOT_FOUND"],
    ["an unknown place", "4 SOCK @MOON", "LOCATION_NOT_FOUND"],
    ["an unknown lot", "4 SOCK @MAIN #Z", "LOT_NOT_FOUND"],
    ["a lot-tracked item without its lot", "4 MILK @MAIN", "LOT_REQUIRED"],
    ["a place that a warehouse system counts", "4 SOCK @OUTSIDE", "INVALID_MOVEMENT"],
  ])("of %s is refused", (_, line, reason) => {
    shop.received("1 MILK @MAIN #A");
    shop.location("OUTSIDE", { wmsAccountId: "account", fulfilment: "deferred" });

    expect(shop.setStock(line).outcome).toBe(reason);
  });

  test("of the same row twice is refused, and the remedy is named", () => {
    const { rejection } = shop.setStock(["4 SOCK @MAIN", "5 SOCK"]);

    expect(rejection).toMatchObject({ reason: "FIELD_VIOLATION", field: "lines[1]" });
  });

  test("below what is promised is the truth, and leaves a shortfall", () => {
    const id = shop.holds("8 SOCK");

    expect(shop.setStock("5 SOCK @MAIN").outcome).toBe("accepted");

    expect(shop.availability("SOCK @MAIN")).toMatchObject({ shortfall: 3n, available: 0n });
    expect(shop.state(id)).toBe("held");
  });

  test("takes overdue holds back first, so that they raise no shortfall", () => {
    shop.holds("8 SOCK", { ttlMs: MINUTE });
    shop.wait(MINUTE);
    const entries = shop.ledger.journal.length;

    shop.setStock("5 SOCK @MAIN");

    expect(shop.told(entries)).toEqual(["expire", "set_stock"]);
    expect(shop.row("SOCK @MAIN").balances).toMatchObject({ onHand: 5n, held: 0n });
  });

  test("goes on in the next batch while more overdue holds are in the way", () => {
    shop.ledger.overdueMax = 1;
    for (let count = 0; count < 4; count += 1) shop.holds("2 SOCK", { ttlMs: MINUTE });
    shop.wait(MINUTE);

    expect(shop.setStock("0 SOCK @MAIN").outcome).toBe("accepted");

    expect(shop.availability("SOCK @MAIN").shortfall).toBe(0n);
    expect(shop.row("SOCK @MAIN").balances.held).toBe(0n);
  });

  test("twice in one batch ends at the second number", () => {
    shop.batch(shop.form.setStock("4 SOCK @MAIN"), shop.form.setStock("6 SOCK @MAIN"));

    expect(shop.row("SOCK @MAIN").balances.onHand).toBe(6n);
  });
});
