import type { DescMethodUnary } from "@bufbuild/protobuf";
import { CatalogService, InventoryService, StockService } from "@holdfast/client";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { MAIN, openShop, type Shop, timestampOf } from "../support/shop.ts";
import { type Door, grpcDoor, httpDoor } from "./doors.ts";
import { type Journals, openJournals } from "./entries.ts";
import { REQUESTS } from "./requests.ts";

let shop: Shop;
let journals: Journals;
const doors = new Map<string, Door>();

beforeAll(async () => {
  shop = await openShop({ settings: { HOLDFAST_TTL_MAX: "1h" } });
  await shop.receive("SOCK", 10);
  await shop.item("MILK", { lotTracked: true });
  journals = await openJournals(shop.url);
  doors.set("gRPC", grpcDoor(shop.client));
  doors.set("HTTP", httpDoor(`http://127.0.0.1:${shop.app.httpPort}`, shop.tenant.adminKey));
});

afterAll(async () => {
  await journals?.close();
  await shop?.close();
});

const one = { sku: "SOCK", quantity: 1n };
const delta = { sku: "SOCK", quantityDelta: 1n };
const DAY_MS = 86_400_000;
const inADay = timestampOf(new Date(Date.now() + DAY_MS));
/** Not long ago, but for its nanos, of which there are none below zero. */
const broken = { ...timestampOf(new Date(Date.now() - 10_000)), nanos: -1 };
const longAgo = timestampOf(new Date(Date.now() - 367 * DAY_MS));
const aMinute = { seconds: 60n };
const [inventory, catalog] = [InventoryService.method, CatalogService.method];
const stock = StockService.method;
const { changeCondition } = stock;
const GOOD_THROUGH = "lines[0].lot.good_through_date";
const unreferred = { from: 2, to: 3, wmsReference: "Q" };

const tomorrow = (what: string) => ({ at: { case: what, value: inADay } });

type Spoilt = readonly [what: string, method: DescMethodUnary, change: object, end: string];

/** What no rule of a single field can tell. `field` or a reason with the field that it names. */
const MISTAKES: readonly Spoilt[] = [
  ["a hold without expiry that has a ttl", inventory.reserve, { noExpiry: true, ttl: aMinute }, ""],
  ["a hold longer than configured", inventory.reserve, { ttl: { seconds: 3_601n } }, "ttl"],
  ["an extension longer than configured", inventory.extend, { ttl: { seconds: 3_601n } }, "ttl"],
  ["a line without number and SKU", inventory.commit, { lines: [{}] }, "lines[0]"],
  ["a line without number and SKU", inventory.release, { lines: [{}] }, "lines[0]"],
  ["a line without number and SKU", inventory.fulfil, { lines: [{}] }, "lines[0]"],
  ["a line without number and SKU", stock.return, { lines: [{ quantity: 1n }] }, "lines[0]"],
  ["a lot of no item", stock.listMovements, { sku: "", lot: "A" }, ""],
  ["stock of nothing", stock.getStockAsOf, { keys: [] }, ""],
  ["stock of two things", stock.getStockAsOf, { location: "MAIN" }, ""],
  ["stock at no moment", stock.getStockAsOf, { at: { case: undefined } }, "at"],
  ["stock of tomorrow", stock.getStockAsOf, tomorrow("recordTime"), "record_time"],
  ["what is true tomorrow", stock.getStockAsOf, tomorrow("occurredTime"), "occurred_time"],
  ["a page token of another list", stock.listMovements, { pageToken: "abc" }, "page_token"],
  ["a page token of another card", stock.getStockCard, { pageToken: "W10=" }, "page_token"],
  ["a lot of nobody", inventory.receive, received({ number: "" }), "lines[0].lot"],
  ["a lot that expired before 1970", inventory.receive, expiring(-1n), "lines[0].lot.expire_time"],
  ["a lot for ever", inventory.receive, expiring(253_402_300_800n), "lines[0].lot.expire_time"],
  ["a receipt from tomorrow", inventory.receive, { occurredTime: inADay }, "occurred_time"],
  ["a receipt of last year", inventory.receive, { occurredTime: longAgo }, "occurred_time"],
  ["an adjustment from tomorrow", inventory.adjust, { occurredTime: inADay }, "occurred_time"],
  ["an adjustment of last year", inventory.adjust, { occurredTime: longAgo }, "occurred_time"],
  ["a moment that is none", inventory.adjust, { occurredTime: broken }, "occurred_time"],
  ["a change to the same", changeCondition, changed({ from: 2 }), "lines[0]"],
  ["a change under a reference that has none", changeCondition, changed(unreferred), "lines[0]"],
  ["a change from tomorrow", changeCondition, { occurredTime: inADay }, "occurred_time"],
  ["a change of last year", changeCondition, { occurredTime: longAgo }, "occurred_time"],
  ["one item twice", inventory.adjust, { lines: [delta, delta] }, "lines[1]"],
  ["one item set twice", stock.setStock, { lines: [one, one] }, "lines[1]"],
  ["a number set tomorrow", stock.setStock, { occurredTime: inADay }, "occurred_time"],
  ["a day that is none", inventory.receive, until("2026-02-29"), GOOD_THROUGH],
  ["a day before 1970", inventory.receive, until("1969-12-31"), GOOD_THROUGH],
  [
    "a lot with two ends",
    inventory.receive,
    received({ goodThroughDate: "2026-03-01", expireTime: { seconds: 1n } }),
    "lines[0].lot",
  ],
  ["a page token of another list", stock.listStock, { pageToken: "abc" }, "page_token"],
  ["a page token of another list", stock.listExpiring, { pageToken: "W10=" }, "page_token"],
  ["a page token of another list", stock.listRecall, { pageToken: "W10=" }, "page_token"],
  ["a page token of another list", stock.listSupplierSales, { pageToken: "W10=" }, "page_token"],
  ["a page token of another list", inventory.listReservations, { pageToken: "abc" }, "page_token"],
  ["a page token that is code", catalog.listItems, { pageToken: "W10=" }, "page_token"],
  ["a time zone that is none", catalog.createLocation, zone("Mars/Olympus"), "location.time_zone"],
];

/** Names of things that do not exist, and what they are told. */
const STRANGERS: readonly Spoilt[] = [
  ["an unknown SKU", inventory.reserve, ordered({ sku: "NONE" }), "ITEM_NOT_FOUND lines[0].sku"],
  ["an unknown SKU", inventory.sell, ordered({ sku: "NONE" }), "ITEM_NOT_FOUND lines[0].sku"],
  ["an unknown SKU", inventory.receive, received({}, "NONE"), "ITEM_NOT_FOUND lines[0].sku"],
  ["an unknown SKU", inventory.adjust, adjusted({ sku: "NONE" }), "ITEM_NOT_FOUND lines[0].sku"],
  [
    "a SKU in small letters",
    inventory.reserve,
    ordered({ sku: "sock" }),
    "ITEM_NOT_FOUND lines[0].sku",
  ],
  [
    "an unknown location",
    inventory.reserve,
    ordered({ location: "NONE" }),
    "LOCATION_NOT_FOUND lines[0].location",
  ],
  ["an unknown SKU", changeCondition, changed({ sku: "NONE" }), "ITEM_NOT_FOUND lines[0].sku"],
  ["an unknown location", changeCondition, { location: "NONE" }, "LOCATION_NOT_FOUND location"],
  [
    "an unknown lot",
    changeCondition,
    changed({ sku: "MILK", lot: "NONE" }),
    "LOT_NOT_FOUND lines[0].lot",
  ],
  ["an unknown SKU", stock.setStock, setTo({ sku: "NONE" }), "ITEM_NOT_FOUND lines[0].sku"],
  ["an unknown location", stock.setStock, { location: "NONE" }, "LOCATION_NOT_FOUND location"],
  ["an unknown lot", stock.setStock, setTo({ lot: "NONE" }), "LOT_NOT_FOUND lines[0].lot"],
  ["an unknown SKU", stock.recallLot, { sku: "NONE" }, "ITEM_NOT_FOUND sku"],
  ["an unknown lot", stock.recallLot, { lot: "NONE" }, "LOT_NOT_FOUND lot"],
  ["an unknown SKU", stock.liftRecall, { sku: "NONE" }, "ITEM_NOT_FOUND sku"],
  ["an unknown lot", stock.liftRecall, { lot: "NONE" }, "LOT_NOT_FOUND lot"],
  ["an unknown SKU", stock.listRecall, { sku: "NONE" }, "ITEM_NOT_FOUND sku"],
  ["an unknown lot", stock.listRecall, { lot: "NONE" }, "LOT_NOT_FOUND lot"],
  ["an unknown SKU", stock.listStock, { sku: "NONE" }, "ITEM_NOT_FOUND sku"],
  ["an unknown location", stock.listStock, { location: "NONE" }, "LOCATION_NOT_FOUND location"],
  ["an unknown SKU", stock.listExpiring, { sku: "NONE" }, "ITEM_NOT_FOUND sku"],
  ["an unknown location", inventory.receive, { location: "NONE" }, "LOCATION_NOT_FOUND location"],
  ["an unknown location", inventory.adjust, { location: "NONE" }, "LOCATION_NOT_FOUND location"],
  ["an unknown lot", inventory.reserve, ordered({ lot: "NONE" }), "LOT_NOT_FOUND lines[0].lot"],
  [
    "an unknown lot",
    inventory.adjust,
    adjusted({ sku: "MILK", lot: "NONE" }),
    "LOT_NOT_FOUND lines[0].lot",
  ],
  ["an unknown reservation", inventory.commit, {}, "RESERVATION_NOT_FOUND "],
  ["an unknown reservation", inventory.release, {}, "RESERVATION_NOT_FOUND "],
  ["an unknown reservation", inventory.extend, {}, "RESERVATION_NOT_FOUND "],
  ["an unknown reservation", inventory.fulfil, {}, "RESERVATION_NOT_FOUND "],
  ["an unknown reservation", stock.return, {}, "RESERVATION_NOT_FOUND "],
  ["an unknown reservation", stock.explainReservation, {}, "RESERVATION_NOT_FOUND "],
  ["an unknown SKU", stock.getStockCard, { sku: "NONE" }, "ITEM_NOT_FOUND sku"],
  ["an unknown location", stock.getStockCard, { location: "NONE" }, "LOCATION_NOT_FOUND location"],
  ["an unknown lot", stock.getStockCard, { lot: "NONE" }, "LOT_NOT_FOUND lot"],
  ["an unknown reservation", inventory.getReservation, {}, "RESERVATION_NOT_FOUND "],
  ["an unknown SKU", catalog.getItem, { sku: "NONE" }, "ITEM_NOT_FOUND sku"],
  ["an unknown code", catalog.getLocation, { code: "NONE" }, "LOCATION_NOT_FOUND code"],
];

test.each(MISTAKES)("%s: %s says which field is wrong", async (_what, method, change, field) => {
  const entries = await journals.entries();
  for (const [door, send] of doors) {
    const told = await send(method, { ...REQUESTS[method.name]?.(), ...change });

    expect({ door, ...told }).toMatchObject({
      code: "INVALID_ARGUMENT",
      reason: "FIELD_VIOLATION",
    });
    expect(told.fields.join()).toContain(field);
    expect(told.message).not.toBe("");
  }
  expect(await journals.entries()).toBe(entries);
});

test("a page token is good for its own list, as it was made", async () => {
  const { nextPageToken: token } = await shop.client.catalog.listItems({ pageSize: 1 });
  const made = JSON.parse(Buffer.from(token, "base64url").toString()) as unknown[];
  const altered = (at: number, value: unknown): string =>
    Buffer.from(JSON.stringify(made.with(at, value))).toString("base64url");
  const bad = [altered(0, 2), altered(1, "x"), altered(2, "a\0"), altered(2, null), `${token}A`];

  for (const send of doors.values()) {
    const own = await send(catalog.listItems, { pageToken: token });
    const others = await send(catalog.listLocations, { pageToken: token });
    const ends = await Promise.all(bad.map((pageToken) => send(catalog.listItems, { pageToken })));

    expect(own.code).toBe("OK");
    for (const told of [others, ...ends]) expect(told).toMatchObject({ fields: ["page_token"] });
  }
});

test.each(STRANGERS)("%s: %s says that it is not there", async (_what, method, change, end) => {
  const entries = await journals.entries();
  for (const [door, send] of doors) {
    const told = await send(method, { ...REQUESTS[method.name]?.(), ...change });

    expect({ door, ...told, end: `${told.reason} ${told.fields.join()}` }).toMatchObject({
      code: "NOT_FOUND",
      end,
    });
  }
  expect(await journals.entries()).toBe(entries);
});

function ordered(line: object): object {
  return { lines: [{ ...one, ...line }] };
}

function received(lot: object, sku = "SOCK"): object {
  return { location: MAIN, lines: [{ ...one, sku, lot: { number: "L", ...lot } }] };
}

function expiring(seconds: bigint): object {
  return received({ expireTime: { seconds } });
}

function changed(line: object): object {
  return { lines: [{ ...one, from: 1, to: 2, ...line }] };
}

function adjusted(line: object): object {
  return { lines: [{ ...delta, ...line }] };
}

function setTo(line: object): object {
  return { lines: [{ ...one, ...line }] };
}

function until(goodThroughDate: string): object {
  return received({ goodThroughDate });
}

function zone(timeZone: string): object {
  return { location: { code: "X", timeZone } };
}
