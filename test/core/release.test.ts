import { beforeEach, describe, expect, test } from "@jest/globals";

import { DAY, HOUR, MINUTE } from "../support/core/said.ts";
import { Shop } from "../support/core/shop.ts";

let shop: Shop;

/** WEST sends later, MAIN at once. */
beforeEach(() => {
  shop = new Shop();
  shop.location("WEST", { fulfilment: "deferred" });
  shop.received("5 SOCK @WEST");
  shop.received("5 HAT @MAIN");
});

describe("a release", () => {
  test("gives back everything that is held", () => {
    const id = shop.holds(["2 SOCK", "3 HAT"]);

    expect(shop.release(id, { reason: "changed her mind" }).outcome).toBe("accepted");

    expect(shop.state(id)).toBe("released");
    expect(shop.served(id)).toEqual(["1/1 SOCK @WEST: 2 released", "2/1 HAT @MAIN: 3 released"]);
    expect([shop.available("SOCK"), shop.available("HAT")]).toEqual([5n, 5n]);
    expect(shop.ledger.journal.at(-1)).toMatchObject({
      kind: "release",
      reason: "changed her mind",
      occurredAt: shop.now,
    });
  });

  test("gives back named lines and quantities", () => {
    const id = shop.holds(["2 SOCK", "3 HAT"]);

    shop.release(id, { lines: ["HAT x2"] });

    expect(shop.served(id)).toEqual([
      "1/1 SOCK @WEST: 2 held",
      "2/1 HAT @MAIN: 1 held, 2 released",
    ]);
    expect(shop.state(id)).toBe("held");
  });

  test("takes a line's places in their order", () => {
    shop.received("5 SOCK @EAST");
    const id = shop.holds("8 SOCK");

    shop.release(id, { lines: ["1 x6"] });

    expect(shop.served(id)).toEqual([
      "1/1 SOCK @EAST: 5 released",
      "1/2 SOCK @WEST: 2 held, 1 released",
    ]);
  });

  test("twice is refused and gives nothing back twice", () => {
    const id = shop.holds("2 SOCK");
    shop.release(id);

    expect(shop.release(id).outcome).toBe("RESERVATION_CLOSED");
    expect(shop.available("SOCK")).toBe(5n);
  });

  test.each<[string, (id: string) => void, string, string]>([
    ["held", () => {}, "accepted", "accepted"],
    ["overdue", () => shop.wait(15 * MINUTE), "RESERVATION_EXPIRED", "RESERVATION_EXPIRED"],
    [
      "expired",
      () => {
        shop.wait(15 * MINUTE);
        shop.sweep();
      },
      "RESERVATION_EXPIRED",
      "RESERVATION_EXPIRED",
    ],
    ["sold, not yet shipped", (id) => shop.committed(id), "RESERVATION_CLOSED", "accepted"],
    [
      "sold and shipped",
      (id) => {
        shop.committed(id);
        shop.fulfil(id);
      },
      "RESERVATION_CLOSED",
      "RESERVATION_CLOSED",
    ],
    ["released", (id) => shop.release(id), "RESERVATION_CLOSED", "RESERVATION_CLOSED"],
    [
      "sold in part, the rest overdue",
      (id) => {
        shop.committed(id, { lines: ["1 x1"], remainder: "keep" });
        shop.wait(15 * MINUTE);
      },
      "RESERVATION_EXPIRED",
      "accepted",
    ],
    [
      "sold in part, the rest released",
      (id) => shop.committed(id, { lines: ["1 x1"] }),
      "RESERVATION_CLOSED",
      "accepted",
    ],
  ])("of what is %s goes by its scope", (_, happens, holds, holdsAndCommits) => {
    const id = shop.holds("2 SOCK");
    happens(id);
    const dry = { validateOnly: true } as const;

    expect(shop.release(id, { ...dry, scope: "holds" }).outcome).toBe(holds);
    expect(shop.release(id, { ...dry, scope: "holdsAndCommits" }).outcome).toBe(holdsAndCommits);
  });

  test("by a late payment-timeout worker never un-sells a paid order", () => {
    const id = shop.holds(["2 SOCK", "1 HAT"]);
    shop.committed(id);

    expect(shop.release(id).outcome).toBe("RESERVATION_CLOSED");

    expect(shop.state(id)).toBe("committed");
    expect(shop.balances("SOCK @WEST")).toEqual({ onHand: 5n, committed: 2n });
  });

  test("by that worker gives back only the holds of an order that is paid in part", () => {
    const id = shop.holds(["2 SOCK", "2 HAT"]);
    shop.committed(id, { lines: ["1"], remainder: "keep" });

    shop.release(id);

    expect(shop.served(id)).toEqual(["1/1 SOCK @WEST: 2 committed", "2/1 HAT @MAIN: 2 released"]);
  });

  test("that reaches commits cancels what has not shipped", () => {
    const id = shop.holds(["4 SOCK", "2 HAT"]);
    shop.committed(id);
    shop.fulfil(id, { lines: ["1 x1"] });

    shop.release(id, { scope: "holdsAndCommits" });

    expect(shop.served(id)).toEqual([
      "1/1 SOCK @WEST: 1 fulfilled, 3 released",
      "2/1 HAT @MAIN: 2 fulfilled",
    ]);
    expect(shop.balances("SOCK @WEST")).toEqual({ onHand: 4n });
    expect(shop.state(id)).toBe("fulfilled");
  });

  test("that reaches commits gives back holds of a line before its commits", () => {
    const id = shop.holds("4 SOCK");
    shop.committed(id, { lines: ["1 x2"], remainder: "keep" });

    shop.release(id, { lines: ["1 x3"], scope: "holdsAndCommits" });

    expect(shop.served(id)).toEqual(["1/1 SOCK @WEST: 1 committed, 3 released"]);
  });

  test("that reaches commits does not count overdue holds as the caller's to give", () => {
    const id = shop.holds("4 SOCK");
    shop.committed(id, { lines: ["1 x1"], remainder: "keep" });
    shop.wait(15 * MINUTE);

    expect(shop.release(id, { lines: ["1 x2"], scope: "holdsAndCommits" }).outcome).toBe(
      "INVALID_MOVEMENT",
    );
    shop.release(id, { scope: "holdsAndCommits" });

    expect(shop.served(id)).toEqual(["1/1 SOCK @WEST: 1 released, 3 expired"]);
    expect(shop.state(id)).toBe("released");
  });

  test("of a reservation nobody made is refused", () => {
    expect(shop.release("none").outcome).toBe("RESERVATION_NOT_FOUND");
  });
});

describe("an extension", () => {
  test.each([
    ["longer than is left", 20 * MINUTE, 25 * MINUTE],
    ["exactly what is left", 10 * MINUTE, 15 * MINUTE],
    ["shorter than is left", 5 * MINUTE, 15 * MINUTE],
  ])("by %s never ends the hold earlier", (_, ttlMs, endsAfter) => {
    const made = shop.now;
    const id = shop.holds("2 SOCK");
    shop.wait(5 * MINUTE);

    const told = shop.extend(id, ttlMs);

    expect(told.reservation?.expiresAt).toBe(made + endsAfter);
    expect(shop.told().at(-1)).toBe("extend");
    expect(shop.available("SOCK")).toBe(3n);
  });

  test("leaves a hold without end as it is", () => {
    const id = shop.holds("2 SOCK", { ttlMs: null });

    const told = shop.extend(id, HOUR);

    expect(told.outcome).toBe("accepted");
    expect(told.reservation).toMatchObject({ expiresAt: null, ttlMs: null });
    shop.wait(DAY);
    expect(shop.state(id)).toBe("held");
  });

  test("is for how long a reacquired rest is held anew", () => {
    const id = shop.holds("2 SOCK");
    shop.extend(id, HOUR);
    shop.wait(HOUR);

    shop.committed(id, { lines: ["1 x1"], onExpired: "reacquire", remainder: "keep" });

    expect(shop.reservation(id).expiresAt).toBe(shop.now + HOUR);
  });

  test.each<[string, (id: string) => void, string]>([
    ["overdue", () => shop.wait(15 * MINUTE), "RESERVATION_EXPIRED"],
    ["committed", (id) => shop.committed(id), "RESERVATION_CLOSED"],
    ["released", (id) => shop.release(id), "RESERVATION_CLOSED"],
  ])("of what is %s is refused", (_, happens, outcome) => {
    const id = shop.holds("2 SOCK");
    happens(id);

    expect(shop.extend(id, HOUR).outcome).toBe(outcome);
  });

  test("of a reservation nobody made is refused", () => {
    expect(shop.extend("none", HOUR).outcome).toBe("RESERVATION_NOT_FOUND");
  });
});

describe("a shipment", () => {
  test("takes committed units out of the shop: on hand and committed fall together", () => {
    const id = shop.sold("4 SOCK");

    const told = shop.fulfil(id, { lines: ["1 x3"], reference: "parcel 7" });

    expect(told.outcome).toBe("accepted");
    expect(shop.balances("SOCK @WEST")).toEqual({ onHand: 2n, committed: 1n });
    expect(shop.state(id)).toBe("committed");
    shop.fulfil(id);
    expect(shop.state(id)).toBe("fulfilled");
    expect(shop.ledger.journal.at(-2)).toMatchObject({ kind: "fulfil", reference: "parcel 7" });
  });

  test.each<[string, () => string, string]>([
    ["only held", () => shop.holds("2 SOCK"), "RESERVATION_CLOSED"],
    ["shipped by its sale", () => shop.sold("2 HAT"), "RESERVATION_CLOSED"],
    ["nobody's", () => "none", "RESERVATION_NOT_FOUND"],
    ["sold", () => shop.sold("2 SOCK"), "accepted"],
  ])("of what is %s", (_, given, outcome) => {
    expect(shop.fulfil(given()).outcome).toBe(outcome);
  });

  test("twice is refused and takes nothing twice", () => {
    const id = shop.sold("2 SOCK");
    shop.fulfil(id);

    expect(shop.fulfil(id).outcome).toBe("RESERVATION_CLOSED");
    expect(shop.balances("SOCK @WEST")).toEqual({ onHand: 3n });
  });

  test("never takes more than is on hand and fit to leave", () => {
    const id = shop.sold("4 SOCK");
    shop.damaged("1 SOCK @WEST");
    shop.adjust("-1 SOCK @WEST");

    const told = shop.fulfil(id);

    expect(told.outcome).toBe("INSUFFICIENT_STOCK");
    expect(told.rejection?.shortages).toMatchObject([{ line: 1, requested: 4n, available: 3n }]);
    expect(shop.fulfil(id, { lines: ["1 x3"] }).outcome).toBe("accepted");
    expect(shop.fulfil(id).outcome).toBe("INSUFFICIENT_STOCK");
  });

  test("sums the lines that leave from the same stock", () => {
    const id = shop.sold(["2 SOCK", "2 SOCK"]);
    shop.adjust("-2 SOCK @WEST");

    expect(shop.fulfil(id).outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.fulfil(id, { lines: ["1", "2 x1"] }).outcome).toBe("accepted");
  });

  test("may take what is short for others who hold it", () => {
    const id = shop.sold("2 SOCK");
    shop.holds("3 SOCK");
    shop.adjust("-3 SOCK @WEST");

    expect(shop.fulfil(id).outcome).toBe("accepted");
    expect(shop.balances("SOCK @WEST")).toEqual({ held: 3n });
  });

  test("of a part of a line takes the places that have it", () => {
    shop.location("EAST", { fulfilment: "deferred" });
    shop.received("5 SOCK @EAST");
    const id = shop.sold("10 SOCK");
    shop.adjust("-5 SOCK @EAST");

    expect(shop.fulfil(id, { lines: ["1 x6"] }).outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.fulfil(id, { lines: ["1 x5"] }).outcome).toBe("accepted");
    expect(shop.served(id)).toEqual(["1/1 SOCK @EAST: 5 committed", "1/2 SOCK @WEST: 5 fulfilled"]);
  });

  test.each([
    ["now", 0, "accepted"],
    ["366 days ago", -366 * DAY, "accepted"],
    ["a millisecond before that", -366 * DAY - 1, "FIELD_VIOLATION"],
    ["a millisecond from now", 1, "FIELD_VIOLATION"],
  ])("may have happened at most a year ago, never later: %s", (_, offset, outcome) => {
    const id = shop.sold("2 SOCK");

    const told = shop.fulfil(id, { occurredAt: shop.now + offset });

    expect(told.outcome).toBe(outcome);
    if (outcome === "accepted") {
      expect(shop.ledger.journal.at(-1)?.occurredAt).toBe(shop.now + offset);
    } else {
      expect(told.rejection?.field).toBe("occurred_time");
    }
  });
});
