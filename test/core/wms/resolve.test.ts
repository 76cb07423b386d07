import { beforeEach, describe, expect, test } from "@jest/globals";

import type { WmsResolve } from "../../../src/core/wms/command.ts";
import { audit } from "../../support/core/audit.ts";
import { Shop } from "../../support/core/shop.ts";
import { Warehouse } from "../../support/core/warehouse.ts";

let shop: Shop;
let warehouse: Warehouse;
let asked: number;

beforeEach(() => {
  asked = 0;
  shop = new Shop();
  warehouse = new Warehouse(shop, "OUTSIDE");
  warehouse.shows("8 SOCK");
  warehouse.shows("4 MILK #A");
});

function resolve(like: Partial<WmsResolve> = {}): WmsResolve {
  asked += 1;
  const name = `resolve ${asked}`;
  return {
    kind: "wmsResolve",
    entryId: name,
    key: { source: "api", requestId: name },
    method: "WmsService/ResolveDrift",
    fingerprint: name,
    actor: "key",
    validateOnly: false,
    location: "OUTSIDE",
    sku: "SOCK",
    lot: null,
    resolution: "accept",
    reason: "looked at it",
    ...like,
  };
}

function told(lot: string | null = null, sku = "SOCK") {
  const row = [...shop.ledger.stock.values()].find((known) => {
    return known.item.sku === sku && (known.lot?.number ?? null) === lot;
  });
  return row === undefined ? undefined : shop.ledger.wmsRows.get(row.id);
}

test.each<[WmsResolve["resolution"], string]>([
  ["accept", "accept +8"],
  ["writeOff", "writeOff +8"],
])(
  "%s sets the drift to 0, moves nothing, and is told with its reason",
  (resolution, reference) => {
    const before = shop.availability("SOCK @OUTSIDE");

    const { outcome } = shop.ask(resolve({ resolution }));

    expect(outcome).toBe("accepted");
    expect(told()).toMatchObject({ drift: 0n, driftSince: null });
    expect(shop.availability("SOCK @OUTSIDE")).toEqual(before);
    const entry = shop.ledger.journal.at(-1);
    expect(entry).toMatchObject({ kind: "wms_page", reason: "looked at it", reference });
    expect(entry?.postings.size).toBe(0);
    expect(audit(shop.ledger)).toEqual([]);
  },
);

test("a recount is told, and leaves the drift until pages explain it", () => {
  shop.ask(resolve());
  warehouse.shows("5 SOCK");

  expect(shop.ask(resolve({ resolution: "recount" })).outcome).toBe("accepted");
  expect(told()).toMatchObject({ drift: -3n });
  expect(shop.ledger.journal.at(-1)).toMatchObject({ reference: "recount -3" });

  warehouse.shows("8 SOCK");
  expect(told()).toMatchObject({ drift: 0n, driftSince: null });
});

test("what is resolved once is resolved once, whatever drifts later", () => {
  const command = resolve();
  shop.ask(command);
  warehouse.shows("5 SOCK");

  expect(shop.ask({ ...command, entryId: "again" }).outcome).toBe("replayed");
  expect(told()).toMatchObject({ drift: -3n });
  const other = { ...command, entryId: "other", fingerprint: "other" };
  expect(shop.ask(other).rejection).toMatchObject({ reason: "REQUEST_ID_REUSED" });
});

test("drift is told since it arose, not since it last grew", () => {
  shop.ask(resolve());
  warehouse.shows("7 SOCK");
  const since = shop.now;
  warehouse.shows("5 SOCK");
  expect(told()).toMatchObject({ drift: -3n, driftSince: since });
});

test("a lot's drift is its own", () => {
  expect(shop.ask(resolve({ sku: "MILK", lot: "A" })).outcome).toBe("accepted");
  expect(told("A", "MILK")).toMatchObject({ drift: 0n });
  expect(told()).toMatchObject({ drift: 8n });
});

describe("refused is", () => {
  test.each<[string, Partial<WmsResolve>, string, string | undefined]>([
    ["an unknown location", { location: "NONE" }, "LOCATION_NOT_FOUND", "location"],
    ["a location that we count", { location: "MAIN" }, "INVALID_MOVEMENT", "location"],
    ["an unknown item", { sku: "NONE" }, "ITEM_NOT_FOUND", "sku"],
    ["an unknown lot", { lot: "B", sku: "MILK" }, "LOT_NOT_FOUND", "lot"],
    ["an item that was never there", { sku: "HAT" }, "INVALID_MOVEMENT", undefined],
    ["a row without its lot", { sku: "MILK" }, "INVALID_MOVEMENT", undefined],
  ])("%s", (_, like, reason, field) => {
    shop.location("MAIN");
    shop.item("HAT");
    expect(shop.ask(resolve(like)).rejection).toMatchObject({ reason, ...(field && { field }) });
  });

  test("a row without drift, so that nobody believes to have resolved what came later", () => {
    shop.ask(resolve());
    const entries = shop.ledger.journal.length;

    const { rejection } = shop.ask(resolve());

    expect(rejection).toMatchObject({ reason: "INVALID_MOVEMENT" });
    expect(rejection?.message).toContain("has no drift");
    expect(shop.ledger.journal).toHaveLength(entries);
  });
});
