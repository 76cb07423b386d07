import { randomUUID } from "node:crypto";

import { beforeAll, expect, test } from "@jest/globals";

import { failureOf } from "../support/stockClient.ts";
import { useShop } from "../support/useShop.ts";

const shop = useShop();
const once = () => ({ requestId: randomUUID() });

/** SKU, name, seller. In the byte order of their SKUs. */
const ITEMS = [
  ["A-100", "Red sock", "Mill"],
  ["A-200", "Blue SOCK, wool", "Mill"],
  ["A-300", "Blue shirt", "Loom"],
  ["B-100", "100% cotton_sheet", "Loom"],
  ["B-200", "Écharpe", ""],
  ["sock", "\\odd'\"", "Loom"],
] as const;

beforeAll(async () => {
  const { catalog } = shop.client;
  const items = ITEMS.map(([sku, name, seller]) => ({ sku, name, seller }));
  await catalog.bulkUpsertItems({ ...once(), items: items.toReversed() });
  const lot = (sku: string, number: string, supplier: string) =>
    catalog.createLot({ ...once(), lot: { sku, number, supplier } });
  await lot("A-100", "1", "ACME");
  await lot("A-100", "2", "ACME");
  await lot("B-200", "1", "ACME");
  await lot("A-300", "1", "BEST");
  await catalog.archiveItem({ ...once(), sku: "B-100" });
});

type Filter = Parameters<typeof shop.client.catalog.listItems>[0];

async function listed(filter: Filter): Promise<string[]> {
  return (await shop.client.catalog.listItems(filter)).items.map(({ sku }) => sku);
}

test.each<[string, Filter, string[]]>([
  ["everything that is not archived", {}, ["A-100", "A-200", "A-300", "B-200", "sock"]],
  ["archived items too", { showArchived: true }, ITEMS.map(([sku]) => sku)],
  ["a seller", { seller: "Mill" }, ["A-100", "A-200"]],
  ["a seller in other letters", { seller: "mill" }, []],
  ["a supplier, each item once", { supplier: "ACME" }, ["A-100", "B-200"]],
  ["a supplier of nothing", { supplier: "NONE" }, []],
  ["some SKUs", { skus: ["A-300", "A-100", "A-100", "NONE", "a-100"] }, ["A-100", "A-300"]],
  ["a text in names and SKUs, in any letters", { text: "SoCk" }, ["A-100", "A-200", "sock"]],
  ["a text in the middle of a word", { text: "hir" }, ["A-300"]],
  ["a text in a SKU", { text: "a-2" }, ["A-200"]],
  ["letters with accents", { text: "éCHARPE" }, ["B-200"]],
  ["what patterns are made of, as it stands there", { text: "%" }, []],
  ["the same, archived", { text: "0% cotton_s", showArchived: true }, ["B-100"]],
  ["quotes", { text: "\\odd'\"" }, ["sock"]],
  ["a seller and a text", { seller: "Loom", text: "blue" }, ["A-300"]],
  ["a supplier and SKUs", { supplier: "ACME", skus: ["A-100", "A-200"] }, ["A-100"]],
  [
    "everything at once",
    {
      seller: "Loom",
      supplier: "BEST",
      skus: ["A-300", "sock"],
      text: "shirt",
      showArchived: true,
    },
    ["A-300"],
  ],
])("items are found by %s", async (_, filter, skus) => {
  expect(await listed(filter)).toEqual(skus);
});

test.each<[string, Filter]>([
  ["all items", { showArchived: true }],
  ["a text", { text: "sock" }],
  ["a seller", { seller: "Loom" }],
  ["a supplier", { supplier: "ACME" }],
])("pages of %s hold what one page would, none twice and none left out", async (_, filter) => {
  const paged: string[] = [];
  let pageToken = "";
  do {
    const page = await shop.client.catalog.listItems({ ...filter, pageSize: 1, pageToken });
    paged.push(...page.items.map(({ sku }) => sku));
    pageToken = page.nextPageToken;
  } while (pageToken !== "");

  expect(paged).toEqual(await listed(filter));
});

test("a page token is good for the filter that it was made with", async () => {
  const { catalog } = shop.client;
  const { nextPageToken: pageToken } = await catalog.listItems({ text: "sock", pageSize: 1 });

  const refused = await Promise.all(
    [{}, { text: "shirt" }, { text: "sock", seller: "Mill" }, { text: "sock", showArchived: true }]
      .map((filter) => catalog.listItems({ ...filter, pageToken }))
      .map(failureOf),
  );

  expect(refused.map(({ fields }) => fields)).toEqual(refused.map(() => ["page_token"]));
});

test("a page holds while the catalog grows and shrinks: the next one goes on behind it", async () => {
  const { catalog } = shop.client;
  const { nextPageToken: pageToken } = await catalog.listItems({ pageSize: 2 });
  await shop.item("A-050");
  await shop.item("A-250");
  await catalog.archiveItem({ ...once(), sku: "A-200" });

  const { items } = await catalog.listItems({ pageSize: 2, pageToken });

  expect(items.map(({ sku }) => sku)).toEqual(["A-250", "A-300"]);
});

test("locations that are archived are listed when they are asked for", async () => {
  const { catalog } = shop.client;
  for (const code of ["X-1", "X-2", "X-3"]) await shop.location(code);
  await catalog.archiveLocation({ ...once(), code: "X-2" });

  const [open, all] = [
    await catalog.listLocations({}),
    await catalog.listLocations({ showArchived: true }),
  ];

  expect(open.locations.map(({ code }) => code)).toEqual(["X-1", "X-3"]);
  expect(all.locations.map(({ code }) => code)).toEqual(["X-1", "X-2", "X-3"]);
});
