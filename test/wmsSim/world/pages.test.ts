import { expect, test } from "@jest/globals";

import { UnknownCursor, World } from "../../../src/wmsSim/world/world.ts";
import { cell, lineOf, order, orderable, PLAIN, walk, warehouse } from "../support/warehouse.ts";

const UNORDERED = { orderedPages: false };
const MANY = Array.from({ length: 30 }, (_, index) => `${index + 1} SKU-${index}`);

test("ordered pages go by the bytes of warehouse, owner, item and lot, no lot first", () => {
  const keys = [
    ["W1", "ACME", "A", null],
    ["W1", "ACME", "A", ""],
    ["W1", "ACME", "A", "1"],
    ["W1", "ACME", "A ", null],
    ["W1", "ACME", "Z", null],
    ["W1", "ACME", "a", null],
    ["W1", "ACME", "é", null],
    ["W1", "ACME", "\u{ff5e}", null],
    ["W1", "ACME", "\u{1f9e6}", null],
    ["W1", "ACME2", "A", null],
    ["W1!", "ACME", "A", null],
  ] as const;
  const cells = keys.map(([at, owner, sku, lot]) => ({ warehouse: at, owner, sku, lot }));
  const world = new World({
    ...warehouse([]).options,
    pageSize: 2,
    cells: cells.toReversed().map((key) => ({ ...key, orderable: 1 })),
  });
  const found = walk(world).map((line) => [line.warehouse, line.owner, line.sku, line.lot]);
  expect(found).toEqual(keys);
});

test.each([
  ["ordered", {}],
  ["unordered", UNORDERED],
])("a walk through %s pages lists every cell once", (_, dialect) => {
  const world = warehouse(MANY, { dialect, pageSize: 7 });
  const skus = walk(world).map((line) => line.sku);
  expect(skus).toHaveLength(30);
  expect(new Set(skus).size).toBe(30);
});

test("each walk through unordered pages has an order of its own", () => {
  const world = warehouse(MANY, { dialect: UNORDERED, pageSize: 7 });
  const [first, second] = [walk(world), walk(world)];
  expect(first).not.toEqual(second);
  expect(sorted(first)).toEqual(sorted(second));
});

test("where zero rows are left out, a cell without units is on no page", () => {
  const world = warehouse(["2 SOCK", "0 HAT"], { dialect: { zeroRows: "leftOut" } });
  order(world, "A-1", "2 SOCK");
  expect(walk(world).map(({ sku }) => sku)).toEqual(["SOCK"]);

  world.startRun();
  expect(walk(world)).toEqual([]);

  world.happen("receipt", cell("HAT"), 1);
  world.happen("damage", cell("HAT"), 1);
  expect(walk(world)).toMatchObject([{ sku: "HAT", orderable: 0, unallocatable: 1 }]);
});

test("where they are listed, it is there with zeros", () => {
  const world = warehouse(["2 SOCK", "0 HAT"]);
  expect(walk(world)).toMatchObject([{ sku: "HAT", orderable: 0 }, { sku: "SOCK" }]);
});

test("a run in the middle of a walk changes the later pages and their marks", () => {
  const world = warehouse(["9 A", "9 B"], { pageSize: 1 });
  order(world, "A-1", "4 A", "4 B");

  const first = world.page(null);
  world.startRun();
  const second = world.page(first.next);

  expect([first, second]).toMatchObject([
    { run: 0, lines: [{ sku: "A", orderable: 9 }] },
    { run: 1, lines: [{ sku: "B", orderable: 5 }], next: null },
  ]);
});

test("where runs are not numbered, neither pages nor states name one", () => {
  const world = warehouse(["9 SOCK"], { dialect: { numberedRuns: false } });
  order(world, "A-1", "4 SOCK");
  world.startRun();
  expect(world.page(null).run).toBeNull();
  expect(lineOf(world, "A-1").allocated).toEqual([{ lot: null, quantity: 4, run: null }]);
});

test("a lagging answer shows pages, marks and states as they were", () => {
  const world = warehouse(["9 SOCK"], { dialect: { lagMs: 1_000 } });
  world.advanceTo(5_000);
  order(world, "A-1", "4 SOCK");
  world.advanceTo(5_500);
  world.startRun();
  world.advanceTo(5_700);
  world.happen("receipt", cell("SOCK"), 1);
  world.advanceTo(6_000);

  const page = (ageMs: number) => {
    const { run, posted, lines } = world.page(null, ageMs);
    return [run, posted, lines[0]?.orderable];
  };
  expect(page(0)).toEqual([1, 1, 6]);
  expect(page(400)).toEqual([1, 0, 5]);
  expect(page(600)).toEqual([0, 0, 9]);
  const allocated = (ageMs: number) =>
    world.orderStates(["A-1"], ageMs).map(({ lines }) => lines[0]?.allocated.length);
  expect([allocated(500), allocated(501), allocated(1_000)]).toEqual([[1], [0], [0]]);
  world.advanceTo(6_001);
  world.advanceTo(100_000);
  expect(page(1_000)).toEqual([1, 1, 6]);
});

test("an order is unknown to an answer that is older than it", () => {
  const world = warehouse(["9 SOCK"], { dialect: { lagMs: 1_000 } });
  world.advanceTo(5_000);
  order(world, "A-1", "4 SOCK");
  world.advanceTo(5_010);
  expect(world.orderStates(["A-1"], 11)).toEqual([]);
  expect(world.orderStates(["A-1", "A-2", "A-1"], 10)).toHaveLength(1);
});

test("no answer is older than the lag", () => {
  const world = warehouse(["9 SOCK"], { dialect: { lagMs: 1_000 } });
  expect(() => world.page(null, 1_001)).toThrow(RangeError);
});

test("a cursor that was never given out is refused", () => {
  const world = warehouse(["9 SOCK"]);
  expect(() => world.page("nonsense")).toThrow(UnknownCursor);
});

test("stock that makes no sense is refused", () => {
  expect(() => warehouse(["-1 SOCK"])).toThrow(RangeError);
  expect(() => warehouse(["1 SOCK", "2 SOCK"])).toThrow("SOCK in W1 is given twice");
  expect(() => warehouse([], { pageSize: 0 })).toThrow("pageSize must be 1 or more");
  expect(() => warehouse([], { dialect: { ...PLAIN, lagMs: -1 } })).toThrow("lagMs");
});

test("time does not go backwards", () => {
  const world = warehouse(["9 SOCK"]);
  world.advanceTo(10);
  expect(() => world.advanceTo(9)).toThrow(RangeError);
  expect(orderable(world, "SOCK")).toBe(9);
});

function sorted(lines: readonly { readonly sku: string }[]): string[] {
  return lines.map(({ sku }) => sku).toSorted();
}
