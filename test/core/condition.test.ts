import { beforeEach, describe, expect, test } from "@jest/globals";

import { OCCURRED_AGE_MAX_MS } from "../../src/core/entry.ts";
import { HOUR, MINUTE } from "../support/core/said.ts";
import { Shop } from "../support/core/shop.ts";
import { Warehouse } from "../support/core/warehouse.ts";

const TRUTH = { isPhysicalTruth: true };

let shop: Shop;

beforeEach(() => {
  shop = new Shop();
  shop.received("10 SOCK @MAIN");
});

/** Says something of socks at MAIN that must be taken. */
function changed(lines: string | readonly string[], options = {}): void {
  expect(shop.changeCondition(lines, options).outcome).toBe("accepted");
}

describe("a change of condition", () => {
  test.each([
    ["2 SOCK @MAIN: available to damaged", { damaged: 6n, quarantined: 4n }, 0n],
    ["2 SOCK @MAIN: available to withheld", { damaged: 4n, quarantined: 4n, withheld: 2n }, 0n],
    ["2 SOCK @MAIN: damaged to available", { damaged: 2n, quarantined: 4n }, 4n],
    ["2 SOCK @MAIN: damaged to withheld", { damaged: 2n, quarantined: 4n, withheld: 2n }, 2n],
    ["4 SOCK @MAIN: quarantined to damaged", { damaged: 8n }, 2n],
    ["4 SOCK @MAIN: quarantined to available", { damaged: 4n }, 6n],
  ])("of %s moves them there", (line, balances, available) => {
    changed(["4 SOCK @MAIN: available to damaged", "4 SOCK: available to quarantined"]);

    const told = shop.changeCondition(line);

    expect(told.stock.map(({ id }) => id)).toEqual([shop.row("SOCK @MAIN").id]);
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 10n, ...balances });
    expect(shop.available("SOCK @MAIN")).toBe(available);
  });

  test.each([
    [false, "change_condition"],
    [true, "state_condition"],
  ])("that is the truth (%s) is told as %s, with its words", (isPhysicalTruth, kind) => {
    const said = { reason: "wet", reference: "QA-1", occurredAt: shop.now - HOUR };

    changed("3 SOCK @MAIN: available to damaged", { isPhysicalTruth, ...said });

    expect(shop.ledger.journal.at(-1)).toMatchObject({ kind, ...said, reservationId: null });
  });

  test.each([
    ["1 GLOVE @MAIN: available to damaged", "ITEM_NOT_FOUND", "lines[0].sku"],
    ["1 SOCK @MOON: available to damaged", "LOCATION_NOT_FOUND", "location"],
    ["1 SOCK @MAIN #A: available to damaged", "LOT_NOT_FOUND", "lines[0].lot"],
    ["1 MILK @MAIN: available to damaged", "LOT_REQUIRED", undefined],
    ["1 MILK @MAIN #B: available to damaged", "LOT_NOT_FOUND", "lines[0].lot"],
    ["1 HAT @MAIN: available to damaged", "INVALID_MOVEMENT", "lines[0]"],
    ["1 SOCK @WEST: available to damaged", "INVALID_MOVEMENT", "lines[0]"],
    ["1 SOCK @MAIN: damaged to damaged", "FIELD_VIOLATION", "lines[0].to"],
    ["1 SOCK @MAIN: available to available", "FIELD_VIOLATION", "lines[0].to"],
    ["1 SOCK @MAIN: damaged to available", "INVALID_MOVEMENT", "lines[0].quantity"],
    ["11 SOCK @MAIN: available to damaged", "INVALID_MOVEMENT", "lines[0].quantity"],
    ["1 SOCK @MAIN: available to damaged, as Q", "INVALID_MOVEMENT", "lines[0].wms_reference"],
    ["1 SOCK @MAIN: damaged to withheld, as Q", "FIELD_VIOLATION", "lines[0].wms_reference"],
  ])("%s is refused: %s", (line, outcome, field) => {
    shop.item("HAT");
    shop.location("WEST");
    shop.received("5 MILK @MAIN #A");

    for (const isPhysicalTruth of [false, true]) {
      const told = shop.changeCondition(line, { isPhysicalTruth });
      expect([told.outcome, told.rejection?.field]).toEqual([outcome, field]);
    }
  });

  test.each([
    ["in the future", 1, "FIELD_VIOLATION"],
    ["now", 0, "accepted"],
    ["a year ago", -OCCURRED_AGE_MAX_MS, "accepted"],
    ["longer ago", -OCCURRED_AGE_MAX_MS - 1, "FIELD_VIOLATION"],
  ])("that happened %s", (_, ms, outcome) => {
    const options = { occurredAt: shop.now + ms };

    expect(shop.changeCondition("1 SOCK @MAIN: available to damaged", options).outcome).toBe(
      outcome,
    );
  });

  test("may be told of what is archived: it lies there still", () => {
    shop.item("SOCK", { archived: true });
    shop.location("MAIN", { archived: true });

    changed("4 SOCK @MAIN: available to damaged");
    changed("1 SOCK @MAIN: damaged to available");

    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 10n, damaged: 3n });
  });

  test("is of the lot that it names, barred or not", () => {
    shop.received("5 MILK @MAIN #A");
    shop.received("5 MILK @MAIN #B");
    shop.lot("MILK #B", { barredAt: shop.now });

    changed(["2 MILK @MAIN #A: available to damaged", "3 MILK #B: available to quarantined"]);

    expect(shop.balances("MILK @MAIN #A")).toEqual({ onHand: 5n, damaged: 2n });
    expect(shop.balances("MILK @MAIN #B")).toEqual({ onHand: 5n, quarantined: 3n });
  });

  test("may take what safety stock keeps back: that is promised to nobody", () => {
    shop.location("MAIN", { safetyStock: 8n });

    changed("10 SOCK @MAIN: available to withheld");

    expect(shop.available("SOCK @MAIN")).toBe(0n);
  });

  test("is carried out whole or not at all", () => {
    const told = shop.changeCondition([
      "2 SOCK @MAIN: available to damaged",
      "1 GLOVE: available to damaged",
    ]);

    expect(told.rejection?.field).toBe("lines[1].sku");
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 10n });
  });

  test("that is repeated is answered with the stock as it stands then, each row once", () => {
    const lines = ["2 SOCK @MAIN: available to damaged", "1 SOCK: damaged to withheld"];
    const request = shop.form.changeCondition(lines);
    shop.ask(request);
    shop.adjust("-1 SOCK @MAIN");

    const retry = shop.ask(request);

    expect(retry.outcome).toBe("replayed");
    expect(retry.stock.map(({ balances }) => balances)).toMatchObject([
      { onHand: 9n, damaged: 1n, withheld: 1n },
    ]);
  });
});

describe("several lines of one stock row", () => {
  test("are carried out one after the other", () => {
    changed(["6 SOCK @MAIN: available to damaged", "4 SOCK: available to withheld"]);
    changed(["6 SOCK @MAIN: damaged to available", "4 SOCK: available to quarantined"]);
    changed(["4 SOCK @MAIN: quarantined to damaged", "4 SOCK: damaged to available"]);

    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 10n, withheld: 4n });
  });

  test.each([
    [
      ["6 SOCK @MAIN: available to damaged", "5 SOCK: available to withheld"],
      "lines[1].quantity: 5 of SOCK asked, 4 are on hand and neither damaged, quarantined nor withheld; correct it",
    ],
    [
      ["6 SOCK @MAIN: damaged to withheld", "6 SOCK: available to damaged"],
      "lines[0].quantity: 6 of SOCK asked, 0 are damaged; correct it",
    ],
    [
      ["6 SOCK @MAIN: available to damaged", "7 SOCK: damaged to withheld"],
      "lines[1].quantity: 7 of SOCK asked, 6 are damaged; correct it",
    ],
  ])("find each what those before it leave: %j", (lines, message) => {
    for (const options of [{}, TRUTH, { validateOnly: true }]) {
      expect(shop.changeCondition(lines, options).rejection?.message).toBe(message);
    }
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 10n });
  });

  test.each([
    ["as many as are free", ["2", "2"], undefined],
    ["one more than are free", ["2", "3"], "lines[1].quantity"],
    ["all of it in the first line", ["5", "1"], "lines[0].quantity"],
  ])("take together %s", (_, [one = "", two = ""], field) => {
    shop.holds("6 SOCK @MAIN");

    const told = shop.changeCondition([
      `${one} SOCK @MAIN: available to damaged`,
      `${two} SOCK: available to withheld`,
    ]);

    expect(told.outcome).toBe(field === undefined ? "accepted" : "INVALID_MOVEMENT");
    expect(told.rejection?.field).toBe(field);
  });

  test("may take what another of them gives back", () => {
    changed("4 SOCK @MAIN: available to damaged");
    shop.holds("6 SOCK @MAIN");

    changed(["4 SOCK @MAIN: damaged to available", "3 SOCK: available to withheld"]);
    changed(["1 SOCK @MAIN: available to damaged"]);
    changed(["3 SOCK @MAIN: available to quarantined", "3 SOCK: withheld to available"]);

    expect(shop.balances("SOCK @MAIN")).toEqual({
      onHand: 10n,
      held: 6n,
      damaged: 1n,
      quarantined: 3n,
    });
  });

  test("are answered with one stock row, told in one posting", () => {
    const told = shop.changeCondition([
      "2 SOCK @MAIN: available to damaged",
      "2 SOCK: damaged to available",
    ]);

    expect(told.stock).toHaveLength(1);
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 10n });
    expect(shop.ledger.journal.at(-1)?.postings.size).toBe(1);
  });
});

describe("what is promised", () => {
  test.each([
    ["held", () => shop.holds("7 SOCK @MAIN", { ttlMs: null })],
    ["sold and not shipped", () => shop.sold("7 SOCK @MAIN")],
    ["damaged already", () => changed("7 SOCK @MAIN: available to damaged")],
  ])("or otherwise claimed is not taken: %s", (_, claim) => {
    shop.location("MAIN", { fulfilment: "deferred" });
    claim();

    expect(shop.changeCondition("4 SOCK @MAIN: available to withheld").outcome).toBe(
      "INVALID_MOVEMENT",
    );
    changed("3 SOCK @MAIN: available to withheld");
  });

  test("is named, with the remedies", () => {
    shop.holds("7 SOCK @MAIN");

    const { rejection } = shop.changeCondition("4 SOCK @MAIN: available to damaged");

    expect(rejection).toMatchObject({
      field: "lines[0].quantity",
      message:
        "lines[0].quantity: 4 of SOCK would be taken, 3 are not promised; release reservations, or set physical_truth",
      facts: { sku: "SOCK", location: "MAIN", free: "3" },
    });
  });

  test("by overdue holds only is taken, from the oldest of them, as many as it takes", () => {
    const old = shop.holds("4 SOCK @MAIN", { ttlMs: MINUTE });
    const newer = shop.holds("3 SOCK @MAIN", { ttlMs: 2 * MINUTE });
    const live = shop.holds("2 SOCK @MAIN", { ttlMs: HOUR });
    shop.wait(5 * MINUTE);
    const entries = shop.told().length;

    changed(["3 SOCK @MAIN: available to damaged", "2 SOCK: available to withheld"]);

    expect(shop.told(entries)).toEqual(["expire", "change_condition"]);
    expect(shop.balances("SOCK @MAIN")).toEqual({
      onHand: 10n,
      damaged: 3n,
      withheld: 2n,
      held: 5n,
    });
    expect([old, newer, live].map((id) => shop.state(id))).toEqual(["expired", "expired", "held"]);
    expect(shop.available("SOCK @MAIN")).toBe(3n);
  });

  test.each([
    ["all together", 1_000],
    ["one batch after another", 1],
  ])("by overdue holds and the living is not taken, but %s the overdue are", (_, overdueMax) => {
    shop.ledger.overdueMax = overdueMax;
    for (let count = 0; count < 4; count += 1) shop.holds("1 SOCK @MAIN", { ttlMs: MINUTE });
    shop.holds("4 SOCK @MAIN", { ttlMs: HOUR });
    shop.wait(5 * MINUTE);

    const tooMany = shop.changeCondition("7 SOCK @MAIN: available to damaged");
    changed("6 SOCK @MAIN: available to damaged");

    expect(tooMany.outcome).toBe("INVALID_MOVEMENT");
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 10n, damaged: 6n, held: 4n });
  });

  test("is not looked at where nothing is taken, short or not", () => {
    shop.holds("7 SOCK @MAIN");
    changed("3 SOCK @MAIN: available to damaged");
    shop.adjust("-5 SOCK @MAIN");

    changed("2 SOCK @MAIN: damaged to quarantined");
    changed("1 SOCK @MAIN: damaged to available");

    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 5n, held: 7n, quarantined: 2n });
    expect(shop.available("SOCK @MAIN")).toBe(0n);
  });
});

describe("the truth", () => {
  test("leaves promises uncovered: that is a shortfall", () => {
    const hold = shop.holds("7 SOCK @MAIN");

    changed("6 SOCK @MAIN: available to damaged", TRUTH);

    expect(shop.availability("SOCK @MAIN")).toMatchObject({ available: 0n, shortfall: 3n });
    expect(shop.commit(hold).outcome).toBe("INSUFFICIENT_STOCK");
    changed("3 SOCK @MAIN: damaged to available");
    expect(shop.commit(hold).outcome).toBe("accepted");
  });

  test("takes overdue holds back before a shortfall arises", () => {
    shop.holds("4 SOCK @MAIN", { ttlMs: MINUTE });
    shop.holds("4 SOCK @MAIN", { ttlMs: HOUR });
    shop.wait(5 * MINUTE);
    const entries = shop.told().length;

    changed(["4 SOCK @MAIN: available to damaged", "3 SOCK: available to withheld"], TRUTH);

    expect(shop.told(entries)).toEqual(["expire", "state_condition"]);
    expect(shop.availability("SOCK @MAIN")).toMatchObject({ held: 4n, shortfall: 1n });
  });

  test.each([1, 1_000])(
    "goes on in further batches where overdue holds are read by %d",
    (overdueMax) => {
      shop.ledger.overdueMax = overdueMax;
      for (let count = 0; count < 5; count += 1) shop.holds("1 SOCK @MAIN", { ttlMs: MINUTE });
      shop.holds("4 SOCK @MAIN", { ttlMs: HOUR });
      shop.wait(5 * MINUTE);

      changed("8 SOCK @MAIN: available to damaged", TRUTH);

      expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 10n, damaged: 8n, held: 4n });
    },
  );

  test("is that no more than what is on hand can be damaged", () => {
    shop.holds("7 SOCK @MAIN");
    changed("3 SOCK @MAIN: available to quarantined");

    const told = shop.changeCondition("8 SOCK @MAIN: available to damaged", TRUTH);

    expect(told.rejection?.message).toBe(
      "lines[0].quantity: 8 of SOCK asked, 7 are on hand and neither damaged, quarantined nor withheld; correct it",
    );
  });

  test("is that nothing more can be damaged where less is on hand than was", () => {
    changed("6 SOCK @MAIN: available to damaged");
    shop.adjust("-9 SOCK @MAIN");

    const told = shop.changeCondition("1 SOCK @MAIN: available to withheld", TRUTH);

    expect(told.rejection?.facts).toMatchObject({ requested: "1", there: "0" });
    changed("6 SOCK @MAIN: damaged to available");
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 1n });
  });
});

describe("a rehearsal", () => {
  test("tells the stock as it would be, and takes no overdue hold back", () => {
    shop.holds("8 SOCK @MAIN", { ttlMs: MINUTE });
    shop.wait(5 * MINUTE);
    const entries = shop.told().length;

    const told = shop.changeCondition("5 SOCK @MAIN: available to damaged", { validateOnly: true });

    expect(told.stock.map(({ balances }) => balances)).toMatchObject([{ damaged: 5n, held: 0n }]);
    expect(shop.told(entries)).toEqual([]);
    expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 10n, held: 8n });
  });

  test("is refused as the real thing would be", () => {
    shop.holds("8 SOCK @MAIN");

    const told = shop.changeCondition("5 SOCK @MAIN: available to damaged", { validateOnly: true });

    expect(told.outcome).toBe("INVALID_MOVEMENT");
  });

  test("that needs more overdue holds taken back than one batch may is to be tried again", () => {
    shop.ledger.overdueMax = 1;
    for (let count = 0; count < 3; count += 1) shop.holds("3 SOCK @MAIN", { ttlMs: MINUTE });
    shop.wait(5 * MINUTE);

    const told = shop.changeCondition("9 SOCK @MAIN: available to damaged", { validateOnly: true });

    expect(told.outcome).toBe("unfinished");
  });
});

describe("at a warehouse system's location", () => {
  let warehouse: Warehouse;

  beforeEach(() => {
    warehouse = new Warehouse(shop, "WH");
    warehouse.shows("7 SOCK", { "QH-7": 3n });
  });

  /** What is known of references afterwards. */
  const ours = () =>
    shop.ledger.wmsRows
      .get(shop.row("SOCK @WH").id)
      ?.ours.map(({ reference, quantity }) => `${quantity} as ${reference}`);

  test("conditions are ours to change, and a page leaves them as they are", () => {
    changed("2 SOCK @WH: available to damaged");
    warehouse.shows("6 SOCK", { "QH-7": 3n });

    expect(shop.balances("SOCK @WH")).toEqual({ onHand: 9n, damaged: 2n, wmsUnallocatable: 3n });
    expect(shop.available("SOCK @WH")).toBe(4n);
  });

  test("a lot-tracked item may lie there without a lot, when it is shown so", () => {
    shop.item("MILK", { lotTracked: true });
    warehouse.shows("4 MILK");

    changed("1 MILK @WH: available to damaged");

    expect(shop.balances("MILK @WH")).toEqual({ onHand: 4n, damaged: 1n });
  });

  test("what both keep from sale counts twice, unless ours carries the reference", () => {
    changed("3 SOCK @WH: available to quarantined");
    expect(shop.available("SOCK @WH")).toBe(4n);

    changed(["3 SOCK @WH: quarantined to available", "3 SOCK: available to quarantined, as QH-7"]);

    expect(shop.available("SOCK @WH")).toBe(7n);
    expect(shop.balances("SOCK @WH")).toEqual({ onHand: 10n, quarantined: 3n });
    expect(ours()).toEqual(["3 as QH-7"]);
  });

  test.each([
    ["as many", "3", 7n, 0n],
    ["fewer", "2", 7n, 1n],
    ["more", "4", 6n, 0n],
  ])("%s of ours under a reference are counted once", (_, units, available, kept) => {
    changed(`${units} SOCK @WH: available to quarantined, as QH-7`);

    expect(shop.available("SOCK @WH")).toBe(available);
    expect(shop.row("SOCK @WH").balances.wmsUnallocatable).toBe(kept);
    // The same page again says the same.
    warehouse.shows("7 SOCK", { "QH-7": 3n });
    expect(shop.available("SOCK @WH")).toBe(available);
  });

  test("units of several changes may stand under one reference", () => {
    changed("1 SOCK @WH: available to quarantined, as QH-7");
    changed([
      "1 SOCK @WH: available to damaged, as QH-7",
      "1 SOCK: available to withheld, as QH-7",
    ]);

    expect(ours()).toEqual(["3 as QH-7"]);
    expect(shop.available("SOCK @WH")).toBe(7n);
    changed("1 SOCK @WH: damaged to available, as QH-7");
    expect(ours()).toEqual(["2 as QH-7"]);
  });

  test("a reference that nothing of ours stands under any more counts for nothing", () => {
    const { id } = shop.row("SOCK @WH");
    const row = shop.ledger.wmsRows.get(id);
    if (row === undefined) throw new Error("nothing was told");
    shop.ledger.auditsAlways = false;
    shop.ledger.wmsRows.set(id, { ...row, ours: [{ reference: "QH-7", quantity: 3n }] });

    warehouse.shows("7 SOCK", { "QH-7": 3n });

    expect(shop.available("SOCK @WH")).toBe(7n);
  });

  test("a reference that nobody there knows counts for nothing until it is known", () => {
    changed("2 SOCK @WH: available to withheld, as QH-8");
    expect(shop.available("SOCK @WH")).toBe(5n);

    warehouse.shows("5 SOCK", { "QH-7": 3n, "QH-8": 2n });

    expect(shop.available("SOCK @WH")).toBe(5n);
    expect(shop.balances("SOCK @WH")).toEqual({ onHand: 10n, withheld: 2n, wmsUnallocatable: 3n });
  });

  test("what is kept back there may be ours too although all the rest is promised", () => {
    shop.holds("7 SOCK @WH");

    const unnamed = shop.changeCondition("3 SOCK @WH: available to damaged");
    const tooMany = shop.changeCondition("4 SOCK @WH: available to damaged, as QH-7");
    changed("3 SOCK @WH: available to damaged, as QH-7");

    expect([unnamed.rejection?.message, tooMany.rejection?.message]).toEqual([
      "lines[0].quantity: 3 of SOCK would be taken, 0 are not promised, nor kept back by the warehouse system; name its wms_reference, release reservations, or set physical_truth",
      "lines[0].quantity: 1 of SOCK would be taken, 0 are not promised, nor kept back by the warehouse system; name its wms_reference, release reservations, or set physical_truth",
    ]);
    expect(shop.balances("SOCK @WH")).toEqual({ onHand: 10n, damaged: 3n, held: 7n });
  });

  test("what another page keeps back under another reference is not what ours stands for", () => {
    changed("3 SOCK @WH: available to quarantined, as QH-7");
    warehouse.shows("7 SOCK", { "QH-7": 3n });
    warehouse.showsToo("7 SOCK", { "QH-9": 3n });

    expect(shop.available("SOCK @WH")).toBe(4n);
  });

  test("what is let go of there while something else is kept is not counted as kept by both", () => {
    changed("3 SOCK @WH: available to quarantined, as QH-7");
    warehouse.tells("SOCK", { orderable: 3n, kept: -3n });
    warehouse.tells("SOCK", { orderable: -3n, kept: 3n });

    expect(shop.available("SOCK @WH")).toBe(4n);
    warehouse.shows("7 SOCK", { "QH-9": 3n });
    expect(shop.available("SOCK @WH")).toBe(4n);
  });

  test("what is let go of there in part is kept by both for the rest", () => {
    changed("3 SOCK @WH: available to quarantined, as QH-7");

    warehouse.tells("SOCK", { orderable: 2n, kept: -2n });

    expect(shop.balances("SOCK @WH")).toEqual({ onHand: 10n, quarantined: 3n });
  });

  test("units that are for sale again by our word stay kept back by theirs", () => {
    changed("3 SOCK @WH: available to quarantined, as QH-7");

    changed("2 SOCK @WH: quarantined to available, as QH-7");

    expect(ours()).toEqual(["1 as QH-7"]);
    expect(shop.balances("SOCK @WH")).toEqual({
      onHand: 10n,
      quarantined: 1n,
      wmsUnallocatable: 2n,
    });
    expect(shop.available("SOCK @WH")).toBe(7n);
  });

  test("units under a reference are not for sale again without it", () => {
    changed(["3 SOCK @WH: available to quarantined, as QH-7", "2 SOCK: available to damaged"]);

    const unnamed = shop.changeCondition("3 SOCK @WH: quarantined to available", TRUTH);
    const misnamed = shop.changeCondition("3 SOCK @WH: quarantined to available, as QH-9");

    for (const { rejection } of [unnamed, misnamed]) {
      expect(rejection).toMatchObject({
        reason: "INVALID_MOVEMENT",
        field: "lines[0].wms_reference",
        message:
          'lines[0].wms_reference: too few of SOCK stand under none; name the one these stand under: "QH-7"',
      });
    }
    changed("2 SOCK @WH: quarantined to available");
    expect(shop.available("SOCK @WH")).toBe(7n);
    expect(ours()).toEqual(["3 as QH-7"]);
  });

  test("units keep their reference when they change from one condition to another", () => {
    changed("3 SOCK @WH: available to quarantined, as QH-7");
    changed("3 SOCK @WH: quarantined to damaged");

    expect(ours()).toEqual(["3 as QH-7"]);
    changed("3 SOCK @WH: damaged to available, as QH-7");
    expect(ours()).toEqual([]);
    expect(shop.balances("SOCK @WH")).toEqual({ onHand: 10n, wmsUnallocatable: 3n });
  });

  test("what the warehouse system has let go of since is for sale when we let go of it, too", () => {
    changed("3 SOCK @WH: available to quarantined, as QH-7");
    warehouse.shows("10 SOCK");
    expect(shop.available("SOCK @WH")).toBe(7n);

    changed("3 SOCK @WH: quarantined to available, as QH-7");

    expect(shop.available("SOCK @WH")).toBe(10n);
  });

  test("what it has only told to have let go of is for sale as well", () => {
    changed("3 SOCK @WH: available to quarantined, as QH-7");
    warehouse.tells("SOCK", { orderable: 3n, kept: -3n });

    changed("3 SOCK @WH: quarantined to available, as QH-7");
    expect(shop.available("SOCK @WH")).toBe(10n);

    warehouse.shows("10 SOCK");
    expect(shop.available("SOCK @WH")).toBe(10n);
  });

  test("no more references are kept per stock row than its limit", () => {
    warehouse.shows("200 SOCK", { "QH-7": 3n });
    const lines = Array.from(
      { length: 100 },
      (_, at) => `1 SOCK @WH: available to damaged, as ${at}`,
    );
    changed(lines);

    const told = shop.changeCondition("1 SOCK @WH: available to damaged, as one more");

    expect(told.rejection?.field).toBe("lines[0].wms_reference");
    changed("1 SOCK @WH: available to damaged, as 7");
    changed(["1 SOCK @WH: damaged to available, as 8", "1 SOCK: available to damaged, as more"]);
  });
});
