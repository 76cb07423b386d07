import { describe, expect, test } from "@jest/globals";

import { type Part, type PartItem, Parts } from "../../../src/core/bundle/bundle.ts";
import { type Assembly, refuseParts } from "../../../src/core/bundle/setParts.ts";

/** Items are called by their SKUs. */
function item(sku: string): PartItem {
  return { id: sku, sku, archived: false };
}

/** `SET: 4 CUP, 1 POT`. */
function made(said: string): Part[] {
  const [bundle = "", parts = ""] = said.split(": ");
  return parts.split(", ").map((part) => {
    const [quantity = "1", sku = ""] = part.split(" ");
    return { bundle: item(bundle), item: item(sku), quantity: BigInt(quantity) };
  });
}

/** What is to be set, of a world with some bundles in it. */
function assembly(
  said: string,
  world: readonly string[] = [],
  like: Partial<Assembly> = {},
): Assembly {
  const parts = made(said);
  const sku = said.slice(0, said.indexOf(":"));
  const others = world.flatMap(made);
  const containers = new Set<string>();
  const climb = (id: string): void => {
    for (const part of others) {
      if (part.item.id !== id || containers.has(part.bundle.id)) continue;
      containers.add(part.bundle.id);
      climb(part.bundle.id);
    }
  };
  climb(sku);
  return {
    item: { ...item(sku), lotTracked: false },
    hasStock: false,
    parts,
    containers: [...containers].map(item),
    others,
    ...like,
  };
}

const fifty = (quantity: number, of: (at: number) => string): string =>
  Array.from({ length: 50 }, (_, at) => `${quantity} ${of(at)}`).join(", ");

describe("an item may be made of", () => {
  test.each<[string, string, readonly string[]]>([
    ["items", "SET: 1 POT, 4 CUP", []],
    ["bundles", "GIFT: 2 SET, 1 CARD", ["SET: 1 POT, 4 CUP"]],
    ["bundles of bundles", "CRATE: 9 GIFT", ["GIFT: 2 SET", "SET: 1 POT, 4 CUP"]],
    ["what another bundle within it is made of too", "GIFT: 1 SET, 1 CUP", ["SET: 4 CUP"]],
    [
      "200 components",
      "ALL: 1 A, 1 B, 1 C, 1 D",
      ["A", "B", "C", "D"].map((sku) => `${sku}: ${fifty(1, (at) => `${sku}${at}`)}`),
    ],
    ["a million units of one", "CRATE: 100 BOX", ["BOX: 10000 NAIL"]],
  ])("%s", (_, said, world) => {
    expect(refuseParts(assembly(said, world))).toBeUndefined();
  });
});

describe("an item may not", () => {
  test.each<[string, string, readonly string[], string]>([
    ["be made of itself", "SET: 1 POT, 1 SET", [], "parts[1].sku"],
    ["be made of what contains it", "SET: 1 POT, 1 GIFT", ["GIFT: 1 SET"], "parts[1].sku"],
    ["close a circle of three", "SET: 1 CRATE", ["CRATE: 1 GIFT", "GIFT: 1 SET"], "parts[0].sku"],
    ["lie four deep", "TOP: 1 CRATE", ["CRATE: 1 GIFT", "GIFT: 1 SET", "SET: 1 POT"], "parts"],
    [
      "lift what contains it to four levels",
      "SET: 1 POT",
      ["TOP: 1 CRATE", "CRATE: 1 GIFT", "GIFT: 1 SET"],
      "parts",
    ],
    [
      "have 201 components",
      "ALL: 1 A, 1 B, 1 C, 1 D, 1 ONE-MORE",
      ["A", "B", "C", "D"].map((sku) => `${sku}: ${fifty(1, (at) => `${sku}${at}`)}`),
      "parts",
    ],
    [
      "give what contains it 201 components",
      "A: 1 A0, 1 A1, 1 A2",
      [
        "ALL: 1 A, 1 B, 1 C, 1 D, 1 E",
        ...["B", "C", "D"].map((sku) => `${sku}: ${fifty(1, (at) => `${sku}${at}`)}`),
        `E: ${fifty(1, (at) => `E${at}`)
          .split(", ")
          .slice(1)
          .join(", ")}`,
      ],
      "parts",
    ],
    ["need more than a million units of one", "CRATE: 101 BOX", ["BOX: 10000 NAIL"], "parts"],
  ])("%s", (_, said, world, field) => {
    expect(refuseParts(assembly(said, world))).toMatchObject({ reason: "INVALID_PARTS", field });
  });

  test.each<[string, Partial<Assembly>]>([
    ["be a bundle while it is lot-tracked", { item: { ...item("SET"), lotTracked: true } }],
    ["be a bundle once it has had stock", { hasStock: true }],
    [
      "change while a thousand and one bundles contain it",
      { containers: Array.from({ length: 1_001 }, (_, at) => item(`KIT-${at}`)) },
    ],
  ])("%s", (_, like) => {
    expect(refuseParts(assembly("SET: 1 POT", [], like))).toMatchObject({
      reason: "INVALID_PARTS",
      field: "sku",
    });
  });
});

test("an item with stock may cease to be a bundle that it cannot be", () => {
  expect(refuseParts({ ...assembly("SET: 1 POT"), parts: [], hasStock: true })).toBeUndefined();
});

test("a bundle is taken apart with every bundle within it, each component once", () => {
  const parts = new Parts(
    ["CRATE: 3 GIFT, 2 CUP", "GIFT: 2 SET, 1 CARD", "SET: 1 POT, 4 CUP"].flatMap(made),
  );
  expect(parts.takeApart("CRATE")).toEqual({
    itemId: "CRATE",
    components: [
      { itemId: "CARD", sku: "CARD", perBundle: 3n },
      { itemId: "CUP", sku: "CUP", perBundle: 26n },
      { itemId: "POT", sku: "POT", perBundle: 6n },
    ],
    isClosed: false,
    levels: 3,
  });
});
