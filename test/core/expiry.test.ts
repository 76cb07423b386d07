import { beforeEach, describe, expect, test } from "@jest/globals";

import { DAY, HOUR, MINUTE } from "../support/core/said.ts";
import { Shop } from "../support/core/shop.ts";

let shop: Shop;

beforeEach(() => {
  shop = new Shop();
  shop.received("5 SOCK @MAIN");
});

describe("the end of a hold", () => {
  test.each([
    ["a millisecond before", 15 * MINUTE - 1, "held", "accepted"],
    ["at the very instant", 15 * MINUTE, "expired", "RESERVATION_EXPIRED"],
    ["a millisecond after", 15 * MINUTE + 1, "expired", "RESERVATION_EXPIRED"],
  ])("decides a commit, a release and an extension %s", (_, waited, state, outcome) => {
    const ids = [shop.holds("1 SOCK"), shop.holds("1 SOCK"), shop.holds("1 SOCK")] as const;
    shop.wait(waited);

    expect(shop.state(ids[0])).toBe(state);
    expect(shop.commit(ids[0]).outcome).toBe(outcome);
    expect(shop.release(ids[1]).outcome).toBe(outcome);
    expect(shop.extend(ids[2], HOUR).outcome).toBe(outcome);
  });

  test.each(["commit", "release", "extend"] as const)(
    "decides a %s after the sweep as it did before",
    (what) => {
      const id = shop.holds("1 SOCK");
      shop.wait(15 * MINUTE);
      const act = (): string =>
        (what === "extend" ? shop.extend(id, HOUR) : shop[what](id)).outcome;

      const before = act();
      shop.sweep();

      expect([before, act()]).toEqual(["RESERVATION_EXPIRED", "RESERVATION_EXPIRED"]);
    },
  );

  test("gives the units to the next order, swept or not", () => {
    shop.holds("5 SOCK");
    shop.wait(15 * MINUTE - 1);
    const early = shop.reserve("5 SOCK");
    shop.wait(1);
    const late = shop.reserve("5 SOCK");

    expect([early.outcome, late.outcome]).toEqual(["INSUFFICIENT_STOCK", "accepted"]);
  });
});

describe("taking back what is overdue", () => {
  test("is booked as having happened when the time was up", () => {
    const id = shop.holds("4 SOCK");
    const { expiresAt, version } = shop.reservation(id);
    shop.wait(DAY);

    expect(shop.expire(id).outcome).toBe("accepted");

    expect(shop.ledger.journal.at(-1)).toMatchObject({
      kind: "expire",
      key: { source: "expiry", requestId: `${id}/${version}` },
      reservationId: id,
      occurredAt: expiresAt,
      recordedAt: shop.now,
    });
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 5n });
    expect(shop.reservation(id).expiredAt).toBe(expiresAt);
  });

  test("takes back every line of a hold, and nothing that was sold or given back", () => {
    shop.received("5 HAT @MAIN");
    const id = shop.holds(["4 SOCK", "3 HAT"]);
    shop.release(id, { lines: ["1 x1"] });
    shop.committed(id, { lines: ["2 x2"], remainder: "keep" });
    shop.wait(15 * MINUTE);

    shop.expire(id);

    expect(shop.served(id)).toEqual([
      "1/1 SOCK @MAIN: 1 released, 3 expired",
      "2/1 HAT @MAIN: 2 fulfilled, 1 expired",
    ]);
  });

  test.each<[string, (id: string) => void, string]>([
    ["not due yet", () => shop.wait(15 * MINUTE - 1), "RESERVATION_CLOSED"],
    ["committed meanwhile", (id) => shop.commit(id), "RESERVATION_CLOSED"],
    ["released meanwhile", (id) => shop.release(id), "RESERVATION_CLOSED"],
    ["extended meanwhile", (id) => shop.extend(id, HOUR), "RESERVATION_CLOSED"],
    [
      "taken back already",
      (id) => {
        shop.wait(15 * MINUTE);
        shop.expire(id);
      },
      "RESERVATION_CLOSED",
    ],
    ["due", () => shop.wait(15 * MINUTE), "accepted"],
  ])("of a hold that is %s", (_, happens, outcome) => {
    const id = shop.holds("4 SOCK");
    happens(id);
    const entries = shop.told().length;

    expect(shop.expire(id).outcome).toBe(outcome);
    expect(shop.told(entries)).toEqual(outcome === "accepted" ? ["expire"] : []);
  });

  test("of a hold nobody made is refused", () => {
    expect(shop.expire("none").outcome).toBe("RESERVATION_NOT_FOUND");
  });

  test("happens on shortage, oldest first, and no more than the shortage needs", () => {
    const young = shop.holds("2 SOCK", { ttlMs: 10 * MINUTE });
    const old = shop.holds("2 SOCK", { ttlMs: 5 * MINUTE });
    shop.wait(HOUR);

    const id = shop.holds("3 SOCK");

    expect(shop.state(id)).toBe("held");
    expect(shop.told().slice(-2)).toEqual(["expire", "reserve"]);
    expect(shop.ledger.reservations.get(old)?.expiredAt).not.toBeNull();
    expect(shop.ledger.reservations.get(young)?.expiredAt).toBeNull();
  });

  test("does not happen where there is enough without it", () => {
    shop.holds("2 SOCK");
    shop.wait(HOUR);

    shop.holds("3 SOCK");

    expect(shop.told().slice(-2)).toEqual(["reserve", "reserve"]);
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 5n, held: 5n });
  });

  test("does not happen for an order that is refused all the same", () => {
    shop.holds("2 SOCK");
    shop.wait(HOUR);
    const entries = shop.told().length;

    expect(shop.reserve("6 SOCK").outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.told(entries)).toEqual([]);
  });

  test("serves two orders of one batch, each as far as it needs", () => {
    shop.holds("3 SOCK");
    shop.holds("2 SOCK");
    shop.wait(HOUR);

    const told = shop.batch(
      shop.form.reserve("2 SOCK"),
      shop.form.reserve("3 SOCK"),
      shop.form.reserve("1 SOCK"),
    );

    expect(told.map(({ outcome }) => outcome)).toEqual([
      "accepted",
      "accepted",
      "INSUFFICIENT_STOCK",
    ]);
  });
});

describe("more overdue holds than one batch takes back", () => {
  beforeEach(() => {
    for (let i = 0; i < 5; i += 1) shop.holds("1 SOCK");
    shop.wait(15 * MINUTE);
    shop.ledger.overdueMax = 2;
  });

  test("are taken back batch by batch until the order can be granted", () => {
    const batches = shop.ledger.batches;

    expect(shop.reserve("5 SOCK").outcome).toBe("accepted");
    expect(shop.ledger.batches - batches).toBe(3);
    expect(shop.told().filter((kind) => kind === "expire")).toHaveLength(5);
  });

  test("are taken back before an order is refused", () => {
    expect(shop.reserve("6 SOCK").outcome).toBe("INSUFFICIENT_STOCK");
  });

  test("do not make a part smaller than it could be", () => {
    const id = shop.holds("6 SOCK", { allowPartial: true });

    expect(shop.served(id)).toEqual(["1/1 SOCK @MAIN: 5 held"]);
  });

  test("do not hold up an order that needs none of them", () => {
    const batches = shop.ledger.batches;
    shop.received("1 SOCK @WEST");

    expect(shop.reserve("1 SOCK").outcome).toBe("accepted");
    expect(shop.ledger.batches - batches).toBe(2);
  });

  test("are taken back before an adjustment raises a shortfall", () => {
    expect(shop.adjust("-5 SOCK @MAIN").outcome).toBe("accepted");
    expect(shop.balances("SOCK @MAIN")).toEqual({});
  });

  test("leave no trace of an adjustment that cannot be booked yet", () => {
    shop.received("1 HAT @WEST");
    const known = shop.ledger.stock.size;
    const order = shop.form.adjust(["+1 HAT @MAIN", "-5 SOCK @MAIN"]);
    const [adjusted] = shop.batch(order);

    expect(adjusted?.outcome).toBe("accepted");
    expect(shop.ledger.stock.size).toBe(known + 1);
  });

  test("leave a dry run undecided and the books alone", () => {
    const entries = shop.told().length;

    expect(shop.reserve("5 SOCK", { validateOnly: true }).outcome).toBe("unfinished");
    expect(shop.told(entries)).toEqual([]);
  });

  test("serve several orders that wait together", () => {
    const told = shop.batch(shop.form.reserve("3 SOCK"), shop.form.reserve("2 SOCK"));

    expect(told.map(({ outcome }) => outcome)).toEqual(["accepted", "accepted"]);
  });
});

describe("a commit that may reacquire", () => {
  const REACQUIRE = { onExpired: "reacquire" } as const;

  test.each([
    ["before the sweep", false],
    ["after the sweep", true],
  ])("holds and sells again in one step, %s", (_, isSwept) => {
    const id = shop.holds("4 SOCK");
    shop.wait(15 * MINUTE);
    if (isSwept) shop.sweep();

    expect(shop.commit(id, REACQUIRE).outcome).toBe("accepted");
    expect(shop.served(id)).toEqual(["1/1 SOCK @MAIN: 4 expired", "1/2 SOCK @MAIN: 4 fulfilled"]);
    expect(shop.state(id)).toBe("fulfilled");
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 1n });
    expect(shop.told().slice(-2)).toEqual(["expire", "commit"]);
  });

  test.each([
    ["before the sweep", false],
    ["after the sweep", true],
  ])("is short when others have the units by now, %s", (_, isSwept) => {
    const id = shop.holds("4 SOCK");
    shop.wait(15 * MINUTE);
    if (isSwept) shop.sweep();
    shop.holds("2 SOCK");

    const told = shop.commit(id, REACQUIRE);

    expect(told.outcome).toBe("INSUFFICIENT_STOCK");
    expect(told.rejection?.shortages).toMatchObject([{ line: 1, requested: 4n, available: 3n }]);
    expect(shop.state(id)).toBe("expired");
    expect(shop.commit(id, { ...REACQUIRE, lines: ["1 x3"] }).outcome).toBe("accepted");
  });

  test("is a plain commit while the hold is alive", () => {
    const id = shop.holds("4 SOCK");

    shop.committed(id, REACQUIRE);

    expect(shop.served(id)).toEqual(["1/1 SOCK @MAIN: 4 fulfilled"]);
  });

  test("of a part leaves the rest expired, to be reacquired later", () => {
    const id = shop.holds("4 SOCK");
    shop.wait(15 * MINUTE);

    shop.committed(id, { ...REACQUIRE, lines: ["1 x1"] });
    const { expiresAt } = shop.reservation(id);
    shop.committed(id, REACQUIRE);

    expect(shop.served(id)).toEqual([
      "1/1 SOCK @MAIN: 4 expired",
      "1/2 SOCK @MAIN: 1 fulfilled",
      "1/3 SOCK @MAIN: 3 fulfilled",
    ]);
    expect(expiresAt).toBe(shop.now);
    expect(shop.commit(id, REACQUIRE).outcome).toBe("RESERVATION_CLOSED");
  });

  test("of a part may hold the rest anew, for as long as it was asked to", () => {
    const id = shop.holds("4 SOCK", { ttlMs: 10 * MINUTE });
    shop.wait(HOUR);

    shop.committed(id, { ...REACQUIRE, lines: ["1 x1"], remainder: "keep" });

    expect(shop.served(id)).toEqual([
      "1/1 SOCK @MAIN: 4 expired",
      "1/2 SOCK @MAIN: 3 held, 1 fulfilled",
    ]);
    expect(shop.state(id)).toBe("held");
    expect(shop.reservation(id).expiresAt).toBe(shop.now + 10 * MINUTE);
  });

  test("whose rest was held anew can expire a second time", () => {
    const id = shop.holds("4 SOCK");
    shop.wait(15 * MINUTE);
    shop.committed(id, { ...REACQUIRE, lines: ["1 x1"], remainder: "keep" });
    shop.wait(15 * MINUTE);

    expect(shop.state(id)).toBe("fulfilled");
    expect(shop.expire(id).outcome).toBe("accepted");

    const expiries = shop.ledger.journal.filter(({ kind }) => kind === "expire");
    expect(new Set(expiries.map(({ key }) => key.requestId)).size).toBe(2);
    expect(expiries[1]?.occurredAt).toBe(shop.now);
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 4n });
  });

  test("keeps the end it had when nothing is held anew", () => {
    const id = shop.holds("4 SOCK");
    const { expiresAt } = shop.reservation(id);
    shop.wait(HOUR);

    shop.committed(id, { ...REACQUIRE, remainder: "keep" });

    expect(shop.reservation(id).expiresAt).toBe(expiresAt);
  });

  test("asks only of what is held anew that its lot outlives the hold", () => {
    shop.received("2 MILK @MAIN #A", { expiresAt: shop.now + 20 * MINUTE });
    const id = shop.holds("2 MILK");
    shop.wait(15 * MINUTE);
    const keep = { ...REACQUIRE, remainder: "keep" } as const;

    expect(shop.commit(id, { ...keep, lines: ["1 x1"] }).outcome).toBe("INSUFFICIENT_STOCK");
    expect(shop.commit(id, keep).outcome).toBe("accepted");
  });

  test("does not get back what was released, sold or never granted", () => {
    const id = shop.holds("9 SOCK", { allowPartial: true });
    shop.release(id, { lines: ["1 x1"] });
    shop.committed(id, { lines: ["1 x1"], remainder: "keep" });
    shop.received("20 SOCK @MAIN");
    shop.wait(15 * MINUTE);

    shop.committed(id, REACQUIRE);

    expect(shop.served(id)).toEqual([
      "1/1 SOCK @MAIN: 1 fulfilled, 1 released, 3 expired",
      "1/2 SOCK @MAIN: 3 fulfilled",
    ]);
  });

  test("goes by the rules of a new order: where it is pinned, and what safety stock leaves", () => {
    const id = shop.holds("4 SOCK @MAIN");
    shop.wait(15 * MINUTE);
    shop.location("MAIN", { safetyStock: 2n });
    shop.received("9 SOCK @WEST");

    expect(shop.commit(id, REACQUIRE).outcome).toBe("INSUFFICIENT_STOCK");
    shop.location("MAIN", { safetyStock: 1n });
    expect(shop.commit(id, REACQUIRE).outcome).toBe("accepted");
  });

  test("finds other stock when its line may have any", () => {
    const id = shop.holds("4 SOCK");
    shop.wait(15 * MINUTE);
    shop.sold("5 SOCK");
    shop.received("9 SOCK @WEST");

    shop.committed(id, REACQUIRE);

    expect(shop.served(id)).toEqual(["1/1 SOCK @MAIN: 4 expired", "1/2 SOCK @WEST: 4 fulfilled"]);
  });

  test("keeps the asked lot and shelf life", () => {
    shop.received("5 MILK @MAIN #A", { expiresAt: shop.now + 7 * DAY + 15 * MINUTE });
    const pinned = shop.holds("1 MILK #A");
    const choosy = shop.holds("1 MILK ~7d");
    shop.wait(15 * MINUTE);
    shop.received("5 MILK @MAIN #B", { expiresAt: shop.now + 30 * DAY });

    shop.committed(pinned, REACQUIRE);
    shop.committed(choosy, REACQUIRE);

    expect(shop.served(pinned)[1]).toBe("1/2 MILK @MAIN #A: 1 fulfilled");
    expect(shop.served(choosy)[1]).toBe("1/2 MILK @MAIN #B: 1 fulfilled");
  });

  test("is closed when the last of it was given back after it expired", () => {
    shop.location("MAIN", { fulfilment: "deferred" });
    const id = shop.holds("4 SOCK");
    shop.committed(id, { lines: ["1 x1"], remainder: "keep" });
    shop.wait(15 * MINUTE);
    shop.release(id, { scope: "holdsAndCommits" });

    expect(shop.commit(id, REACQUIRE).outcome).toBe("RESERVATION_CLOSED");
  });

  test("takes back overdue holds of others in its way", () => {
    const id = shop.holds("3 SOCK", { ttlMs: MINUTE });
    shop.wait(MINUTE);
    shop.holds("4 SOCK", { ttlMs: MINUTE });
    shop.wait(MINUTE);

    expect(shop.commit(id, REACQUIRE).outcome).toBe("accepted");
  });

  test("goes on until every overdue hold of others is taken back", () => {
    const id = shop.holds("5 SOCK", { ttlMs: MINUTE });
    shop.wait(MINUTE);
    for (let i = 0; i < 5; i += 1) shop.holds("1 SOCK", { ttlMs: MINUTE });
    shop.wait(MINUTE);
    shop.ledger.overdueMax = 1;

    expect(shop.commit(id, REACQUIRE).outcome).toBe("accepted");
  });
});

test("commit and expiry at the same instant: whoever is first in the batch, time wins", () => {
  const [one, other] = [shop.holds("1 SOCK"), shop.holds("1 SOCK")];
  shop.wait(15 * MINUTE);

  const told = shop.batch(
    shop.form.commit(one),
    shop.form.expire(one),
    shop.form.expire(other),
    shop.form.commit(other),
  );

  expect(told.map(({ outcome }) => outcome)).toEqual([
    "RESERVATION_EXPIRED",
    "accepted",
    "accepted",
    "RESERVATION_EXPIRED",
  ]);
});
