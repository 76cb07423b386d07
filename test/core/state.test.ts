import { beforeEach, describe, expect, test } from "@jest/globals";

import { type Allocation, type Reservation, seenAt, stateAt } from "../../src/core/reservation.ts";
import { MINUTE } from "../support/core/said.ts";
import { Shop } from "../support/core/shop.ts";

const NOON = Date.UTC(2026, 0, 20, 12);

type Units = Partial<Pick<Allocation, "held" | "committed" | "fulfilled" | "released" | "expired">>;

interface Times {
  readonly expiresAt?: number | null;
  readonly releasedAt?: number | null;
  readonly expiredAt?: number | null;
}

function reservation(units: readonly Units[], times: Times): Reservation {
  const none = { held: 0n, committed: 0n, fulfilled: 0n, released: 0n, expired: 0n, returned: 0n };
  const place = { sku: "SOCK", location: "MAIN", lot: null, stockId: "stock-1", shortAt: null };
  const { expiresAt = NOON + MINUTE, releasedAt = null, expiredAt = null } = times;
  return {
    id: "order-1",
    orderRef: "",
    createdAt: NOON - 15 * MINUTE,
    expiresAt,
    ttlMs: expiresAt === null ? null : 15 * MINUTE,
    lines: [],
    allocations: units.map((some, index) => {
      const quantity = Object.values(some).reduce((sum, each) => sum + each, 0n);
      const number = index + 1;
      return { line: 1, number, component: 0, perBundle: 1n, ...place, quantity, ...none, ...some };
    }),
    releasedAt,
    expiredAt,
    version: 1,
  };
}

describe("a reservation is", () => {
  const before = NOON - 1;
  test.each<[string, readonly Units[], Times]>([
    ["held", [{ held: 1n }], {}],
    ["held", [{ held: 1n }], { expiresAt: null }],
    ["held", [{ held: 1n, committed: 1n, fulfilled: 1n, released: 1n }], { releasedAt: before }],
    ["held", [{ committed: 9n }, { held: 1n }], {}],
    ["held", [{ held: 1n, expired: 4n }], { expiredAt: before }],
    ["held", [{ held: 1n }], { expiresAt: NOON + 1 }],
    ["expired", [{ held: 1n }], { expiresAt: NOON }],
    ["expired", [{ held: 1n }], { expiresAt: NOON - 1 }],
    ["committed", [{ held: 1n, committed: 1n }], { expiresAt: NOON }],
    ["fulfilled", [{ held: 1n, fulfilled: 1n }], { expiresAt: NOON }],
    ["committed", [{ committed: 1n }], {}],
    ["committed", [{ committed: 1n, fulfilled: 9n }], {}],
    ["committed", [{ committed: 1n, released: 9n }], { releasedAt: NOON }],
    ["committed", [{ committed: 1n, expired: 9n }], { expiredAt: NOON }],
    ["fulfilled", [{ fulfilled: 1n }], {}],
    ["fulfilled", [{ fulfilled: 1n, released: 9n }], { releasedAt: NOON }],
    ["fulfilled", [{ fulfilled: 1n, expired: 9n }], { expiredAt: NOON }],
    ["released", [{ released: 1n }], { releasedAt: before }],
    ["expired", [{ expired: 1n }], { expiredAt: before }],
    ["expired", [{ released: 1n, expired: 1n }], { releasedAt: before - 1, expiredAt: before }],
    ["released", [{ released: 1n, expired: 1n }], { releasedAt: before, expiredAt: before - 1 }],
    ["released", [{ released: 1n, expired: 1n }], { releasedAt: before, expiredAt: before }],
    ["expired", [{ held: 1n, released: 1n }], { expiresAt: NOON, releasedAt: before }],
  ])("%s with units %j and times %j", (state, units, times) => {
    const booked = reservation(units, times);

    expect(stateAt(booked, NOON)).toBe(state);
    expect(stateAt(seenAt(booked, NOON), NOON)).toBe(state);
  });

  test("seen with overdue units expired, and otherwise as booked", () => {
    const alive = reservation([{ held: 1n, fulfilled: 2n }], { expiresAt: NOON + 1 });

    expect(seenAt(alive, NOON)).toBe(alive);
    expect(seenAt(alive, NOON + 1)).toMatchObject({
      expiredAt: NOON + 1,
      version: alive.version,
      allocations: [{ held: 0n, fulfilled: 2n, expired: 1n }],
    });
  });
});

describe("sweeping", () => {
  let shop: Shop;

  beforeEach(() => {
    shop = new Shop();
    shop.location("MAIN", { fulfilment: "deferred" });
    shop.received("9 SOCK @MAIN");
  });

  test.each<[string, (id: string) => void, string]>([
    ["a hold that ran out", () => {}, "expired"],
    ["a hold that was released in part", (id) => shop.release(id, { lines: ["1 x1"] }), "expired"],
    [
      "a hold that was sold in part",
      (id) => shop.commit(id, { lines: ["1 x1"], remainder: "keep" }),
      "committed",
    ],
    [
      "a hold that was sold in part, shipped and gave back the rest",
      (id) => {
        shop.commit(id, { lines: ["1 x1"] });
        shop.fulfil(id);
      },
      "fulfilled",
    ],
  ])("changes nothing that a reader sees of %s", (_, happens, state) => {
    const id = shop.holds("4 SOCK");
    happens(id);
    shop.wait(15 * MINUTE);
    const before = { ...shop.reservation(id), version: 0 };

    shop.wait(MINUTE);
    shop.sweep();

    expect({ ...shop.reservation(id), version: 0 }).toEqual(before);
    expect(shop.state(id)).toBe(state);
  });

  test("late does not turn a cancelled order into an expired one", () => {
    const [swept, unswept] = [shop.holds("2 SOCK"), shop.holds("2 SOCK")];
    for (const id of [swept, unswept]) shop.commit(id, { lines: ["1 x1"], remainder: "keep" });
    shop.wait(15 * MINUTE);
    shop.expire(swept);
    shop.wait(MINUTE);

    for (const id of [swept, unswept]) shop.release(id, { scope: "holdsAndCommits" });
    shop.wait(MINUTE);
    shop.sweep();

    expect([shop.state(swept), shop.state(unswept)]).toEqual(["released", "released"]);
  });
});
