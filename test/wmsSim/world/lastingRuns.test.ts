import { expect, test } from "@jest/globals";

import { lineOf, order, orderable, warehouse } from "../support/warehouse.ts";

const DIALECT = { runLastsMs: 10_000 };

test("states may tell of a run before pages do, and never after", () => {
  let earlier = 0;
  for (let seed = 0; seed < 50; seed += 1) {
    const world = warehouse(["10 SOCK"], { seed, dialect: DIALECT });
    order(world, "A-1", "4 SOCK");
    world.startRun();
    for (let now = 100; now <= 10_000; now += 100) {
      world.advanceTo(now);
      const isInState = lineOf(world, "A-1").allocated.length > 0;
      const isOnPage = orderable(world, "SOCK") === 6;
      expect(world.page(null).run).toBe(isOnPage ? 1 : 0);
      expect(isOnPage && !isInState).toBe(false);
      if (isInState && !isOnPage) earlier += 1;
    }
    expect(orderable(world, "SOCK")).toBe(6);
  }
  expect(earlier).toBeGreaterThan(0);
});

test("an order that comes while a run lasts waits for the next one", () => {
  const world = warehouse(["10 SOCK"], { dialect: DIALECT });
  world.startRun();
  order(world, "A-1", "4 SOCK");
  world.advanceTo(10_000);
  expect(lineOf(world, "A-1").allocated).toEqual([]);
});

test("a run that is due while another lasts begins when that has ended", () => {
  const world = warehouse(["10 SOCK"], { dialect: DIALECT });
  world.startRun();
  order(world, "A-1", "4 SOCK");
  world.startRun();
  world.startRun();

  world.advanceTo(20_000);
  expect(world.page(null).run).toBe(2);
  expect(orderable(world, "SOCK")).toBe(6);
});

test("runs keep to their timetable, however long they last", () => {
  const world = warehouse(["10 SOCK"], { dialect: DIALECT, runEveryMs: 30_000 });
  world.advanceTo(300_000 + 10_000);
  expect(world.page(null).run).toBe(10);
});
