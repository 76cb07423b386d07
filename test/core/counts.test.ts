import { describe, expect, test } from "@jest/globals";

import { BALANCE_MAX } from "../../src/core/balances.ts";
import { UNFINISHED_MAX } from "../../src/core/count/count.ts";
import { fieldViolation } from "../../src/core/rejection.ts";
import { HOUR, MINUTE } from "../support/core/said.ts";
import { Shop } from "../support/core/shop.ts";

/** Ten socks, five hats and two lots of milk at MAIN. */
function stocked(): Shop {
  const shop = new Shop();
  shop.received("10 SOCK @MAIN");
  shop.received("5 HAT @MAIN");
  shop.received("4 MILK @MAIN #OLD");
  shop.received("6 MILK @MAIN #NEW");
  return shop;
}

describe("a count", () => {
  test("moves nothing until it is closed, and then what was found", () => {
    const shop = stocked();
    const id = shop.counting("MAIN");

    shop.record(id, ["8 SOCK", "6 HAT", "4 MILK #OLD"]);
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 10n });
    shop.closeCount(id);

    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 8n });
    expect(shop.balances("HAT @MAIN")).toEqual({ onHand: 6n });
    expect(shop.variances(id)).toEqual(["SOCK: -2, corrected -2", "HAT: 1, corrected 1"]);
    expect(shop.count(id)).toMatchObject({
      state: "closed",
      totals: { lines: 4, recorded: 3, uncorrected: 0, surplus: 1n, missing: 2n },
    });
  });

  test("does not count a sale twice that comes between the look and the close", () => {
    const shop = stocked();
    const id = shop.counting("MAIN");

    shop.record(id, "8 SOCK");
    shop.sold("3 SOCK");
    shop.received("5 SOCK @MAIN");
    shop.closeCount(id);

    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 10n });
  });

  test("goes by what was on hand at the look, not when it was opened", () => {
    const shop = stocked();
    const id = shop.counting("MAIN");

    shop.sold("3 SOCK");
    shop.record(id, "7 SOCK");
    shop.closeCount(id);

    expect(shop.variances(id)).toEqual([]);
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 7n });
  });

  test("replaces what was recorded before, or adds another shelf to it", () => {
    const shop = stocked();
    const id = shop.counting("MAIN");

    shop.record(id, ["3 SOCK", "2 HAT"]);
    shop.sold("1 SOCK");
    shop.record(id, "7 SOCK", { isMore: true });
    shop.record(id, "5 HAT");
    shop.closeCount(id);

    expect(shop.variances(id)).toEqual([]);
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 9n });
  });

  test("never takes more than is left of what was missing", () => {
    const shop = stocked();
    const id = shop.counting("MAIN");

    shop.record(id, "4 SOCK");
    shop.sold("8 SOCK");
    shop.closeCount(id);

    expect(shop.balances("SOCK @MAIN")).toEqual({});
    expect(shop.variances(id)).toEqual(["SOCK: -6, corrected -2"]);
  });

  test("never makes more than a row can count", () => {
    const shop = stocked();
    const id = shop.counting("MAIN");

    shop.record(id, "12 SOCK");
    shop.received(`${BALANCE_MAX - 11n} SOCK @MAIN`);
    shop.closeCount(id);

    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: BALANCE_MAX });
    expect(shop.variances(id)).toEqual(["SOCK: 2, corrected 1"]);
  });

  test("states the truth: promises may be left uncovered, and overdue holds add nothing to that", () => {
    const shop = stocked();
    shop.holds("4 SOCK", { ttlMs: MINUTE });
    shop.holds("5 SOCK", { ttlMs: HOUR });
    const id = shop.counting("MAIN");
    shop.wait(MINUTE);

    shop.record(id, "3 SOCK");
    shop.closeCount(id);

    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 3n, held: 5n });
    expect(shop.ledger.shortfalls.get(shop.row("SOCK @MAIN").id)).toBe(2n);
  });

  test("waits for as many batches as overdue holds stand before it", () => {
    const shop = stocked();
    for (let hold = 0; hold < 5; hold += 1) shop.holds("2 SOCK", { ttlMs: MINUTE });
    shop.wait(MINUTE);
    shop.ledger.overdueMax = 2;
    const id = shop.counting("MAIN");

    shop.record(id, "0 SOCK");
    shop.closeCount(id);

    expect(shop.balances("SOCK @MAIN")).toEqual({});
  });

  test("finds what nobody expected, in a lot that is known", () => {
    const shop = stocked();
    shop.location("STORE");
    const id = shop.counting("STORE");

    expect(shop.record(id, "1 GHOST").outcome).toBe("ITEM_NOT_FOUND");
    expect(shop.record(id, "1 MILK #LOST").outcome).toBe("LOT_NOT_FOUND");
    expect(shop.record(id, "1 MILK").outcome).toBe("LOT_REQUIRED");
    expect(shop.record(id, ["1 MILK #NEW", "2 MILK #NEW"]).outcome).toBe("FIELD_VIOLATION");
    shop.record(id, "2 MILK #NEW");
    shop.closeCount(id);

    expect(shop.balances("MILK @STORE #NEW")).toEqual({ onHand: 2n });
  });

  test("leaves alone what nobody recorded, unless what is missing is zero", () => {
    const shop = stocked();
    const id = shop.counting("MAIN");
    shop.record(id, "10 SOCK");
    shop.closeCount(id);
    expect(shop.balances("HAT @MAIN")).toEqual({ onHand: 5n });

    const again = shop.counting("MAIN");
    shop.record(again, "10 SOCK");
    shop.closeCount(again, { isMissingZero: true });

    expect(shop.balances("HAT @MAIN")).toEqual({});
    expect(shop.balances("MILK @MAIN #OLD")).toEqual({});
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 10n });
  });

  test("is booked in parts when it is long, and ends with the entry that closes it", () => {
    const shop = stocked();
    shop.ledger.closingMax = 1;
    const id = shop.counting("MAIN");
    shop.record(id, "9 SOCK");
    const since = shop.ledger.journal.length;

    const closing = shop.form.closeCount(id, { isMissingZero: true });
    const told = shop.ask(closing);

    expect(told.outcome).toBe("accepted");
    expect(shop.told(since)).toEqual([
      "record_count",
      "record_count",
      "record_count",
      "close_count",
      "close_count",
      "close_count",
      "close_count",
    ]);
    expect(shop.ledger.journal.at(-1)?.id).toBe(closing.entryId);
    expect(shop.variances(id)).toHaveLength(4);
    expect(shop.count(id).totals).toMatchObject({ uncorrected: 0, missing: 16n });
  });

  test("takes no more records and no cancellation once a part of it is booked", () => {
    const shop = stocked();
    const id = shop.counting("MAIN");
    shop.record(id, ["9 SOCK", "4 HAT"]);
    const closing = shop.count(id);
    shop.ledger.counts.put({ ...closing, state: "closing" });

    expect(shop.record(id, "9 SOCK").outcome).toBe("COUNT_CLOSED");
    expect(shop.cancelCount(id).outcome).toBe("COUNT_CLOSED");
    expect(shop.closeCount(id).outcome).toBe("accepted");
  });
});

describe("a count over its threshold", () => {
  test("waits for approval, up and down together, and books nothing before", () => {
    const shop = stocked();
    const id = shop.counting("MAIN", { approvalThreshold: 2n });

    shop.record(id, ["8 SOCK", "6 HAT"]);
    expect(shop.closeCount(id).count).toMatchObject({ state: "awaiting_approval" });
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 10n });
    expect(shop.closeCount(id, { isApproved: true }).count).toMatchObject({ state: "closed" });

    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 8n });
  });

  test("is open again when somebody counts again, and needs nobody within it", () => {
    const shop = stocked();
    const id = shop.counting("MAIN", { approvalThreshold: 2n });

    shop.record(id, "7 SOCK");
    shop.closeCount(id);
    expect(shop.record(id, "8 SOCK").count).toMatchObject({ state: "open" });

    expect(shop.closeCount(id).count).toMatchObject({ state: "closed" });
  });

  test("may be given up", () => {
    const shop = stocked();
    const id = shop.counting("MAIN", { approvalThreshold: 0n });
    shop.record(id, "7 SOCK");
    shop.closeCount(id);

    expect(shop.cancelCount(id).count).toMatchObject({ state: "cancelled" });
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 10n });
  });
});

describe("two counts", () => {
  test("are never about the same place: both would correct the same difference", () => {
    const shop = stocked();
    const first = shop.counting("MAIN");
    const second = shop.counting("MAIN");
    const listed = shop.openCount("MAIN", { scope: "listed" });

    expect(shop.count(second).totals.lines).toBe(0);
    expect(shop.record(second, "8 SOCK").outcome).toBe("INVALID_MOVEMENT");
    expect(listed.rejection?.facts).toMatchObject({ countId: first });
    shop.cancelCount(first);
    expect(shop.record(second, "8 SOCK").outcome).toBe("accepted");
  });

  test("that are opened in one breath share the places between them", () => {
    const shop = stocked();
    const places = shop.placesAt("MAIN");

    const told = shop.batch(
      shop.form.openCount("MAIN", places),
      shop.form.openCount("MAIN", places),
    );

    expect(told.map(({ count }) => count?.totals.lines)).toEqual([4, 0]);
  });

  test("at two locations have nothing to do with each other", () => {
    const shop = stocked();
    shop.received("3 SOCK @STORE");
    const [main, store] = [shop.counting("MAIN"), shop.counting("STORE")];

    shop.record(main, "9 SOCK");
    shop.record(store, "2 SOCK");
    shop.closeCount(main);
    shop.closeCount(store);

    expect(shop.available("SOCK")).toBe(11n);
  });

  test("and more may be under way at one location, up to a limit", () => {
    const shop = stocked();
    for (let count = 0; count < UNFINISHED_MAX; count += 1) shop.counting("MAIN");

    expect(shop.openCount("MAIN").outcome).toBe("INVALID_MOVEMENT");
  });
});

describe("a count is refused", () => {
  test("where a warehouse system counts, or where nothing is known of", () => {
    const shop = stocked();
    shop.location("WH", { wmsAccountId: "account" });

    expect(shop.openCount("WH").outcome).toBe("INVALID_MOVEMENT");
    expect(shop.openCount("MOON").outcome).toBe("LOCATION_NOT_FOUND");
    const refusal = fieldViolation("skus", "no such thing");
    expect(shop.openCount("MAIN", { refusal }).rejection).toBe(refusal);
  });

  test("when nobody has looked, or it has ended", () => {
    const shop = stocked();
    const id = shop.counting("MAIN");
    expect(shop.closeCount(id).outcome).toBe("INVALID_MOVEMENT");
    shop.record(id, "10 SOCK");
    shop.closeCount(id);

    for (const told of [shop.closeCount(id), shop.cancelCount(id), shop.record(id, "1 SOCK")])
      expect(told.outcome).toBe("COUNT_CLOSED");
    expect(shop.closeCount("nobody").outcome).toBe("COUNT_NOT_FOUND");
  });

  test("its second time: a repeat has no second effect", () => {
    const shop = stocked();
    const opening = shop.form.openCount("MAIN", shop.placesAt("MAIN"));
    const id = shop.ask(opening).count?.id ?? "";
    const recording = shop.form.recordCount(id, "3 SOCK", { isMore: true });
    shop.ask(recording);

    for (const repeated of [opening, recording]) {
      const told = shop.ask({ ...repeated, entryId: "another" });
      expect(told.outcome).toBe("replayed");
      expect(told.count).toEqual(shop.count(id));
    }
    expect(shop.count(id).totals.missing).toBe(7n);
  });
});

test("a dry run tells what a close would find, however long the count is, and books nothing", () => {
  const shop = stocked();
  shop.ledger.closingMax = 1;
  const id = shop.counting("MAIN");
  shop.record(id, ["9 SOCK", "4 HAT"]);
  const before = shop.ledger.journal.length;

  const told = shop.closeCount(id, { isMissingZero: true, validateOnly: true });

  expect(told.count).toMatchObject({ state: "closed", totals: { missing: 12n } });
  expect(shop.ledger.journal.length).toBe(before);
  expect(shop.count(id).state).toBe("open");
});
