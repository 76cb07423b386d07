import { beforeEach, describe, expect, test } from "@jest/globals";

import { DAY, HOUR, MINUTE } from "../support/core/said.ts";
import { Shop } from "../support/core/shop.ts";

let shop: Shop;

beforeEach(() => {
  shop = new Shop();
});

describe("a recall", () => {
  beforeEach(() => {
    shop.received("5 MILK @MAIN #A", { expiresAt: shop.now + 10 * DAY });
    shop.received("5 MILK @MAIN #B");
  });

  test("bars the lot at every place at once, and moves nothing", () => {
    shop.received("3 MILK @WEST #A", { expiresAt: shop.now + 10 * DAY });
    shop.holds("2 MILK @MAIN #A");
    const entries = shop.ledger.journal.length;

    expect(shop.recall("MILK #A").outcome).toBe("accepted");

    expect(shop.told(entries)).toEqual(["recall_lot"]);
    const entry = shop.ledger.journal.at(-1);
    const lotId = shop.row("MILK @MAIN #A").lot?.id;
    expect(entry).toMatchObject({ lotId, reason: "glass in it", reasonCode: "recall" });
    expect(shop.balances("MILK @MAIN #A")).toEqual({ onHand: 5n, held: 2n });
    // Who was promised two of it will need two of the others.
    expect(shop.available("MILK")).toBe(3n);
    expect(shop.reserve("1 MILK @WEST").outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.reserve("1 MILK #A").outcome).toBe("INSUFFICIENT_STOCK");
  });

  test("is seen by whoever comes next, in the same batch already", () => {
    const [, told] = shop.batch(shop.form.recall("MILK #A"), shop.form.reserve("5 MILK"));

    expect(shop.served(told?.reservation?.id ?? "")).toEqual(["1/1 MILK @MAIN #B: 5 held"]);
  });

  test("of a recalled lot keeps its first time, and is told again", () => {
    shop.recall("MILK #A");
    const barredAt = shop.now;
    shop.wait(HOUR);

    expect(shop.recall("MILK #A").outcome).toBe("accepted");

    expect(shop.row("MILK @MAIN #A").lot?.barredAt).toBe(barredAt);
    expect(shop.told().slice(-2)).toEqual(["recall_lot", "recall_lot"]);
  });

  test("is lifted: the lot serves again", () => {
    shop.recall("MILK #A");

    expect(shop.recall("MILK #A", { lifts: true }).outcome).toBe("accepted");

    expect(shop.available("MILK")).toBe(10n);
    expect(shop.recall("MILK #A", { lifts: true }).outcome).toBe("INVALID_MOVEMENT");
  });

  test("that is only rehearsed bars nothing", () => {
    shop.recall("MILK #A", { validateOnly: true });

    expect(shop.available("MILK")).toBe(10n);
  });

  test.each([
    ["CREAM #A", "ITEM_NOT_FOUND", "sku"],
    ["MILK #Z", "LOT_NOT_FOUND", "lot"],
  ])("of %s is refused: %s", (said, reason, field) => {
    expect(shop.recall(said).rejection).toMatchObject({ reason, field });
  });
});

describe("what is held of a recalled lot", () => {
  beforeEach(() => {
    shop.location("MAIN", { safetyStock: 2n });
    shop.received("6 MILK @MAIN #A", { expiresAt: shop.now + DAY });
  });

  test("moves to the next lot of the place, safety stock included", () => {
    const id = shop.holds("4 MILK");
    shop.received("4 MILK @MAIN #B");
    shop.received("9 MILK @EAST #C");
    shop.recall("MILK #A");

    expect(shop.rehome(id).outcome).toBe("accepted");

    expect(shop.served(id)).toEqual(["1/1 MILK @MAIN #A: nothing", "1/2 MILK @MAIN #B: 4 held"]);
    expect(shop.ledger.journal.at(-1)).toMatchObject({
      kind: "rehome",
      reservationId: id,
      reasonCode: "recall",
      reason: "the lot is recalled",
    });
  });

  test("moves lot by lot in the order of their expiry, then to other places", () => {
    const id = shop.holds("4 MILK");
    shop.received("1 MILK @EAST #B", { expiresAt: shop.now + 9 * DAY });
    shop.received("1 MILK @MAIN #C");
    shop.received("1 MILK @MAIN #B", { expiresAt: shop.now + 9 * DAY });
    shop.recall("MILK #A");

    shop.rehome(id);

    expect(shop.served(id)).toEqual([
      "1/1 MILK @MAIN #A: 1 held",
      "1/2 MILK @MAIN #B: 1 held",
      "1/3 MILK @MAIN #C: 1 held",
      "1/4 MILK @EAST #B: 1 held",
    ]);
  });

  test.each([
    ["whose line named the lot", "2 MILK #A", ["1/1 MILK @MAIN #A: 2 held"]],
    ["whose line named the place", "2 MILK @MAIN", ["1/1 MILK @MAIN #A: 2 held"]],
    [
      "whose line named nothing",
      "2 MILK",
      ["1/1 MILK @MAIN #A: nothing", "1/2 MILK @EAST #B: 2 held"],
    ],
    ["that needs it fresher than the others are", "2 MILK ~1d", ["1/1 MILK @MAIN #A: 2 held"]],
  ])("never moves out of what was asked: a hold %s", (_, line, served) => {
    shop = new Shop();
    shop.received("6 MILK @MAIN #A", { expiresAt: shop.now + 9 * DAY });
    const id = shop.holds(line);
    shop.received("5 MILK @EAST #B", { expiresAt: shop.now + 23 * HOUR });
    shop.recall("MILK #A");

    shop.rehome(id);

    expect(shop.served(id)).toEqual(served);
  });

  test("never moves to a lot that would not outlive the hold", () => {
    shop.received("5 MILK @MAIN #B", { expiresAt: shop.now + HOUR });
    const id = shop.holds("2 MILK", { ttlMs: 2 * HOUR });
    shop.recall("MILK #A");

    shop.rehome(id);

    expect(shop.reservation(id).allocations[0]).toMatchObject({ held: 2n, shortAt: shop.now });
  });

  test("is marked short where there is no other, once, and moves when stock comes", () => {
    const id = shop.holds("4 MILK");
    shop.received("1 MILK @MAIN #B");
    shop.recall("MILK #A");
    const entries = shop.ledger.journal.length;

    expect(shop.rehome(id).outcome).toBe("accepted");
    expect(shop.rehome(id).outcome).toBe("INVALID_MOVEMENT");

    expect(shop.told(entries)).toEqual(["rehome"]);
    expect(shop.reservation(id).allocations).toMatchObject([
      { held: 3n, shortAt: shop.now },
      { held: 1n, shortAt: null },
    ]);
    shop.wait(MINUTE);
    shop.received("3 MILK @EAST #B");
    expect(shop.rehome(id).outcome).toBe("accepted");
    expect(shop.served(id)).toEqual([
      "1/1 MILK @MAIN #A: nothing",
      "1/2 MILK @MAIN #B: 1 held",
      "1/3 MILK @EAST #B: 3 held",
    ]);
  });

  test("that finds nothing at all is told by an entry that moves nothing", () => {
    const id = shop.holds("4 MILK");
    shop.recall("MILK #A");

    shop.rehome(id);

    const entry = shop.ledger.journal.at(-1);
    expect(entry).toMatchObject({ kind: "rehome", reservationId: id });
    expect(entry?.reason).toContain("no other stock can take its place");
    expect(entry?.postings.size).toBe(0);
  });

  test("is told short again when the lot is recalled a second time", () => {
    const id = shop.holds("4 MILK", { ttlMs: null });
    shop.recall("MILK #A");
    shop.rehome(id);
    shop.wait(HOUR);
    shop.recall("MILK #A", { lifts: true });
    expect(shop.rehome(id).outcome).toBe("INVALID_MOVEMENT");
    shop.wait(HOUR);
    shop.recall("MILK #A");

    expect(shop.rehome(id).outcome).toBe("accepted");

    expect(shop.reservation(id).allocations[0]?.shortAt).toBe(shop.now);
  });

  test("makes overdue holds elsewhere give way", () => {
    const id = shop.holds("4 MILK", { ttlMs: HOUR });
    shop.received("4 MILK @EAST #B");
    shop.holds("4 MILK @EAST", { ttlMs: MINUTE });
    shop.wait(MINUTE);
    shop.recall("MILK #A");

    shop.rehome(id);

    expect(shop.told().slice(-2)).toEqual(["expire", "rehome"]);
    expect(shop.served(id)).toEqual(["1/1 MILK @MAIN #A: nothing", "1/2 MILK @EAST #B: 4 held"]);
  });

  test("goes on in the next batch when more overdue holds are in the way", () => {
    shop.ledger.overdueMax = 1;
    const id = shop.holds("4 MILK", { ttlMs: HOUR });
    shop.received("4 MILK @EAST #B");
    for (let count = 0; count < 4; count += 1) shop.holds("1 MILK @EAST", { ttlMs: MINUTE });
    shop.wait(MINUTE);
    shop.recall("MILK #A");

    expect(shop.rehome(id).outcome).toBe("accepted");

    expect(shop.served(id)).toEqual(["1/1 MILK @MAIN #A: nothing", "1/2 MILK @EAST #B: 4 held"]);
  });

  test("stays where it is once its time is up", () => {
    const id = shop.holds("4 MILK", { ttlMs: MINUTE });
    shop.received("4 MILK @EAST #B");
    shop.recall("MILK #A");
    shop.wait(MINUTE);

    expect(shop.rehome(id).outcome).toBe("RESERVATION_EXPIRED");
  });

  test("two holds never move to the same units", () => {
    const [one, other] = [shop.holds("2 MILK"), shop.holds("2 MILK")];
    shop.received("3 MILK @EAST #B");
    shop.recall("MILK #A");

    shop.batch(shop.form.rehome(one), shop.form.rehome(other));

    expect(shop.balances("MILK @EAST #B")).toEqual({ onHand: 3n, held: 3n });
    expect(shop.served(other)).toEqual(["1/1 MILK @MAIN #A: 1 held", "1/2 MILK @EAST #B: 1 held"]);
  });

  test("can be committed after it has moved, and not while it is short", () => {
    const id = shop.holds("4 MILK");
    shop.recall("MILK #A");
    shop.rehome(id);
    expect(shop.commit(id).outcome).toBe("LOT_EXPIRED");
    shop.received("4 MILK @EAST #B");
    shop.rehome(id);

    expect(shop.commit(id).outcome).toBe("accepted");

    expect(shop.state(id)).toBe("fulfilled");
  });
});

describe("what is held of stock that fell short", () => {
  test("moves as far as it must: who came last, the rest stays", () => {
    shop.received("6 SOCK @MAIN");
    const [first, last] = [shop.holds("3 SOCK"), shop.holds("3 SOCK")];
    shop.received("6 SOCK @EAST");
    shop.changeCondition("2 SOCK @MAIN: available to quarantined", { isPhysicalTruth: true });

    expect(shop.rehome(last).outcome).toBe("accepted");
    expect(shop.rehome(first).outcome).toBe("INVALID_MOVEMENT");

    expect(shop.served(last)).toEqual(["1/1 SOCK @MAIN: 1 held", "1/2 SOCK @EAST: 2 held"]);
    expect(shop.availability("SOCK @MAIN").shortfall).toBe(0n);
  });

  test("of one order on one row is not moved twice", () => {
    shop.received("6 SOCK @MAIN");
    const id = shop.holds(["3 SOCK", "3 SOCK"]);
    shop.received("6 SOCK @EAST");
    shop.setStock("4 SOCK @MAIN");

    shop.rehome(id);

    expect(shop.balances("SOCK @EAST")).toEqual({ onHand: 6n, held: 2n });
    expect(shop.availability("SOCK @MAIN").shortfall).toBe(0n);
  });

  test("is not moved for the sake of overdue holds", () => {
    shop.received("6 SOCK @MAIN");
    shop.holds("3 SOCK", { ttlMs: MINUTE });
    const id = shop.holds("3 SOCK", { ttlMs: HOUR });
    shop.received("6 SOCK @EAST");
    shop.setStock("4 SOCK @MAIN");
    shop.wait(MINUTE);

    expect(shop.rehome(id).outcome).toBe("INVALID_MOVEMENT");
  });

  test("stays, and is told by nothing but the shortfall, where there is no other", () => {
    shop.received("6 SOCK @MAIN");
    const id = shop.holds("6 SOCK");
    shop.setStock("4 SOCK @MAIN");
    const entries = shop.ledger.journal.length;

    expect(shop.rehome(id).outcome).toBe("INVALID_MOVEMENT");

    expect(shop.told(entries)).toEqual([]);
    expect(shop.availability("SOCK").shortfall).toBe(2n);
  });
});
