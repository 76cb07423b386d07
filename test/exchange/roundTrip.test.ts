import { randomUUID } from "node:crypto";

import { RowFormat } from "@holdfast/client";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";

import { createStockClient, failureOf, type StockClient } from "../support/stockClient.ts";
import { createTestTenant } from "../support/tenants.ts";
import { useShop } from "../support/useShop.ts";
import { counts, exported, type KindName, send } from "./exchanging.ts";

const shop = useShop();
const opened: StockClient[] = [];

/** What a shop came to have, in files. */
const ITEMS = [
  "sku,name,seller,product_type,price,currency,unit,display_scale,lot_tracked,attributes",
  'SOCK,"Wool sock, ""thick""",Ann,clothes,12.5,EUR,pair,0,false,"{""colour"":""red""}"',
  "MILK,Milk,,grocery,,,l,3,true,",
  "ÄPFEL,Äpfel 🍎,,,,,piece,0,false,",
];
const LOCATIONS = [
  "code,name,kind,fulfilment,sourcing_priority,safety_stock,time_zone,wms_buffer_percent",
  "MAIN,The main one,warehouse,deferred,3,2,Europe/Rome,5",
  "SHOP,,store,immediate,0,0,UTC,0",
];
const STOCK = [
  "sku,location,lot,on_hand,expire_time,supplier,unit_cost,currency",
  "SOCK,MAIN,,40,,,,",
  "SOCK,SHOP,,3,,,,",
  "MILK,MAIN,L-1,12,2099-03-29T00:00:00.000Z,DAIRY,0.81,EUR",
  "MILK,MAIN,L-2,5,,,,",
];

beforeAll(async () => {
  await send(shop.client, "items", ITEMS);
  await send(shop.client, "locations", LOCATIONS);
  await send(shop.client, "stock", STOCK);
});

afterAll(() => opened.forEach((client) => client.close()));

afterEach(async () => {
  expect(await shop.differences()).toEqual([]);
});

async function emptyTenant(): Promise<StockClient> {
  const tenant = await createTestTenant(shop.url, `t-${randomUUID().slice(0, 8)}`);
  const client = createStockClient(`127.0.0.1:${shop.app.grpcPort}`, tenant.adminKey);
  opened.push(client);
  return client;
}

const sorted = (text: string): string[] => text.trimEnd().split("\n").toSorted();

test("what was imported is exported as it was", async () => {
  expect(sorted(await exported(shop.client, "items"))).toEqual(ITEMS.toSorted());
  expect(sorted(await exported(shop.client, "locations"))).toEqual(LOCATIONS.toSorted());
  expect(sorted(await exported(shop.client, "stock"))).toEqual(STOCK.toSorted());
});

test.each([RowFormat.CSV, RowFormat.JSON_LINES])(
  "what is exported makes the same shop of an empty tenant (format %d)",
  async (format) => {
    const other = await emptyTenant();
    for (const kind of ["items", "locations", "stock"] as const) {
      const file = (await exported(shop.client, kind, { format, pageSize: 2 })).trimEnd();
      const answer = await send(other, kind, file.split("\n"), { format });
      expect(answer.errors).toEqual([]);
      expect(sorted(await exported(other, kind, { format }))).toEqual(sorted(file));
      const again = await send(other, kind, file.split("\n"), { format });
      expect(counts(again)).toMatchObject({ created: 0, updated: 0, unchanged: answer.rows });
    }
  },
);

test("movements of one tenant, booked by another, leave the same on hand", async () => {
  await shop.client.inventory.sell({
    requestId: randomUUID(),
    lines: [{ sku: "SOCK", quantity: 2n, location: "SHOP" }],
  });
  await shop.adjust("ÄPFEL", 7, { location: "SHOP" });
  await shop.adjust("ÄPFEL", -4, { location: "SHOP" });
  const other = await emptyTenant();
  await send(other, "items", ITEMS);
  await send(other, "locations", LOCATIONS);

  const file = (await exported(shop.client, "movements", { pageSize: 3 })).trimEnd().split("\n");
  const answer = await send(other, "movements", file);
  const again = await send(other, "movements", file.toReversed().slice(0, 3), {
    header: file[0] ?? "",
    firstLine: 900n,
  });

  expect(answer.errors).toEqual([]);
  expect(counts(answer)).toMatchObject({ rows: file.length - 1, created: file.length - 1 });
  expect(counts(again)).toMatchObject({ rows: 3, created: 0, repeated: 3 });
  expect(sorted(await exported(other, "stock"))).toEqual(
    sorted(await exported(shop.client, "stock")),
  );
  // Names, places, quantities and times stay what they are, wherever they go next.
  const own = (line: string): string =>
    line
      .split(",")
      .filter((_, i) => i !== 1 && i !== 8)
      .slice(0, 7)
      .join();
  const theirs = (await exported(other, "movements")).trimEnd().split("\n");
  expect(theirs.map(own).toSorted()).toEqual(file.map(own).toSorted());
});

test("an export of movements goes on where an earlier one ended", async () => {
  const whole = (await exported(shop.client, "movements")).trimEnd().split("\n");
  const seq = Number(whole.at(-1)?.split(",").at(-2));
  expect(seq).toBeGreaterThan(1);

  await shop.adjust("SOCK", 1, { location: "MAIN" });
  const later = await exported(shop.client, "movements", { fromSeq: BigInt(seq + 1) });

  expect(later.trimEnd().split("\n")).toHaveLength(2);
  expect(later).toContain(",adjust,SOCK,MAIN,,1,");
});

test("cells that say nothing leave an item as it is", async () => {
  const client = await emptyTenant();
  await send(client, "items", ITEMS);

  const answer = await send(client, "items", [
    "sku,name,price,currency",
    "SOCK,Sock,,",
    "MILK,,1,EUR",
  ]);

  expect(counts(answer)).toMatchObject({ updated: 2, errors: 0 });
  const { item: sock } = await client.catalog.getItem({ sku: "SOCK" });
  expect(sock).toMatchObject({ name: "Sock", seller: "Ann", price: { amount: "12.5" } });
  const { item: milk } = await client.catalog.getItem({ sku: "MILK" });
  expect(milk).toMatchObject({ name: "Milk", lotTracked: true, price: { amount: "1" } });
});

test("wrong rows of items and locations are told, and the others written", async () => {
  const client = await emptyTenant();
  const items = ["sku,name,price", "A,Apple,", "A,Again,", "B,Pear,1", " C,Plum,", "D,Fig,"];
  const requestId = randomUUID();

  const dry = await send(client, "items", items, { requestId, dryRun: true });
  expect(await exported(client, "items")).not.toContain("Apple");
  const answer = await send(client, "items", items, { requestId });
  const again = await send(client, "items", items, { requestId });
  const places = await send(client, "locations", [
    "code,time_zone",
    "M,Europe/Rome",
    "N,Mars/Olympus",
  ]);

  expect(counts(dry)).toEqual(counts(answer));
  expect(counts(answer)).toMatchObject({ rows: 5, created: 2, errors: 3 });
  expect(answer.errors.map(({ line, column, field }) => `${line}:${column} ${field}`)).toEqual([
    "3:1 sku",
    "4:0 currency",
    "5:1 sku",
  ]);
  expect(counts(again)).toMatchObject({ rows: 5, repeated: 2, errors: 3 });
  expect(counts(places)).toMatchObject({ created: 1, errors: 1 });
  expect(places.errors[0]).toMatchObject({ line: 3n, column: 2, field: "time_zone" });
});

test("an id that was used for other rows is refused, however small the difference", async () => {
  const client = await emptyTenant();
  const requestId = randomUUID();
  await send(client, "items", ["sku,attributes", 'A,"{""size"":""S""}"'], { requestId });

  const other = ["sku,attributes", 'A,"{""size"":""M""}"'];
  const refused = await failureOf(send(client, "items", other, { requestId }));

  expect(refused).toMatchObject({ code: "ALREADY_EXISTS", reason: "REQUEST_ID_REUSED" });
  expect(counts(await send(client, "items", other))).toMatchObject({ updated: 1 });
});

test("movements are booked in their order, and wrong ones told", async () => {
  const client = await emptyTenant();
  await send(client, "items", ["sku,lot_tracked", "A,false", "M,true"]);
  await send(client, "locations", ["code", "HERE"]);
  const file = [
    "movement_id,kind,sku,location,lot,quantity,occurred_time,reason",
    "m1,receive,A,HERE,,5,,",
    "m2,sale,A,HERE,,-3,,",
    "m3,sale,A,HERE,,-3,,",
    "m4,found,M,HERE,L1,4,,",
    "m5,lost,M,HERE,L1,-1,,broken",
    "m6,receive,A,HERE,,-1,,",
    "m7,receive,A,HERE,,0,,",
    "m8,receive,A,HERE,,1,2001-01-01T00:00:00Z,",
    "m9,receive,M,HERE,,1,,",
    "m1,receive,A,HERE,,6,,",
  ];

  const answer = await send(client, "movements", file);

  expect(
    answer.errors.map(
      ({ line, column, field, message }) => `${line}:${column} ${field}: ${message}`,
    ),
  ).toEqual([
    "4:6 quantity: 3 of A cannot be taken from 2 on hand",
    "7:6 quantity: what was received is above 0; write the units that arrived",
    "8:6 quantity: what was received is above 0; write the units that arrived",
    "9:7 occurred_time: is more than 366 days ago; correct it",
    "10:5 lot: M is lot-tracked; name the lot",
    expect.stringMatching(/^11:1 movement_id: "m1" was used for another request/),
  ]);
  expect(counts(answer)).toMatchObject({ rows: 10, created: 4 });
  const stock = (await exported(client, "stock")).trimEnd().split("\n");
  expect(stock.slice(1).toSorted()).toEqual(["A,HERE,,2,,,,", "M,HERE,L1,3,,,,"]);
});

test("the keys of software export and do not import", async () => {
  const service = createStockClient(`127.0.0.1:${shop.app.grpcPort}`, shop.tenant.serviceKey);
  opened.push(service);

  expect(await exported(service, "stock")).toContain("SOCK,MAIN");
  const refused = await failureOf(send(service, "stock", STOCK));

  expect(refused).toMatchObject({ code: "PERMISSION_DENIED", reason: "ROLE_MISSING" });
});

test("a piece with more rows than are taken at once is refused as a whole", async () => {
  const rows = Array.from({ length: 2001 }, (_, index) => `S${index}`);

  const refused = await failureOf(send(shop.client, "items", ["sku", ...rows]));

  expect(refused).toMatchObject({ code: "INVALID_ARGUMENT", fields: ["chunk"] });
  expect(await exported(shop.client, "items", { sku: "S1" })).not.toContain("S1");
});

test.each<[KindName, { sku?: string; location?: string }, number]>([
  ["items", { sku: "MILK" }, 1],
  ["locations", { location: "SHOP" }, 1],
  ["stock", { sku: "MILK", location: "MAIN" }, 2],
  ["movements", { sku: "MILK" }, 2],
  ["movements", { location: "SHOP", sku: "SOCK" }, 2],
])("an export of %s by %j is as short as it should be", async (kind, filter, rows) => {
  const lines = (await exported(shop.client, kind, { ...filter, pageSize: 1 }))
    .trimEnd()
    .split("\n");

  expect(lines).toHaveLength(rows + 1);
});
