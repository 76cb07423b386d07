import { describe, expect, test } from "@jest/globals";

import { BALANCE_MAX } from "../../src/core/balances.ts";
import { PARCELS_MAX, transferState } from "../../src/core/transfer/transfer.ts";
import { DAY, HOUR, MINUTE } from "../support/core/said.ts";
import { Shop } from "../support/core/shop.ts";

/** A warehouse with ten socks and two lots of milk, and a store with nothing. */
function twoPlaces(): Shop {
  const shop = new Shop();
  shop.location("STORE");
  shop.received("10 SOCK @MAIN");
  shop.received("4 MILK @MAIN #OLD", { expiresAt: shop.now + DAY });
  shop.received("6 MILK @MAIN #NEW", { expiresAt: shop.now + 9 * DAY });
  return shop;
}

describe("a transfer that is planned", () => {
  test("moves nothing and keeps nothing back", () => {
    const shop = twoPlaces();

    const id = shop.planned("8 SOCK @MAIN", "STORE");

    expect(shop.available("SOCK @MAIN")).toBe(10n);
    expect(transferState(shop.transfer(id))).toBe("open");
  });

  test.each([
    ["an item that nobody knows", "1 HAT @MAIN", "STORE", "ITEM_NOT_FOUND"],
    ["a lot that nobody knows", "1 MILK @MAIN #LOST", "STORE", "LOT_NOT_FOUND"],
    ["a source that nobody knows", "1 SOCK @MOON", "STORE", "LOCATION_NOT_FOUND"],
    ["a destination that nobody knows", "1 SOCK @MAIN", "MOON", "LOCATION_NOT_FOUND"],
    ["the place where the units are", "1 SOCK @MAIN", "MAIN", "FIELD_VIOLATION"],
  ])("cannot name %s", (_, lines, to, reason) => {
    const shop = twoPlaces();

    const told = shop.ask(shop.form.createTransfer(lines, to));

    expect(told.outcome).toBe(reason);
  });

  test("may empty a location that is archived, but not fill it", () => {
    const shop = twoPlaces();
    shop.location("MAIN", { archived: true });

    expect(shop.ask(shop.form.createTransfer("1 SOCK @STORE", "MAIN")).outcome).toBe(
      "LOCATION_ARCHIVED",
    );
    const id = shop.shipped("10 SOCK @MAIN", "STORE");
    expect(shop.parcels(id)).toEqual(["1: 10 shipped, 10 on their way"]);
  });

  test.each(["MAIN", "STORE"])("is refused where a warehouse system counts %s", (managed) => {
    const shop = twoPlaces();
    const id = shop.planned("1 SOCK @MAIN", "STORE");
    shop.location(managed, { wmsAccountId: "account" });

    const told = [shop.ask(shop.form.createTransfer("1 SOCK @MAIN", "STORE")), shop.ship(id)];

    for (const { outcome, rejection } of told) {
      expect(outcome).toBe("INVALID_MOVEMENT");
      expect(rejection?.field).toBe(managed === "MAIN" ? "from" : "to");
    }
  });

  test("is expected in the future or at no moment that was said", () => {
    const shop = twoPlaces();
    const planning = (expectedAt: number): string =>
      shop.ask(shop.form.createTransfer("1 SOCK @MAIN", "STORE", { expectedAt })).outcome;

    expect(planning(shop.now)).toBe("FIELD_VIOLATION");
    expect(planning(shop.now + 1)).toBe("accepted");
  });

  test("takes no more of an item that was archived meanwhile", () => {
    const shop = twoPlaces();
    const id = shop.planned("1 SOCK @MAIN", "STORE");
    shop.item("SOCK", { archived: true });

    expect(shop.ship(id).outcome).toBe("ITEM_ARCHIVED");
    expect(shop.ask(shop.form.createTransfer("1 SOCK @MAIN", "STORE")).outcome).toBe(
      "ITEM_ARCHIVED",
    );
  });
});

describe("what is shipped", () => {
  test("leaves on hand, is in transit where it goes, and for sale nowhere", () => {
    const shop = twoPlaces();

    shop.shipped("3 SOCK @MAIN", "STORE");

    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 7n });
    expect(shop.balances("SOCK @STORE")).toEqual({ inTransit: 3n });
    expect(shop.available("SOCK")).toBe(7n);
  });

  test("is never what was promised; the refusal tells how many are free", () => {
    const shop = twoPlaces();
    shop.holds("6 SOCK @MAIN");
    const id = shop.planned("5 SOCK @MAIN", "STORE");

    const told = shop.ship(id);

    expect(told.outcome).toBe("INVALID_MOVEMENT");
    expect(told.rejection?.facts).toMatchObject({ requested: "5", free: "4" });
    expect(shop.ship(id, ["1 x4"]).outcome).toBe("accepted");
  });

  test("may be what an overdue hold stood before; the hold is taken back first", () => {
    const shop = twoPlaces();
    shop.holds("6 SOCK @MAIN", { ttlMs: MINUTE });
    shop.holds("3 SOCK @MAIN", { ttlMs: HOUR });
    shop.wait(MINUTE);
    const since = shop.ledger.journal.length;

    shop.shipped("7 SOCK @MAIN", "STORE");

    expect(shop.told(since)).toEqual(["create_transfer", "expire", "ship_transfer"]);
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 3n, held: 3n });
  });

  test("waits for as many batches as overdue holds stand before it", () => {
    const shop = twoPlaces();
    for (let hold = 0; hold < 5; hold += 1) shop.holds("2 SOCK @MAIN", { ttlMs: MINUTE });
    shop.wait(MINUTE);
    shop.ledger.overdueMax = 2;

    shop.shipped("10 SOCK @MAIN", "STORE");

    expect(shop.balances("SOCK @MAIN")).toEqual({});
  });

  test("is taken from the lot that expires first, and stays of that lot", () => {
    const shop = twoPlaces();

    const id = shop.shipped("5 MILK @MAIN", "STORE");

    expect(shop.parcels(id)).toEqual([
      "1 #OLD: 4 shipped, 4 on their way",
      "1 #NEW: 1 shipped, 1 on their way",
    ]);
    expect(shop.balances("MILK @STORE #OLD")).toEqual({ inTransit: 4n });
    expect(shop.row("MILK @STORE #OLD").lot?.id).toBe(shop.row("MILK @MAIN #OLD").lot?.id);
  });

  test("is of the very lot that a line names, though it may no longer be sold", () => {
    const shop = twoPlaces();
    shop.lot("MILK #OLD", { barredAt: shop.now });

    const id = shop.shipped("4 MILK @MAIN #OLD", "STORE");

    expect(shop.parcels(id)).toEqual(["1 #OLD: 4 shipped, 4 on their way"]);
  });

  test("is no promised unit of a lot that may no longer be sold, though its line names it", () => {
    const shop = twoPlaces();
    shop.holds("1 MILK @MAIN #OLD", { ttlMs: null });
    shop.lot("MILK #OLD", { barredAt: shop.now });
    const id = shop.planned(["2 MILK @MAIN #OLD", "2 MILK @MAIN #OLD"], "STORE");

    expect(shop.ship(id).rejection?.facts).toMatchObject({ line: "2", free: "1" });
    expect(shop.ship(id, ["1", "2 x1"]).outcome).toBe("accepted");
  });

  test("is of no lot that has expired, where a line names none", () => {
    const shop = twoPlaces();
    const id = shop.planned("7 MILK @MAIN", "STORE");
    shop.wait(DAY);

    expect(shop.ship(id).rejection?.facts).toMatchObject({ free: "6" });
  });

  test("leaves what is owed to those whose lot may no longer be sold", () => {
    const shop = twoPlaces();
    shop.holds("4 MILK @MAIN #OLD", { ttlMs: null });
    const id = shop.planned("6 MILK @MAIN", "STORE");
    shop.lot("MILK #OLD", { barredAt: shop.now });

    expect(shop.ship(id).rejection?.facts).toMatchObject({ free: "2" });
  });

  test("may be what safety stock keeps from buyers, and is never damaged", () => {
    const shop = twoPlaces();
    shop.location("MAIN", { safetyStock: 8n });
    shop.damaged("2 SOCK @MAIN");
    const id = shop.planned("9 SOCK @MAIN", "STORE");

    expect(shop.ship(id).rejection?.facts).toMatchObject({ free: "8" });
    expect(shop.ship(id, ["1 x8"]).outcome).toBe("accepted");
  });

  test("is counted once when two lines want the same units", () => {
    const shop = twoPlaces();
    const id = shop.planned(["6 SOCK @MAIN", "6 SOCK @MAIN"], "STORE");

    expect(shop.ship(id).rejection?.facts).toMatchObject({ line: "2", free: "4" });
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 10n });
    expect(shop.ship(id, ["1 x6", "2 x4"]).outcome).toBe("accepted");
  });

  test("may go in parts, and no more than was planned", () => {
    const shop = twoPlaces();
    const id = shop.planned("5 SOCK @MAIN", "STORE");

    expect(shop.ship(id, ["1 x3"]).outcome).toBe("accepted");
    expect(shop.ship(id, ["1 x3"]).rejection?.facts).toMatchObject({ open: "2" });
    expect(shop.ship(id, ["2"]).outcome).toBe("LINE_NOT_FOUND");
    expect(shop.ship(id, ["1 x1", "1 x1"]).outcome).toBe("FIELD_VIOLATION");
    expect(shop.ship(id).outcome).toBe("accepted");
    expect(shop.ship(id).outcome).toBe("INVALID_MOVEMENT");
    expect(shop.parcels(id)).toEqual(["1: 5 shipped, 5 on their way"]);
  });

  test("is of so many lots at most that one batch can end it", () => {
    const shop = new Shop();
    shop.location("STORE");
    shop.ledger.auditsAlways = false;
    for (let lot = 0; lot <= PARCELS_MAX; lot += 1) shop.received(`1 MILK @MAIN #${lot}`);
    const id = shop.planned(`${PARCELS_MAX + 1} MILK @MAIN`, "STORE");

    expect(shop.ship(id).rejection?.facts).toEqual({ limit: String(PARCELS_MAX) });
  });

  test("tells buyers when more may come, unless it is late", () => {
    const shop = twoPlaces();
    const expectedAt = shop.now + DAY;
    const id = shop.planned("5 SOCK @MAIN", "STORE", { expectedAt: shop.now + HOUR });
    shop.ship(id, [], { expectedAt });

    const [short] = shop.reserve("1 SOCK @STORE").rejection?.shortages ?? [];
    shop.wait(DAY);
    const [late] = shop.reserve("1 SOCK @STORE").rejection?.shortages ?? [];

    expect(short?.nextAvailableAt).toBe(expectedAt);
    expect(late?.nextAvailableAt).toBeNull();
  });
});

describe("what arrives", () => {
  test("is on hand where it went, damaged units included, and what is lost is gone", () => {
    const shop = twoPlaces();
    const id = shop.shipped("10 SOCK @MAIN", "STORE");

    const told = shop.arrive(id, "1: 5 received, 2 damaged, 1 lost");

    expect(told.outcome).toBe("accepted");
    expect(shop.balances("SOCK @STORE")).toEqual({ onHand: 7n, damaged: 2n, inTransit: 2n });
    expect(shop.available("SOCK @STORE")).toBe(5n);
    expect(transferState(shop.transfer(id))).toBe("in_transit");
  });

  test("ends the transfer once all of it was shipped and told of", () => {
    const shop = twoPlaces();
    const id = shop.planned("10 SOCK @MAIN", "STORE");
    shop.ship(id, ["1 x6"]);

    shop.arrive(id, "1: 6 received");
    expect(transferState(shop.transfer(id))).toBe("open");
    shop.ship(id);
    shop.arrive(id, ["1: 3 received", "1: 1 lost"]);

    expect(transferState(shop.transfer(id))).toBe("received");
    expect(shop.arrive(id, "1: 1 received").outcome).toBe("TRANSFER_CLOSED");
    expect(shop.ship(id).outcome).toBe("TRANSFER_CLOSED");
    expect(shop.cancelTransfer(id).outcome).toBe("TRANSFER_CLOSED");
  });

  test("is the last of it when the receipt is final: the rest is lost, and the unshipped stays", () => {
    const shop = twoPlaces();
    const id = shop.planned("10 SOCK @MAIN", "STORE");
    shop.ship(id, ["1 x6"]);

    shop.arrive(id, "1: 4 received", { isFinal: true });

    expect(shop.parcels(id)).toEqual(["1: 6 shipped, 4 received, 2 lost"]);
    expect(shop.balances("SOCK @STORE")).toEqual({ onHand: 4n });
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 4n });
    expect(transferState(shop.transfer(id))).toBe("received");
  });

  test("is no more than was on its way", () => {
    const shop = twoPlaces();
    const id = shop.shipped("3 SOCK @MAIN", "STORE");

    expect(shop.arrive(id, "1: 3 received, 1 damaged").rejection?.facts).toMatchObject({
      told: "4",
      inTransit: "3",
    });
    expect(shop.arrive(id, ["1: 2 received", "1: 2 lost"]).outcome).toBe("INVALID_MOVEMENT");
    expect(shop.arrive(id, "7: 1 received").outcome).toBe("LINE_NOT_FOUND");
  });

  test("names its lot when lots had different fates, and need not when all had the same", () => {
    const shop = twoPlaces();
    const id = shop.shipped("6 MILK @MAIN", "STORE");

    expect(shop.arrive(id, "1: 5 received, 1 damaged").outcome).toBe("LOT_REQUIRED");
    expect(shop.arrive(id, "1 #OLD: 1 damaged").outcome).toBe("accepted");
    expect(shop.arrive(id, "1: 5 received").outcome).toBe("accepted");
    expect(shop.parcels(id)).toEqual([
      "1 #OLD: 4 shipped, 3 received, 1 damaged",
      "1 #NEW: 2 shipped, 2 received",
    ]);
  });

  test("may arrive where nothing new is taken any more", () => {
    const shop = twoPlaces();
    const id = shop.shipped("3 SOCK @MAIN", "STORE");
    shop.location("STORE", { archived: true });
    shop.item("SOCK", { archived: true });

    expect(shop.arrive(id, "1: 3 received").outcome).toBe("accepted");
  });

  test("was shipped before", () => {
    const shop = twoPlaces();
    const id = shop.planned("3 SOCK @MAIN", "STORE");

    expect(shop.arrive(id, [], { isFinal: true }).outcome).toBe("INVALID_MOVEMENT");
    expect(shop.arrive("nobody", "1: 3 received").outcome).toBe("TRANSFER_NOT_FOUND");
  });

  test("never counts beyond what a row can hold", () => {
    const shop = twoPlaces();
    const id = shop.shipped("3 SOCK @MAIN", "STORE");
    shop.received(`${BALANCE_MAX - 2n} SOCK @STORE`);

    expect(shop.arrive(id, "1: 3 received").outcome).toBe("INVALID_MOVEMENT");
    expect(shop.arrive(id, "1: 2 received, 1 lost").outcome).toBe("accepted");
  });
});

describe("a transfer that is cancelled", () => {
  test("before it was shipped has moved nothing", () => {
    const shop = twoPlaces();
    const id = shop.planned("3 SOCK @MAIN", "STORE");

    expect(shop.cancelTransfer(id).outcome).toBe("accepted");

    expect(shop.ledger.journal.at(-1)?.postings.size).toBe(0);
    expect(shop.ship(id).outcome).toBe("TRANSFER_CLOSED");
  });

  test("brings back what is on its way, lot by lot, and leaves what has arrived", () => {
    const shop = twoPlaces();
    const id = shop.shipped("6 MILK @MAIN", "STORE");
    shop.arrive(id, "1 #OLD: 1 received, 1 lost");

    shop.cancelTransfer(id);

    expect(shop.balances("MILK @MAIN #OLD")).toEqual({ onHand: 2n });
    expect(shop.balances("MILK @MAIN #NEW")).toEqual({ onHand: 6n });
    expect(shop.balances("MILK @STORE #OLD")).toEqual({ onHand: 1n });
    expect(shop.parcels(id)).toEqual([
      "1 #OLD: 4 shipped, 1 received, 1 lost, 2 returned",
      "1 #NEW: 2 shipped, 2 returned",
    ]);
  });
});

describe("a repeated request", () => {
  test("takes no second step and is answered with the transfer as it is now", () => {
    const shop = twoPlaces();
    const planning = shop.form.createTransfer("4 SOCK @MAIN", "STORE");
    const id = shop.ask(planning).transfer?.id ?? "";
    const shipping = shop.form.shipTransfer(id, ["1 x2"]);
    shop.ask(shipping);
    shop.ship(id);

    for (const repeated of [planning, shipping]) {
      const told = shop.ask({ ...repeated, entryId: "another" });
      expect(told.outcome).toBe("replayed");
      expect(told.transfer).toEqual(shop.transfer(id));
    }
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 6n });
  });

  test("and its dry run change nothing, though the dry run tells what would be", () => {
    const shop = twoPlaces();
    const id = shop.planned("4 SOCK @MAIN", "STORE");
    const before = shop.ledger.journal.length;

    const told = shop.ship(id, [], { validateOnly: true });

    expect(told.transfer && transferState(told.transfer)).toBe("in_transit");
    expect(shop.ledger.journal.length).toBe(before);
    expect(transferState(shop.transfer(id))).toBe("open");
  });
});
