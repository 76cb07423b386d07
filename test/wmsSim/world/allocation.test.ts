import { expect, test } from "@jest/globals";

import {
  lineOf,
  order,
  orderable,
  stateOf,
  total,
  truthOf,
  warehouse,
} from "../support/warehouse.ts";

test("a run serves orders in the order of their arrival, and the last gets what there is", () => {
  const world = warehouse(["10 SOCK"]);
  order(world, "A-1", "6 SOCK");
  order(world, "A-2", "6 SOCK");
  order(world, "A-3", "6 SOCK");

  world.startRun();

  expect(lineOf(world, "A-1").allocated).toEqual([{ lot: null, quantity: 6, run: 1 }]);
  expect(lineOf(world, "A-2").allocated).toEqual([{ lot: null, quantity: 4, run: 1 }]);
  expect(lineOf(world, "A-3").allocated).toEqual([]);
  expect(orderable(world, "SOCK")).toBe(0);
});

test("until a run comes an order changes nothing", () => {
  const world = warehouse(["10 SOCK"], { runEveryMs: 1_000 });
  order(world, "A-1", "6 SOCK");

  world.advanceTo(999);
  expect(orderable(world, "SOCK")).toBe(10);
  expect(world.page(null).run).toBe(0);

  world.advanceTo(1_000);
  expect(orderable(world, "SOCK")).toBe(4);
  expect(world.page(null).run).toBe(1);
});

test("an order that comes with the run waits for the next one", () => {
  const world = warehouse(["10 SOCK"], { runEveryMs: 1_000 });
  world.advanceTo(1_000);
  order(world, "A-1", "6 SOCK");
  expect(lineOf(world, "A-1").allocated).toEqual([]);

  world.advanceTo(2_000);
  expect(lineOf(world, "A-1").allocated).toEqual([{ lot: null, quantity: 6, run: 2 }]);
});

test("a line that pins a lot gets that lot or nothing", () => {
  for (let seed = 0; seed < 50; seed += 1) {
    const world = warehouse(["10 MILK #A", "3 MILK #B", "10 MILK #C"], { seed });
    order(world, "A-1", "5 MILK #B");
    world.startRun();
    expect(lineOf(world, "A-1").allocated).toEqual([{ lot: "B", quantity: 3, run: 1 }]);
  }
});

test("a line that pins no lot mostly gets the first, sometimes another, sometimes a split", () => {
  const chosen = new Map<string, number>();
  for (let seed = 0; seed < 400; seed += 1) {
    const world = warehouse(["10 MILK #A", "10 MILK #B"], { seed });
    order(world, "A-1", "5 MILK");
    world.startRun();
    const { allocated } = lineOf(world, "A-1");
    expect(total(allocated)).toBe(5);
    const lots = allocated.map(({ lot }) => lot ?? "").toSorted();
    chosen.set(lots.join("+"), (chosen.get(lots.join("+")) ?? 0) + 1);
  }
  expect([...chosen.keys()].toSorted()).toEqual(["A", "A+B", "B"]);
  expect(chosen.get("A")).toBeGreaterThan(200);
});

test("what stays open after some runs is closed short", () => {
  const world = warehouse(["2 SOCK"], { closeShortAfterRuns: 2 });
  order(world, "A-1", "5 SOCK");

  world.startRun();
  expect(lineOf(world, "A-1")).toMatchObject({ closed: 0 });
  world.startRun();
  expect(lineOf(world, "A-1")).toMatchObject({ closed: 3 });
  world.happen("receipt", { warehouse: "W1", owner: "ACME", sku: "SOCK", lot: null }, 9);
  world.startRun();
  expect(total(lineOf(world, "A-1").allocated)).toBe(2);
});

test("allocated units ship after their run", () => {
  const world = warehouse(["10 SOCK"], { shipAfterMs: 500 });
  order(world, "A-1", "4 SOCK");
  world.startRun();
  expect(truthOf(world, "SOCK")).toMatchObject({ shelf: 10, free: 6, shipped: 0 });

  world.advanceTo(500);
  expect(lineOf(world, "A-1").shipped).toBe(4);
  expect(truthOf(world, "SOCK")).toMatchObject({ shelf: 6, free: 6, shipped: 4 });
});

test("an order for what nobody knows is rejected, and its lines are closed", () => {
  const world = warehouse(["10 SOCK"]);

  expect(order(world, "A-1", "1 SOCK", "1 HAT")).toEqual({
    outcome: "rejected",
    reason: "line 2: no item HAT of ACME in W1",
  });
  expect(stateOf(world, "A-1")).toMatchObject({
    rejected: "line 2: no item HAT of ACME in W1",
    lines: [{ closed: 1 }, { closed: 1 }],
  });
});

test.each([
  ["nothing", 0],
  ["less than nothing", -1],
  ["half a unit", 0.5],
])("an order for %s is rejected", (_, quantity) => {
  const world = warehouse(["10 SOCK"]);
  const lines = [{ line: 1, sku: "SOCK", quantity, lot: null }];
  const outcome = world.placeOrder({ reference: "A-1", warehouse: "W1", owner: "ACME", lines });
  expect(outcome.outcome).toBe("rejected");
});

test("where references are keys an order that comes twice is taken once", () => {
  const world = warehouse(["10 SOCK"]);

  expect(order(world, "A-1", "4 SOCK")).toEqual({ outcome: "taken" });
  expect(order(world, "A-1", "4 SOCK")).toEqual({ outcome: "taken" });
  world.startRun();

  expect(orderable(world, "SOCK")).toBe(6);
  expect(world.truth().orders).toHaveLength(1);
});

test("where they are not it is taken twice, and only the first is seen", () => {
  const world = warehouse(["10 SOCK"], { dialect: { orderKeys: false } });
  order(world, "A-1", "4 SOCK");
  order(world, "A-1", "4 SOCK");
  world.startRun();

  expect(orderable(world, "SOCK")).toBe(2);
  expect(total(lineOf(world, "A-1").allocated)).toBe(4);
  expect(world.truth().orders.map(({ reference }) => reference)).toEqual(["A-1", "A-1"]);
});

test("an allocation that is taken back leaves the order open, for a later run", () => {
  const world = warehouse(["10 SOCK"], { dialect: { takesBack: true }, takeBackChance: 1 });
  order(world, "A-1", "4 SOCK");
  world.startRun();
  world.startRun();

  const { allocated, takenBack } = lineOf(world, "A-1");
  expect(total(takenBack)).toBeGreaterThan(0);
  expect(total(allocated)).toBe(4);
  expect(orderable(world, "SOCK")).toBe(6 + total(takenBack));
  for (let run = 0; run < 9; run += 1) world.startRun();
  expect(total(lineOf(world, "A-1").allocated)).toBeGreaterThan(4);
});

test("what a run takes back it gives to somebody else", () => {
  const dialect = { takesBack: true };
  for (let seed = 0; seed < 20; seed += 1) {
    const world = warehouse(["4 SOCK"], { seed, dialect, takeBackChance: 1 });
    order(world, "A-1", "4 SOCK");
    world.startRun();
    order(world, "A-2", "4 SOCK");
    world.startRun();
    const { takenBack } = lineOf(world, "A-1");
    expect(total(lineOf(world, "A-2").allocated)).toBe(total(takenBack));
    expect(orderable(world, "SOCK")).toBe(0);
  }
});

test("a line that lost its allocation has all its runs before it again", () => {
  const wishes = { dialect: { takesBack: true }, takeBackChance: 1, closeShortAfterRuns: 2 };
  const world = warehouse(["4 SOCK"], wishes);
  order(world, "A-1", "6 SOCK");
  for (let run = 0; run < 5; run += 1) world.startRun();
  expect(lineOf(world, "A-1").closed).toBe(0);
});

test("a warehouse system that does not take back never does", () => {
  const world = warehouse(["10 SOCK"], { takeBackChance: 1 });
  order(world, "A-1", "4 SOCK");
  world.startRun();
  world.startRun();
  expect(lineOf(world, "A-1").takenBack).toEqual([]);
});
