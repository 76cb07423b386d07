import { beforeEach, describe, expect, test } from "@jest/globals";

import { DAY, HOUR, MINUTE } from "../../support/core/said.ts";
import { Shop } from "../../support/core/shop.ts";

let shop: Shop;

beforeEach(() => {
  shop = new Shop();
  shop.location("MAIN", { fulfilment: "deferred" });
  shop.received(["9 POT @MAIN", "40 CUP @MAIN"]);
  shop.bundle("SET", "1 POT", "4 CUP");
});

describe("a bundle is", () => {
  test("committed, shipped and given back in whole ones", () => {
    const id = shop.holds("5 SET");

    shop.committed(id, { lines: ["1 x3"], remainder: "keep" });
    expect(shop.served(id)).toEqual([
      "1/1 CUP @MAIN: 8 held, 12 committed",
      "1/2 POT @MAIN: 2 held, 3 committed",
    ]);

    shop.ask(shop.form.fulfil(id, { lines: ["SET x1"] }));
    shop.ask(shop.form.release(id, { lines: ["1 x1"] }));
    shop.ask(shop.form.release(id, { lines: ["1 x2"], scope: "holdsAndCommits" }));
    expect(shop.served(id)).toEqual([
      "1/1 CUP @MAIN: 4 committed, 4 fulfilled, 12 released",
      "1/2 POT @MAIN: 1 committed, 1 fulfilled, 3 released",
    ]);
    expect(shop.balances("POT @MAIN")).toEqual({ onHand: 8n, committed: 1n });
  });

  test("not committed beyond what is held of it, counted in bundles", () => {
    const id = shop.holds("2 SET");
    expect(shop.commit(id, { lines: ["1 x3"] }).rejection).toMatchObject({
      reason: "INVALID_MOVEMENT",
      facts: { requested: "3", open: "2" },
    });
  });

  test("whole at each location that serves some, whichever part of the line is sold", () => {
    shop.location("WEST", { fulfilment: "deferred", sourcingPriority: 1 });
    shop.received(["9 POT @WEST", "9 CUP @WEST"]);
    const id = shop.holds("12 SET", { allowPartial: true });
    shop.committed(id, { lines: ["1 x10"], remainder: "keep" });
    expect(shop.served(id)).toEqual([
      "1/1 CUP @MAIN: 36 committed",
      "1/2 POT @MAIN: 9 committed",
      "1/3 CUP @WEST: 4 held, 4 committed",
      "1/4 POT @WEST: 1 held, 1 committed",
    ]);
  });

  test("not shipped while a component is not there, and tells it in bundles", () => {
    const id = shop.holds("3 SET");
    shop.committed(id);
    shop.ask(shop.form.adjust("-33 CUP @MAIN"));
    expect(shop.fulfil(id).rejection?.shortages).toMatchObject([
      { sku: "SET", requested: 3n, available: 1n },
    ]);
    expect(shop.fulfil(id, { lines: ["1 x1"] }).outcome).toBe("accepted");
    expect(shop.balances("CUP @MAIN")).toEqual({ onHand: 3n, committed: 8n });
  });

  test("taken back by time as a whole, and held again as it was", () => {
    const id = shop.holds("2 SET");
    shop.bundle("SET", "2 POT", "1 CUP");
    shop.wait(15 * MINUTE);
    expect(shop.state(id)).toBe("expired");

    shop.committed(id, { onExpired: "reacquire", lines: ["1 x1"], remainder: "keep" });

    expect(shop.served(id)).toEqual([
      "1/1 CUP @MAIN: 8 expired",
      "1/2 POT @MAIN: 2 expired",
      "1/3 CUP @MAIN: 4 held, 4 committed",
      "1/4 POT @MAIN: 1 held, 1 committed",
    ]);
  });

  test("not held again where one component is gone", () => {
    const id = shop.holds("2 SET");
    shop.wait(15 * MINUTE);
    shop.holds("34 CUP");
    expect(shop.commit(id, { onExpired: "reacquire" }).rejection?.shortages).toMatchObject([
      { sku: "SET", requested: 2n, available: 1n },
    ]);
    const part = shop.commit(id, { onExpired: "reacquire", lines: ["1 x1"] });
    expect(part.outcome).toBe("accepted");
  });

  test("what it was when it was reserved, whatever it is made of later", () => {
    const id = shop.holds("1 SET");
    shop.bundle("SET");
    shop.committed(id);
    expect(shop.fulfil(id).outcome).toBe("accepted");
    expect(shop.balances("CUP @MAIN")).toEqual({ onHand: 36n });
  });
});

describe("where a component may no longer be sold when a bundle is committed", () => {
  let id: string;

  beforeEach(() => {
    const opened = shop.now;
    shop.location("WEST", { fulfilment: "deferred", sourcingPriority: 1 });
    shop.location("EAST", { fulfilment: "deferred", sourcingPriority: 2 });
    shop.received("6 TEA @MAIN #OLD", { expiresAt: opened + HOUR });
    shop.bundle("KIT", "1 POT", "3 TEA");
    id = shop.holds("2 KIT", { ttlMs: 30 * MINUTE });
    shop.lot("TEA #OLD", { barredAt: shop.now });
  });

  test("another lot at the same location takes its place", () => {
    shop.received("6 TEA @MAIN #NEW", { expiresAt: shop.now + DAY });
    shop.committed(id);
    expect(shop.served(id)).toEqual([
      "1/1 POT @MAIN: 2 committed",
      "1/2 TEA @MAIN #OLD: nothing",
      "1/3 TEA @MAIN #NEW: 6 committed",
    ]);
  });

  test("the whole bundle moves to where all of it is", () => {
    shop.received("6 TEA @WEST #NEW", { expiresAt: shop.now + DAY });
    shop.received(["2 POT @EAST"]);
    shop.received("6 TEA @EAST #NEW");
    shop.committed(id);
    expect(shop.served(id)).toEqual([
      "1/1 POT @MAIN: nothing",
      "1/2 TEA @MAIN #OLD: nothing",
      "1/3 POT @EAST: 2 committed",
      "1/4 TEA @EAST #NEW: 6 committed",
    ]);
    expect(shop.balances("POT @MAIN")).toEqual({ onHand: 9n });
  });

  test("as many stay as can, and the others move", () => {
    shop.received("4 TEA @MAIN #NEW", { expiresAt: shop.now + DAY });
    shop.received(["1 POT @EAST"]);
    shop.received("3 TEA @EAST #NEW");
    shop.committed(id);
    expect(shop.served(id)).toEqual([
      "1/1 POT @MAIN: 1 committed",
      "1/2 TEA @MAIN #OLD: nothing",
      "1/3 POT @EAST: 1 committed",
      "1/4 TEA @MAIN #NEW: 3 committed",
      "1/5 TEA @EAST #NEW: 3 committed",
    ]);
  });

  test("what another location of the line can serve makes up for what one cannot", () => {
    shop.ask(shop.form.release(id));
    shop.ask(shop.form.adjust("-3 TEA @MAIN #OLD"));
    shop.lot("TEA #OLD", { barredAt: null });
    shop.received("3 TEA @WEST #OLD");
    shop.received("1 POT @WEST");
    const split = shop.holds("2 KIT", { ttlMs: 30 * MINUTE });
    shop.lot("TEA #OLD", { barredAt: shop.now });
    shop.received("3 TEA @WEST #NEW");

    shop.committed(split, { lines: ["1 x1"], remainder: "keep" });

    expect(shop.served(split)).toEqual([
      "1/1 POT @MAIN: 1 held",
      "1/2 TEA @MAIN #OLD: 3 held",
      "1/3 POT @WEST: 1 committed",
      "1/4 TEA @WEST #OLD: nothing",
      "1/5 TEA @WEST #NEW: 3 committed",
    ]);
  });

  test("nothing is sold where the components that are left lie apart", () => {
    shop.received("6 TEA @WEST #NEW");
    shop.received(["9 POT @EAST"]);
    expect(shop.commit(id).rejection).toMatchObject({
      reason: "LOT_EXPIRED",
      facts: { lot: "OLD" },
    });
    expect(shop.served(id)).toEqual(["1/1 POT @MAIN: 2 held", "1/2 TEA @MAIN #OLD: 6 held"]);
  });

  test("it does not leave a location that the line named", () => {
    shop.ask(shop.form.release(id));
    shop.lot("TEA #OLD", { barredAt: null });
    const pinned = shop.holds("1 KIT @MAIN");
    shop.lot("TEA #OLD", { barredAt: shop.now });
    shop.received(["2 POT @EAST"]);
    shop.received("6 TEA @EAST #NEW");
    expect(shop.commit(pinned).outcome).toBe("LOT_EXPIRED");
  });
});

test("of stock that was found short, whole bundles and single buyers get it in the order of their commits", () => {
  const set = shop.holds("3 SET");
  const cups = shop.holds("20 CUP");
  shop.ask(shop.form.adjust("-15 CUP @MAIN"));

  shop.committed(cups);

  expect(shop.commit(set).rejection?.shortages).toMatchObject([
    { sku: "SET", requested: 3n, available: 1n },
  ]);
  expect(shop.commit(set, { lines: ["1 x1"] }).outcome).toBe("accepted");
  expect(shop.balances("CUP @MAIN")).toEqual({ onHand: 25n, committed: 24n });
});

test("what a line can get where it is goes before what would have to move", () => {
  shop.location("WEST", { fulfilment: "deferred", sourcingPriority: 1 });
  shop.received(["9 POT @WEST", "4 CUP @WEST"]);
  const id = shop.holds("10 SET", { allowPartial: true });
  shop.ask(shop.form.adjust("-38 CUP @MAIN"));

  shop.committed(id, { lines: ["1 x1"], remainder: "keep" });

  expect(shop.served(id)).toEqual([
    "1/1 CUP @MAIN: 36 held",
    "1/2 POT @MAIN: 9 held",
    "1/3 CUP @WEST: 4 committed",
    "1/4 POT @WEST: 1 committed",
  ]);
});
