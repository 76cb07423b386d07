import { expect, test } from "@jest/globals";

import type { World } from "../../../src/wmsSim/world/world.ts";
import {
  cancel,
  lineOf,
  order,
  orderable,
  truthOf,
  warehouse,
  type Wishes,
} from "../support/warehouse.ts";

test("what is not allocated yet is closed at once", () => {
  const world = warehouse(["10 SOCK"]);
  order(world, "A-1", "4 SOCK");

  expect(cancel(world, "A-1", 3)).toBe("read");

  expect(lineOf(world, "A-1")).toMatchObject({ closed: 3, cancelAnswered: 3, returned: [] });
  world.startRun();
  expect(orderable(world, "SOCK")).toBe(9);
});

test("an accepted cancellation of allocated units gives them back with the next run", () => {
  const world = cancelledAfterRun({ isAccepted: true });

  expect(lineOf(world, "A-1")).toMatchObject({
    returned: [{ lot: null, quantity: 4 }],
    cancelAnswered: 4,
    refused: 0,
  });
  expect(orderable(world, "SOCK")).toBe(6);
  expect(truthOf(world, "SOCK")).toMatchObject({ shelf: 10, free: 6 });

  world.startRun();
  expect(orderable(world, "SOCK")).toBe(10);
  expect(truthOf(world, "SOCK")).toMatchObject({ shelf: 10, free: 10 });
});

test("a refused cancellation changes nothing, and the units ship", () => {
  const world = cancelledAfterRun({ isAccepted: false }, { shipAfterMs: 500 });

  expect(lineOf(world, "A-1")).toMatchObject({ returned: [], cancelAnswered: 4, refused: 4 });

  world.startRun();
  expect(orderable(world, "SOCK")).toBe(6);
  world.advanceTo(500);
  expect(lineOf(world, "A-1")).toMatchObject({ shipped: 4, refused: 4 });
});

test("units that were given back do not ship", () => {
  const world = cancelledAfterRun({ isAccepted: true }, { shipAfterMs: 500 });
  world.advanceTo(500);
  expect(lineOf(world, "A-1").shipped).toBe(0);
  expect(truthOf(world, "SOCK").shelf).toBe(10);
});

test("what has shipped cannot be cancelled", () => {
  const world = warehouse(["10 SOCK"], { shipAfterMs: 0 });
  order(world, "A-1", "4 SOCK");
  world.startRun();

  cancel(world, "A-1", 4);

  expect(lineOf(world, "A-1")).toMatchObject({ shipped: 4, refused: 4, cancelAnswered: 4 });
});

test("the units are a total: the same wish twice is one, a higher one adds the difference", () => {
  const world = warehouse(["10 SOCK"]);
  order(world, "A-1", "9 SOCK");
  for (const quantity of [2, 2, 5, 3]) cancel(world, "A-1", quantity);
  expect(lineOf(world, "A-1")).toMatchObject({ closed: 5, cancelAnswered: 5 });
});

test("open units are cancelled before allocated ones", () => {
  const world = warehouse(["4 SOCK"]);
  order(world, "A-1", "9 SOCK");
  world.startRun();
  cancel(world, "A-1", 5);
  expect(lineOf(world, "A-1")).toMatchObject({ closed: 5, returned: [], refused: 0 });
});

test("what was refused once is not asked for again while there is something else", () => {
  let tried = 0;
  for (let seed = 0; seed < 100; seed += 1) {
    const world = warehouse(["4 MILK #A", "2 MILK #B"], { seed });
    order(world, "A-1", "6 MILK");
    world.startRun();
    cancel(world, "A-1", 4);
    const { allocated, refused } = lineOf(world, "A-1");
    if (refused !== 4 || allocated[0]?.lot !== "A" || allocated[0].quantity !== 4) continue;
    cancel(world, "A-1", 6);
    const { returned } = lineOf(world, "A-1");
    if (returned.length > 0) expect(returned).toEqual([{ lot: "B", quantity: 2 }]);
    tried += returned.length;
  }
  expect(tried).toBeGreaterThan(0);
});

test("no more is cancelled than was ordered", () => {
  const world = warehouse(["9 SOCK"]);
  order(world, "A-1", "4 SOCK");
  cancel(world, "A-1", 100);
  expect(lineOf(world, "A-1")).toMatchObject({ closed: 4, cancelAnswered: 4 });
});

test("what was closed short needs no cancelling", () => {
  const world = warehouse(["0 SOCK"], { closeShortAfterRuns: 1 });
  order(world, "A-1", "4 SOCK");
  world.startRun();
  cancel(world, "A-1", 4);
  expect(lineOf(world, "A-1")).toMatchObject({ closed: 4, cancelAnswered: 4, refused: 0 });
});

test("an order that never came is unknown", () => {
  expect(cancel(warehouse(["9 SOCK"]), "A-1", 1)).toBe("unknown");
});

test("a unit that is cancelled while its run lasts comes back with the next run", () => {
  for (let seed = 0; seed < 20; seed += 1) {
    const world = warehouse(["10 SOCK"], { seed, dialect: { runLastsMs: 1_000 } });
    order(world, "A-1", "4 SOCK");
    world.startRun();
    cancel(world, "A-1", 4);
    if (lineOf(world, "A-1").refused > 0) continue;
    expect(lineOf(world, "A-1")).toMatchObject({ allocated: [{ quantity: 4 }], closed: 0 });
    world.advanceTo(1_000);
    expect(orderable(world, "SOCK")).toBe(6);
    world.startRun();
    world.advanceTo(2_000);
    expect(orderable(world, "SOCK")).toBe(10);
  }
});

/** A world whose order of 4 was allocated, cancelled, and answered like that. */
function cancelledAfterRun(
  { isAccepted }: { readonly isAccepted: boolean },
  wishes: Wishes = {},
): World {
  for (let seed = 0; seed < 100; seed += 1) {
    const world = warehouse(["10 SOCK"], { seed, ...wishes });
    order(world, "A-1", "4 SOCK");
    world.startRun();
    cancel(world, "A-1", 4);
    if ((lineOf(world, "A-1").refused === 0) === isAccepted) return world;
  }
  throw new Error("no seed answers like that");
}
