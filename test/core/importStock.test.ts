import { beforeEach, expect, test } from "@jest/globals";

import type { ImportStock, LotReceipt } from "../../src/core/command.ts";
import { MINUTE } from "../support/core/said.ts";
import { Shop } from "../support/core/shop.ts";

let shop: Shop;
let ids = 0;

beforeEach(() => {
  shop = new Shop();
  shop.item("SOCK");
  shop.item("MILK", { lotTracked: true });
  for (const code of ["MAIN", "SHOP"]) shop.location(code);
});

type Line = readonly [sku: string, location: string, quantity: number, lot?: Partial<LotReceipt>];

function imports(lines: readonly Line[], more: Partial<ImportStock> = {}): ImportStock {
  ids += 1;
  return {
    kind: "importStock",
    entryId: `entry-${ids}`,
    key: { source: "import", requestId: `file/${ids}` },
    method: "ExchangeService/Import",
    fingerprint: JSON.stringify(lines),
    actor: "key",
    validateOnly: false,
    lines: lines.map(([sku, location, quantity, lot], index) => ({
      sku,
      location,
      quantity: BigInt(quantity),
      lot: lot === undefined ? null : receiptOf(lot, index),
      stockId: `row-${ids}-${index}`,
    })),
    reason: "import",
    reference: "line 2",
    ...more,
  };
}

function receiptOf(lot: Partial<LotReceipt>, index: number): LotReceipt {
  const nothing = { expiresAt: null, goodThrough: null, supplier: null, unitCost: null };
  return { id: `lot-${ids}-${index}`, number: "A", ...nothing, ...lot };
}

test("lines of several places are one entry, of which only differences are posted", () => {
  shop.receive("5 SOCK @MAIN");

  const told = shop.ask(
    imports([
      ["SOCK", "MAIN", 5],
      ["SOCK", "SHOP", 7],
      ["MILK", "SHOP", 3, {}],
    ]),
  );

  expect(told.stock.map(({ balances }) => balances.onHand)).toEqual([7n, 3n]);
  expect(shop.balances("MILK @SHOP #A")).toEqual({ onHand: 3n });
  const entry = shop.ledger.journal.at(-1);
  expect(entry).toMatchObject({ kind: "set_stock", reason: "import", reference: "line 2" });
  expect(entry?.postings.size).toBe(2);
});

test("a file that says what is so already is one entry that moves nothing, at an outside warehouse too", () => {
  shop.receive("5 SOCK @MAIN");
  shop.location("SHOP", { wmsAccountId: "account" });
  const { length } = shop.ledger.journal;

  shop.ask(
    imports([
      ["SOCK", "MAIN", 5],
      ["SOCK", "SHOP", 0],
    ]),
  );

  expect(shop.ledger.journal).toHaveLength(length + 1);
  expect(shop.ledger.journal.at(-1)?.postings.size).toBe(0);
  expect(shop.ledger.stock.size).toBe(1);
});

test("every wrong line is named, and none is booked", () => {
  shop.location("OUTSIDE", { wmsAccountId: "account" });
  shop.receive("2 MILK @MAIN #A", { supplier: "dairy" });
  const { length } = shop.ledger.journal;

  const told = shop.ask(
    imports([
      ["SHOE", "MAIN", 5],
      ["SOCK", "MAIN", 5],
      ["SOCK", "NOWHERE", 5],
      ["MILK", "MAIN", 5],
      ["MILK", "MAIN", 5, { supplier: "farm" }],
      ["SOCK", "OUTSIDE", 5],
      ["SOCK", "MAIN", 6],
    ]),
  );

  const refused = told.rejection?.refused ?? [];
  expect(refused.map(({ index, rejection }) => [index, rejection.reason, rejection.field])).toEqual(
    [
      [0, "ITEM_NOT_FOUND", "lines[0].sku"],
      [2, "LOCATION_NOT_FOUND", "lines[2].location"],
      [3, "LOT_REQUIRED", "lines[3].lot"],
      [4, "LOT_MISMATCH", "lines[4].lot"],
      [5, "INVALID_MOVEMENT", "lines[5].location"],
      [6, "FIELD_VIOLATION", "lines[6]"],
    ],
  );
  expect(shop.ledger.journal).toHaveLength(length);
  expect(shop.ledger.stock.size).toBe(1);
});

test("overdue holds are taken back before a figure leaves a row short", () => {
  shop.receive("5 SOCK @MAIN");
  const overdue = shop.holds("3 SOCK", { ttlMs: MINUTE });
  shop.holds("2 SOCK", { ttlMs: 10 * MINUTE });
  shop.wait(2 * MINUTE);

  shop.ask(imports([["SOCK", "MAIN", 2]]));

  expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 2n, held: 2n });
  expect(shop.ledger.journal.some((entry) => entry.kind === "expire")).toBe(true);
  expect(overdue).toBeDefined();
});

test("a figure below what was promised to the living is the truth all the same", () => {
  shop.receive("5 SOCK @MAIN");
  shop.holds("4 SOCK");

  shop.ask(imports([["SOCK", "MAIN", 1]]));

  expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 1n, held: 4n });
});

test("a repeat sets nothing again", () => {
  const first = imports([["SOCK", "MAIN", 5]]);
  shop.ask(first);
  shop.sold("1 SOCK");

  const told = shop.ask({ ...first, entryId: "other" });

  expect(told.outcome).toBe("replayed");
  expect(shop.balances("SOCK @MAIN")).toEqual({ onHand: 4n });
});

test("a bundle in a file is refused, as it has no stock of its own", () => {
  shop.bundle("PAIR", "2 SOCK");
  const told = shop.ask(imports([["PAIR", "MAIN", 0]]));
  expect(told.rejection?.message).toContain('"PAIR" is a bundle and has no stock of its own');
});
