import { beforeEach, describe, expect, test } from "@jest/globals";

import { DAY, HOUR, MINUTE } from "../support/core/said.ts";
import { Shop } from "../support/core/shop.ts";

let shop: Shop;

beforeEach(() => {
  shop = new Shop();
});

describe("a commit", () => {
  test("ships at once where the location does: on hand and held fall together", () => {
    shop.received("5 SOCK @MAIN");
    const id = shop.holds("2 SOCK");

    shop.committed(id);

    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 3n });
    expect(shop.served(id)).toEqual(["1/1 SOCK @MAIN: 2 fulfilled"]);
    expect(shop.state(id)).toBe("fulfilled");
  });

  test("waits to be shipped where the location defers", () => {
    shop.location("MAIN", { fulfilment: "deferred" });
    shop.received("5 SOCK @MAIN");
    const id = shop.holds("2 SOCK");

    shop.committed(id);

    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 5n, committed: 2n });
    expect(shop.served(id)).toEqual(["1/1 SOCK @MAIN: 2 committed"]);
    expect(shop.state(id)).toBe("committed");
  });

  test("does each where the order is served from both kinds of location", () => {
    shop.location("WEST", { fulfilment: "deferred" });
    shop.received("2 SOCK @MAIN");
    shop.received("2 SOCK @WEST");
    const id = shop.holds("4 SOCK");

    shop.committed(id);

    expect(shop.served(id)).toEqual(["1/1 SOCK @MAIN: 2 fulfilled", "1/2 SOCK @WEST: 2 committed"]);
    expect(shop.state(id)).toBe("committed");
  });

  test("of a part gives the rest back", () => {
    shop.received("9 SOCK @MAIN");
    shop.received("9 HAT @MAIN");
    const id = shop.holds(["4 SOCK", "3 HAT"]);

    shop.committed(id, { lines: ["1 x3"] });

    expect(shop.served(id)).toEqual([
      "1/1 SOCK @MAIN: 3 fulfilled, 1 released",
      "2/1 HAT @MAIN: 3 released",
    ]);
    expect(shop.state(id)).toBe("fulfilled");
    expect([shop.available("SOCK"), shop.available("HAT")]).toEqual([6n, 9n]);
    expect(shop.reservation(id).releasedAt).toBe(shop.now);
  });

  test("of a part may keep the rest until the hold ends", () => {
    shop.received("9 SOCK @MAIN");
    const id = shop.holds("4 SOCK");
    const { expiresAt } = shop.reservation(id);

    shop.wait(MINUTE);
    shop.committed(id, { lines: ["1 x3"], remainder: "keep" });

    expect(shop.served(id)).toEqual(["1/1 SOCK @MAIN: 1 held, 3 fulfilled"]);
    expect(shop.state(id)).toBe("held");
    expect(shop.reservation(id)).toMatchObject({ expiresAt, releasedAt: null });
    shop.committed(id);
    expect(shop.state(id)).toBe("fulfilled");
  });

  test("of a part leaves the rest to expire", () => {
    shop.received("9 SOCK @MAIN");
    const id = shop.holds("4 SOCK");
    shop.committed(id, { lines: ["1 x3"], remainder: "keep" });

    shop.wait(15 * MINUTE);

    expect(shop.served(id)).toEqual(["1/1 SOCK @MAIN: 3 fulfilled, 1 expired"]);
    expect(shop.state(id)).toBe("fulfilled");
    expect(shop.commit(id).outcome).toBe("RESERVATION_EXPIRED");
  });

  test.each<[string, (id: string) => void, string]>([
    ["committed", (id) => shop.committed(id), "RESERVATION_CLOSED"],
    ["released", (id) => shop.release(id), "RESERVATION_CLOSED"],
    ["overdue", () => shop.wait(15 * MINUTE), "RESERVATION_EXPIRED"],
  ])("of what was %s before is refused and sells nothing", (_, happens, outcome) => {
    shop.received("5 SOCK @MAIN");
    const id = shop.holds("2 SOCK");
    happens(id);
    const { onHand } = shop.balances("SOCK @MAIN");

    expect(shop.commit(id).outcome).toBe(outcome);
    expect(shop.balances("SOCK @MAIN").onHand).toBe(onHand);
  });

  test("of a reservation nobody made is refused", () => {
    expect(shop.commit("none").outcome).toBe("RESERVATION_NOT_FOUND");
  });
});

describe("a commit when stock has since been found short", () => {
  test.each(["immediate", "deferred"] as const)(
    "is granted first come, first served: on hand 5 and two holds of 4 do not sell 8 (%s)",
    (fulfilment) => {
      shop.location("MAIN", { fulfilment });
      shop.received("8 SOCK @MAIN");
      const [first, second] = [shop.holds("4 SOCK"), shop.holds("4 SOCK")];
      shop.adjust("-3 SOCK @MAIN");

      expect(shop.commit(second).outcome).toBe("accepted");
      const told = shop.commit(first);

      expect(told.outcome).toBe("INSUFFICIENT_STOCK");
      expect(told.rejection?.shortages).toMatchObject([
        { line: 1, sku: "SOCK", requested: 4n, available: 1n },
      ]);
      expect(shop.commit(first, { lines: ["1 x2"] }).outcome).toBe("INSUFFICIENT_STOCK");
      expect(shop.commit(first, { lines: ["1 x1"] }).outcome).toBe("accepted");
    },
  );

  test("leaves out what is damaged", () => {
    shop.received("5 SOCK @MAIN");
    const id = shop.holds("4 SOCK");
    shop.damaged("2 SOCK @MAIN");

    expect(shop.commit(id).outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.commit(id, { lines: ["1 x3"] }).outcome).toBe("accepted");
  });

  test("does not mind holds that came before it and are not committed", () => {
    shop.received("5 SOCK @MAIN");
    shop.holds("3 SOCK");
    const id = shop.holds("2 SOCK");
    shop.adjust("-3 SOCK @MAIN");

    expect(shop.commit(id).outcome).toBe("accepted");
    expect(shop.balances("SOCK @MAIN")).toEqual({ held: 3n });
  });

  test("sums the lines that need the same stock", () => {
    shop.received("5 SOCK @MAIN");
    const id = shop.holds(["2 SOCK", "3 SOCK"]);
    shop.adjust("-1 SOCK @MAIN");

    expect(shop.commit(id).outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.commit(id, { lines: ["1", "2 x2"] }).outcome).toBe("accepted");
  });

  test("moves what is missing to the next stock: the same place first", () => {
    shop.location("EAST", { sourcingPriority: -1 });
    shop.received("4 MILK @MAIN #A");
    const id = shop.holds("4 MILK");
    shop.received("3 MILK @EAST #A");
    shop.received("2 MILK @MAIN #B");
    shop.adjust("-3 MILK @MAIN #A");

    shop.committed(id);

    expect(shop.served(id)).toEqual([
      "1/1 MILK @MAIN #A: 1 fulfilled",
      "1/2 MILK @MAIN #B: 2 fulfilled",
      "1/3 MILK @EAST #A: 1 fulfilled",
    ]);
    expect(shop.reservation(id).allocations.map(({ quantity }) => quantity)).toEqual([1n, 2n, 1n]);
  });

  test("moves to other places by priority, code and expiry", () => {
    shop.location("EAST", { sourcingPriority: 1 });
    shop.location("WEST", { sourcingPriority: 1 });
    shop.location("LAST", { sourcingPriority: 2 });
    shop.received("6 MILK @MAIN #A");
    const id = shop.holds("6 MILK");
    for (const place of ["LAST", "WEST", "EAST"]) {
      shop.received(`1 MILK @${place} #NEVER`);
      shop.received(`1 MILK @${place} #LATE`, { expiresAt: Date.UTC(2027, 0) });
    }
    shop.adjust("-6 MILK @MAIN #A");

    shop.committed(id, { lines: ["1 x5"] });

    expect(shop.served(id)).toEqual([
      "1/1 MILK @MAIN #A: 1 released",
      "1/2 MILK @EAST #LATE: 1 fulfilled",
      "1/3 MILK @EAST #NEVER: 1 fulfilled",
      "1/4 MILK @WEST #LATE: 1 fulfilled",
      "1/5 MILK @WEST #NEVER: 1 fulfilled",
      "1/6 MILK @LAST #LATE: 1 fulfilled",
    ]);
  });

  test("takes for that only what is free, safety stock included, and never what others hold", () => {
    shop.location("WEST", { safetyStock: 2n });
    shop.received("4 SOCK @MAIN");
    const id = shop.holds("4 SOCK");
    shop.received("5 SOCK @WEST");
    shop.holds("2 SOCK @WEST");
    shop.adjust("-4 SOCK @MAIN");

    expect(shop.commit(id).outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.commit(id, { lines: ["1 x3"] }).outcome).toBe("accepted");
    expect(shop.balances("SOCK @WEST")).toEqual({ onHand: 2n, held: 2n });
  });

  test("takes for that what overdue holds of others leave", () => {
    shop.received("4 SOCK @MAIN");
    const id = shop.holds("4 SOCK", { ttlMs: HOUR });
    shop.received("4 SOCK @WEST");
    const other = shop.holds("4 SOCK @WEST");
    shop.adjust("-4 SOCK @MAIN");
    shop.wait(15 * MINUTE);

    shop.committed(id);

    expect(shop.served(id)).toEqual(["1/1 SOCK @MAIN: nothing", "1/2 SOCK @WEST: 4 fulfilled"]);
    expect(shop.served(other)).toEqual(["1/1 SOCK @WEST: 4 expired"]);
    expect(shop.told().slice(-2)).toEqual(["expire", "commit"]);
  });

  test("goes on until every overdue hold in its way is taken back", () => {
    shop.received("4 SOCK @MAIN");
    const id = shop.holds("4 SOCK", { ttlMs: HOUR });
    shop.received("4 SOCK @WEST");
    for (let i = 0; i < 4; i += 1) shop.holds("1 SOCK @WEST");
    shop.adjust("-4 SOCK @MAIN");
    shop.wait(15 * MINUTE);
    shop.ledger.overdueMax = 1;

    expect(shop.commit(id).outcome).toBe("accepted");
  });

  test("does not move two lines to the same unit", () => {
    shop.received("4 SOCK @MAIN");
    const id = shop.holds(["2 SOCK", "2 SOCK"]);
    shop.received("3 SOCK @WEST");
    shop.adjust("-4 SOCK @MAIN");

    expect(shop.commit(id).outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.commit(id, { lines: ["1", "2 x1"] }).outcome).toBe("accepted");
  });

  test.each([
    ["a lot", "2 MILK #A", "INSUFFICIENT_STOCK"],
    ["a location", "2 MILK @MAIN", "accepted"],
    ["a location and a lot", "2 MILK @MAIN #A", "INSUFFICIENT_STOCK"],
    ["nothing", "2 MILK", "accepted"],
  ])("never leaves what the line has pinned: %s", (_, line, outcome) => {
    shop.received("2 MILK @MAIN #A");
    const id = shop.holds(line);
    shop.received("1 MILK @MAIN #B");
    shop.received("2 MILK @WEST #C");
    shop.adjust("-1 MILK @MAIN #A");

    expect(shop.commit(id).outcome).toBe(outcome);
  });

  test("never leaves a pinned location for another one", () => {
    shop.received("2 SOCK @MAIN");
    const id = shop.holds("2 SOCK @MAIN");
    shop.received("2 SOCK @WEST");
    shop.adjust("-1 SOCK @MAIN");

    expect(shop.commit(id).outcome).toBe("INSUFFICIENT_STOCK");
  });

  test("keeps the shelf life that was asked for", () => {
    shop.received("2 MILK @MAIN #A");
    const [choosy, other] = [shop.holds("1 MILK ~7d"), shop.holds("1 MILK")];
    shop.received("2 MILK @MAIN #B", { expiresAt: shop.now + 7 * DAY });
    shop.adjust("-2 MILK @MAIN #A");

    expect(shop.commit(choosy).outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.commit(other).outcome).toBe("accepted");
  });

  test("keeps the shelf life to the millisecond", () => {
    shop.received("2 MILK @MAIN #A");
    const choosy = shop.holds("1 MILK ~7d");
    shop.received("2 MILK @MAIN #B", { expiresAt: shop.now + 7 * DAY + 1 });
    shop.adjust("-2 MILK @MAIN #A");

    expect(shop.commit(choosy).outcome).toBe("accepted");
  });

  test("lets a line that can move make room for one that cannot", () => {
    shop.received("4 MILK @MAIN #A");
    const id = shop.holds(["2 MILK", "2 MILK #A"]);
    shop.received("2 MILK @MAIN #B");
    shop.adjust("-2 MILK @MAIN #A");

    shop.committed(id);

    expect(shop.served(id)).toEqual([
      "1/1 MILK @MAIN #A: nothing",
      "1/2 MILK @MAIN #B: 2 fulfilled",
      "2/1 MILK @MAIN #A: 2 fulfilled",
    ]);
  });

  test("moves nowhere that is archived", () => {
    shop.received("2 SOCK @MAIN");
    const id = shop.holds("2 SOCK");
    shop.received("2 SOCK @WEST");
    shop.location("WEST", { archived: true });
    shop.adjust("-1 SOCK @MAIN");

    expect(shop.commit(id).outcome).toBe("INSUFFICIENT_STOCK");
  });

  test("says when another hold on stock that could serve ends", () => {
    shop.received("2 SOCK @MAIN");
    const id = shop.holds("2 SOCK");
    shop.received("2 SOCK @WEST");
    shop.holds("2 SOCK @WEST", { ttlMs: 5 * MINUTE });
    shop.adjust("-1 SOCK @MAIN");

    expect(shop.commit(id).rejection?.shortages).toEqual([
      {
        line: 1,
        sku: "SOCK",
        location: null,
        requested: 2n,
        available: 1n,
        nextAvailableAt: shop.now + 5 * MINUTE,
      },
    ]);
  });

  test("tells a line that two places serve once", () => {
    shop.received("2 SOCK @MAIN");
    shop.received("2 SOCK @WEST");
    const id = shop.holds("4 SOCK");
    shop.adjust("-1 SOCK @MAIN");
    shop.adjust("-2 SOCK @WEST");

    expect(shop.commit(id).rejection?.shortages).toMatchObject([
      { line: 1, requested: 4n, available: 1n },
    ]);
  });
});

describe("a commit when the lot may no longer be sold", () => {
  test.each<[string, number, string]>([
    ["is sold a millisecond before the lot expires", HOUR - 1, "accepted"],
    ["is refused at the very instant, when nothing can take its place", HOUR, "LOT_EXPIRED"],
  ])("%s", (_, waited, outcome) => {
    shop.received("2 MILK @MAIN #A", { expiresAt: shop.now + HOUR });
    const id = shop.holds("2 MILK");
    shop.extend(id, 2 * HOUR);
    shop.wait(waited);

    const told = shop.commit(id);

    expect(told.outcome).toBe(outcome);
    if (outcome !== "accepted")
      expect(told.rejection?.facts).toMatchObject({ line: "1", lot: "A" });
  });

  test("is moved whole to the next eligible lot", () => {
    shop.received("2 MILK @MAIN #A");
    shop.received("5 MILK @MAIN #B");
    const id = shop.holds("2 MILK");
    shop.lot("MILK #A", { barredAt: shop.now });

    shop.committed(id);

    expect(shop.served(id)).toEqual([
      "1/1 MILK @MAIN #A: nothing",
      "1/2 MILK @MAIN #B: 2 fulfilled",
    ]);
    expect(shop.balances("MILK @MAIN #A")).toEqual({ onHand: 2n });
  });

  test.each([
    ["another barred lot", { barredAt: 1 }],
    ["another expired lot", { expiresAt: 1 }],
  ])("is not moved to %s", (_, like) => {
    shop.received("2 MILK @MAIN #A");
    shop.received("5 MILK @MAIN #B");
    const id = shop.holds("2 MILK");
    shop.lot("MILK #A", { barredAt: shop.now });
    shop.lot("MILK #B", like);

    expect(shop.commit(id).outcome).toBe("LOT_EXPIRED");
  });

  test("is refused when the lot was pinned, whatever else there is", () => {
    shop.received("2 MILK @MAIN #A");
    shop.received("5 MILK @MAIN #B");
    const id = shop.holds("2 MILK #A");
    shop.lot("MILK #A", { barredAt: shop.now });

    expect(shop.commit(id).outcome).toBe("LOT_EXPIRED");
    expect(shop.state(id)).toBe("held");
  });

  test("of a part sells the lot of the line that is still good", () => {
    shop.received("2 MILK @MAIN #A", { expiresAt: shop.now + HOUR });
    shop.received("2 MILK @MAIN #B");
    const id = shop.holds("4 MILK");
    shop.lot("MILK #A", { barredAt: shop.now });

    expect(shop.commit(id, { lines: ["1 x3"] }).outcome).toBe("LOT_EXPIRED");
    shop.committed(id, { lines: ["1 x2"] });

    expect(shop.served(id)).toEqual([
      "1/1 MILK @MAIN #A: 2 released",
      "1/2 MILK @MAIN #B: 2 fulfilled",
    ]);
  });
});
