import { randomUUID } from "node:crypto";

import { RowFormat, RowKind } from "@holdfast/client";
import { afterEach, beforeAll, expect, test } from "@jest/globals";

import { failureOf } from "../support/stockClient.ts";
import { useShop } from "../support/useShop.ts";
import { counts, send } from "./exchanging.ts";

const shop = useShop();
const HEADER = "sku,location,lot,on_hand";

beforeAll(async () => {
  await shop.location("MAIN");
  await shop.location("STORE");
  for (const sku of ["SOCK", "MUG", "CUP", "PAN", "POT"]) await shop.item(sku);
  await shop.item("MILK", { lotTracked: true });
});

afterEach(async () => {
  expect(await shop.differences()).toEqual([]);
});

test("a file sets what is on hand at several locations, and a second reading moves nothing", async () => {
  const file = [HEADER, "SOCK,MAIN,,5", "SOCK,STORE,,7", "MILK,MAIN,L-1,9"];

  const first = await send(shop.client, "stock", file);
  const again = await send(shop.client, "stock", file);

  expect(counts(first)).toEqual({
    rows: 3,
    created: 3,
    updated: 0,
    unchanged: 0,
    repeated: 0,
    errors: 0,
  });
  expect(counts(again)).toMatchObject({ created: 0, updated: 0, unchanged: 3, repeated: 0 });
  expect(await shop.availability("SOCK")).toMatchObject({ onHand: 12n });
  expect(await shop.availability("MILK", "MAIN")).toMatchObject({ onHand: 9n });
  const { stock } = await shop.client.stock.listStock({ sku: "SOCK", location: "MAIN" });
  expect(stock[0]?.version).toBe(1n);
});

test("wrong rows are told with line and column, and the others are booked", async () => {
  const file = [
    HEADER,
    "MUG,MAIN,,4",
    "MUGG,MAIN,,4",
    "MUG,NOWHERE,,4",
    "MILK,MAIN,,4",
    "MUG,STORE,,four",
    "MUG,MAIN,,8",
    "CUP,MAIN,,3",
  ];

  const answer = await send(shop.client, "stock", file);

  expect(counts(answer)).toMatchObject({ rows: 7, created: 2, errors: 5 });
  expect(
    answer.errors.map(
      ({ line, column, field, message }) => `${line}:${column} ${field}: ${message}`,
    ),
  ).toEqual([
    '3:1 sku: no item has the SKU "MUGG"; create it first, or correct the SKU',
    '4:2 location: no location has the code "NOWHERE"; create it first, or correct it',
    "5:3 lot: MILK is lot-tracked; name the lot",
    '6:4 on_hand: "four": write a whole number in digits, without spaces, points or commas',
    "7:0 : line 2 says what is on hand there already; say it once",
  ]);
  expect(await shop.availability("MUG", "MAIN")).toMatchObject({ onHand: 4n });
  expect(await shop.availability("CUP", "MAIN")).toMatchObject({ onHand: 3n });
});

test("a dry run tells what an import would, and writes nothing", async () => {
  const requestId = randomUUID();
  const file = [HEADER, "PAN,MAIN,,4", "PANN,MAIN,,4"];

  const dry = await send(shop.client, "stock", file, { requestId, dryRun: true });
  const before = await shop.availability("PAN");
  const real = await send(shop.client, "stock", file, { requestId });

  expect(before).toMatchObject({ onHand: 0n });
  expect(counts(dry)).toEqual(counts(real));
  expect(dry.errors).toEqual(real.errors);
  expect(await shop.availability("PAN")).toMatchObject({ onHand: 4n });
});

test("a repeat of a piece overwrites no sale that came in between", async () => {
  const requestId = randomUUID();
  const file = [HEADER, "POT,MAIN,,4", "POTT,MAIN,,4"];
  await send(shop.client, "stock", file, { requestId });
  await shop.client.inventory.sell({
    requestId: randomUUID(),
    lines: [{ sku: "POT", quantity: 1n, location: "MAIN" }],
  });

  let replay: unknown;
  const chunk = Buffer.from(`${file.join("\n")}\n`);
  const request = { requestId, kind: RowKind.STOCK, format: RowFormat.CSV, chunk };
  const again = await shop.client.exchange.import(request, {
    onHeader: (header) => (replay = header.get("holdfast-replay")[0]),
  });

  expect(counts(again)).toMatchObject({ created: 0, updated: 0, repeated: 1, errors: 1 });
  expect(replay).toBe("true");
  expect(await shop.availability("POT", "MAIN")).toMatchObject({ onHand: 3n });
});

test("a row that was wrong and is right by now is not booked under the old id", async () => {
  const requestId = randomUUID();
  const file = [HEADER, "POT,STORE,,4", "LATER,STORE,,4"];
  await send(shop.client, "stock", file, { requestId });
  await shop.item("LATER");

  const refused = await failureOf(send(shop.client, "stock", file, { requestId }));

  expect(refused).toMatchObject({ code: "ALREADY_EXISTS", reason: "REQUEST_ID_REUSED" });
  expect(await shop.availability("LATER")).toMatchObject({ onHand: 0n });
  expect(counts(await send(shop.client, "stock", file))).toMatchObject({
    created: 1,
    unchanged: 1,
  });
});

test("what a file finds to be less than was promised shows as a shortfall", async () => {
  await send(shop.client, "stock", [HEADER, "CUP,STORE,,5"]);
  await shop.reserve("CUP", 4, { location: "STORE" });

  const answer = await send(shop.client, "stock", [HEADER, "CUP,STORE,,1"]);

  expect(counts(answer)).toMatchObject({ updated: 1, errors: 0 });
  expect(await shop.availability("CUP", "STORE")).toMatchObject({ onHand: 1n, shortfall: 3n });
});

test("two imports of one file at once end with its figures", async () => {
  const skus = ["SOCK", "MUG", "CUP", "PAN", "POT"];
  const lines = skus.flatMap((sku, index) =>
    ["MAIN", "STORE"].map((code) => `${sku},${code},,${100 + index}`),
  );

  const answers = await Promise.all(
    Array.from({ length: 8 }, () => send(shop.client, "stock", [HEADER, ...lines])),
  );

  const touched = answers.reduce((sum, { created, updated }) => sum + created + updated, 0);
  const same = answers.reduce((sum, { unchanged }) => sum + unchanged, 0);
  expect({ touched, same }).toEqual({ touched: 10, same: 70 });
  for (const [index, sku] of skus.entries()) {
    expect(await shop.availability(sku)).toMatchObject({ onHand: BigInt(200 + 2 * index) });
  }
});
