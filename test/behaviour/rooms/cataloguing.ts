import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";
import { Location_Fulfilment, Location_Kind } from "@holdfast/client";

import { failureOf } from "../../support/stockClient.ts";
import type { Shop } from "../../support/shop.ts";
import { named, refusal } from "../calls.ts";

/** Items and locations. */
export function cataloguing(shop: Shop): void {
  const createItem = (item: object) =>
    shop.client.catalog.createItem({ requestId: randomUUID(), item });
  const createLocation = (location: object) =>
    shop.client.catalog.createLocation({ requestId: randomUUID(), location });

  test("an item is kept as it was described", async () => {
    const sku = named("FLOUR");
    const described = { sku, name: "Flour", seller: "Mill", unit: "g", displayScale: 3 };

    const { item } = await createItem({ ...described, lotTracked: true });

    expect(item).toMatchObject({ ...described, lotTracked: true });
    expect(item?.archiveTime).toBeUndefined();
    expect(item?.createTime).toBeDefined();
    expect(item?.etag).not.toBe("");
    expect((await shop.client.catalog.getItem({ sku })).item).toEqual(item);
  });

  test("an item of which only the SKU is said is counted in pieces, without lots", async () => {
    const { item } = await createItem({ sku: named("SOCK") });

    expect(item).toMatchObject({ unit: "piece", lotTracked: false, displayScale: 0 });
  });

  test("a location is kept as it was described", async () => {
    const code = named("ROME");
    const described = {
      code,
      name: "Rome",
      kind: Location_Kind.STORE,
      fulfilment: Location_Fulfilment.DEFERRED,
      sourcingPriority: 7,
      safetyStock: 3n,
      timeZone: "Europe/Rome",
    };

    const { location } = await createLocation(described);

    expect(location).toMatchObject(described);
    expect(location?.archiveTime).toBeUndefined();
    expect((await shop.client.catalog.getLocation({ code })).location).toEqual(location);
  });

  test("a location of which only the code is said is a warehouse that ships at once", async () => {
    const { location } = await createLocation({ code: named("PLAIN") });

    expect(location).toMatchObject({
      kind: Location_Kind.WAREHOUSE,
      fulfilment: Location_Fulfilment.IMMEDIATE,
      sourcingPriority: 0,
      safetyStock: 0n,
      timeZone: "UTC",
    });
  });

  test("a SKU and a code are given once; their case counts", async () => {
    const name = named("same");
    await createItem({ sku: name });
    await createLocation({ code: name });
    await createItem({ sku: name.toUpperCase() });

    const refused = [
      await failureOf(createItem({ sku: name })),
      await failureOf(createLocation({ code: name })),
    ];

    expect(refused.map(refusal)).toEqual([
      ["ALREADY_EXISTS", "SKU_EXISTS"],
      ["ALREADY_EXISTS", "LOCATION_EXISTS"],
    ]);
  });

  test("what nobody created is not found", async () => {
    const { catalog } = shop.client;

    const refused = [
      await failureOf(catalog.getItem({ sku: "NO-SUCH-THING" })),
      await failureOf(catalog.getLocation({ code: "NOWHERE" })),
    ];

    expect(refused.map(refusal)).toEqual([
      ["NOT_FOUND", "ITEM_NOT_FOUND"],
      ["NOT_FOUND", "LOCATION_NOT_FOUND"],
    ]);
  });

  test.each([
    ["no SKU", { sku: "" }, "item.sku"],
    ["a SKU that begins with a space", { sku: " SOCK" }, "item.sku"],
    ["an invisible character in its SKU", { sku: "SO\u0000CK" }, "item.sku"],
    ["more digits than anybody reads", { sku: "SOCK", displayScale: 10 }, "item.display_scale"],
    ["a name like a novel", { sku: "SOCK", name: "x".repeat(201) }, "item.name"],
  ])("an item with %s is refused by its field", async (_, item, field) => {
    const refused = await failureOf(createItem(item));

    expect(refusal(refused)).toEqual(["INVALID_ARGUMENT", "FIELD_VIOLATION"]);
    expect(new Set(refused.fields)).toEqual(new Set([field]));
  });

  test("items and locations are listed in pages, in the order of their bytes", async () => {
    const { catalog } = shop.client;
    const codes = ["~b", "~B", "~é", "~a"].map(named);
    for (const code of codes) await createLocation({ code });
    for (const sku of codes) await createItem({ sku });

    const items = await pages(
      (page) => catalog.listItems(page),
      ({ items: found }) => found,
    );
    const locations = await pages(
      (page) => catalog.listLocations(page),
      ({ locations: found }) => found,
    );

    const ours = codes.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(items.map(({ sku }) => sku).filter((sku) => sku.startsWith("~"))).toEqual(ours);
    expect(locations.map(({ code }) => code).slice(-4)).toEqual(ours);
  });

  test("a page token of the items is no token of the locations", async () => {
    const { catalog } = shop.client;
    for (const word of ["A", "B"]) await createItem({ sku: named(word) });
    const { nextPageToken: pageToken } = await catalog.listItems({ pageSize: 1 });

    const refused = await failureOf(catalog.listLocations({ pageToken }));

    expect(refused.fields).toEqual(["page_token"]);
  });
}

type Page = { pageSize: number; pageToken: string };

/** Everything that a list has, seven at a time. */
async function pages<P extends { nextPageToken: string }, T>(
  list: (page: Page) => Promise<P>,
  rowsIn: (page: P) => T[],
): Promise<T[]> {
  const rows: T[] = [];
  let pageToken = "";
  do {
    const page = await list({ pageSize: 7, pageToken });
    rows.push(...rowsIn(page));
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return rows;
}
