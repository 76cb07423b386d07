import { randomUUID } from "node:crypto";

import { beforeAll, expect, test } from "@jest/globals";
import { Validity } from "@holdfast/client";

import { useShop } from "../support/useShop.ts";

const shop = useShop();
const once = () => ({ requestId: randomUUID() });
const validate = async (...keys: { sku: string; location?: string }[]) =>
  (await shop.client.catalog.validateKeys({ keys })).validities;

beforeAll(async () => {
  for (const sku of ["OPEN", "OLD", "🧦"]) await shop.item(sku);
  for (const code of ["OPEN", "OLD"]) await shop.location(code);
  await shop.client.catalog.archiveItem({ ...once(), sku: "OLD" });
  await shop.client.catalog.archiveLocation({ ...once(), code: "OLD" });
});

test.each([
  ["both are open", { sku: "OPEN", location: "OPEN" }, Validity.ACTIVE],
  ["only the item is asked for", { sku: "🧦" }, Validity.ACTIVE],
  ["nobody has the SKU", { sku: "NONE", location: "OPEN" }, Validity.ITEM_UNKNOWN],
  ["it is written otherwise", { sku: "open", location: "OPEN" }, Validity.ITEM_UNKNOWN],
  ["the item is archived", { sku: "OLD", location: "NONE" }, Validity.ITEM_ARCHIVED],
  ["nobody has the code", { sku: "OPEN", location: "NONE" }, Validity.LOCATION_UNKNOWN],
  ["the location is archived", { sku: "OPEN", location: "OLD" }, Validity.LOCATION_ARCHIVED],
  ["there is no SKU", { sku: "", location: "OPEN" }, Validity.ITEM_UNKNOWN],
  ["a name is no name", { sku: "OP\0EN", location: "OPEN" }, Validity.ITEM_UNKNOWN],
  ["a name is too long", { sku: "x".repeat(5_000), location: "OPEN" }, Validity.ITEM_UNKNOWN],
  ["a code is no code", { sku: "OPEN", location: "\0" }, Validity.LOCATION_UNKNOWN],
])("a pair is told apart when %s", async (_, key, validity) => {
  expect(await validate(key)).toEqual([validity]);
});

test("ten thousand pairs are answered in their order, repeated names too", async () => {
  const skus = ["OPEN", "OLD", "NONE"];
  const right = [Validity.ACTIVE, Validity.ITEM_ARCHIVED, Validity.ITEM_UNKNOWN];
  const keys = Array.from({ length: 10_000 }, (_, at) => ({
    sku: at % 7 === 6 ? `NONE-${at}` : (skus[at % 3] ?? ""),
    location: "OPEN",
  }));

  const told = await validate(...keys);

  const expected = keys.map((_, at) => (at % 7 === 6 ? Validity.ITEM_UNKNOWN : right[at % 3]));
  expect(told).toEqual(expected);
});

test("what was created, archived or restored a moment ago is told so", async () => {
  const { catalog } = shop.client;
  const told = [];
  told.push(...(await validate({ sku: "NEW" })));
  await shop.item("NEW");
  told.push(...(await validate({ sku: "NEW" })));
  await catalog.archiveItem({ ...once(), sku: "NEW" });
  told.push(...(await validate({ sku: "NEW" })));
  await catalog.restoreItem({ ...once(), sku: "NEW" });
  told.push(...(await validate({ sku: "NEW" })));

  expect(told).toEqual([
    Validity.ITEM_UNKNOWN,
    Validity.ACTIVE,
    Validity.ITEM_ARCHIVED,
    Validity.ACTIVE,
  ]);
});
