import { expect, test } from "@jest/globals";

import { type SimEvent, UnknownCursor } from "../../../src/wmsSim/world/world.ts";
import {
  cancel,
  cell,
  lineOf,
  order,
  orderable,
  truthOf,
  walk,
  warehouse,
} from "../support/warehouse.ts";

test("a receipt shows on pages at once where events are booked live", () => {
  const world = warehouse(["1 SOCK"]);
  world.happen("receipt", cell("SOCK"), 5);

  expect(orderable(world, "SOCK")).toBe(6);
  expect(world.page(null).posted).toBe(1);
});

test("where events are booked at runs it shows with the next run", () => {
  const world = warehouse(["1 SOCK"], { dialect: { eventsBooked: "atRuns" } });
  world.happen("receipt", cell("SOCK"), 5);
  expect(orderable(world, "SOCK")).toBe(1);
  expect(world.page(null).posted).toBe(0);

  world.startRun();
  expect(orderable(world, "SOCK")).toBe(6);
  expect(world.page(null).posted).toBe(1);
});

test("what is posted while a run lasts is booked by the one after", () => {
  const dialect = { eventsBooked: "atRuns", runLastsMs: 1_000 } as const;
  const world = warehouse(["1 SOCK"], { dialect });
  world.happen("receipt", cell("SOCK"), 5);
  world.startRun();
  world.happen("receipt", cell("SOCK"), 50);

  world.advanceTo(1_000);
  expect([orderable(world, "SOCK"), world.page(null).posted]).toEqual([6, 1]);
  world.startRun();
  world.advanceTo(2_000);
  expect([orderable(world, "SOCK"), world.page(null).posted]).toEqual([56, 2]);
});

test("a loss is a loss at once, and told when it is discovered", () => {
  const world = warehouse(["10 SOCK"]);

  expect(world.happen("loss", cell("SOCK"), 4, 1_000)).toBe(4);
  expect(truthOf(world, "SOCK")).toMatchObject({ shelf: 6, free: 6, bookedOrderable: 10 });
  expect(world.truth().losses).toMatchObject([{ eventIds: [], posted: null, bookedRun: null }]);

  world.advanceTo(1_000);
  expect(truthOf(world, "SOCK")).toMatchObject({ free: 6, bookedOrderable: 6 });
  expect(world.truth().losses).toEqual([
    {
      eventIds: ["e-1"],
      cell: cell("SOCK"),
      quantity: 4,
      at: 0,
      posted: 1,
      postedAt: 1_000,
      bookedRun: 0,
    },
  ]);
  expect(world.eventsSince(null, 10).events).toMatchObject([
    { reason: "loss", orderableDelta: -4, unallocatableDelta: 0, posted: 1, occurredAt: 0 },
  ]);
});

test("nobody loses more than is there", () => {
  const world = warehouse(["10 SOCK"]);
  expect(world.happen("loss", cell("SOCK"), 14)).toBe(10);
  expect(world.happen("loss", cell("SOCK"), 1)).toBe(0);
  expect(world.truth().losses).toHaveLength(1);
});

test("a lost unit that was allocated meanwhile is told when units come, and then ships", () => {
  const world = warehouse(["10 SOCK"], { shipAfterMs: 500 });
  world.happen("loss", cell("SOCK"), 8, 100);
  order(world, "A-1", "6 SOCK");
  world.startRun();

  world.advanceTo(1_000);
  expect(truthOf(world, "SOCK")).toMatchObject({ shelf: 0, shipped: 2, free: -4 });
  expect(world.truth().losses).toMatchObject([{ eventIds: ["e-2"], posted: null }]);

  world.happen("receipt", cell("SOCK"), 10);
  expect(truthOf(world, "SOCK")).toMatchObject({ shelf: 6, shipped: 6, free: 6 });
  expect(orderable(world, "SOCK")).toBe(6);
  expect(world.truth().losses[0]?.eventIds).toHaveLength(2);
  expect(world.truth().losses[0]?.posted).toBe(3);
});

test("a lost unit that was allocated is told when a cancellation brings units back", () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const world = warehouse(["10 SOCK"], { seed, dialect: { runLastsMs: 1_000 } });
    order(world, "A-1", "10 SOCK");
    world.startRun();
    world.advanceTo(1_000);
    world.happen("loss", cell("SOCK"), 4);
    expect(world.truth().losses).toMatchObject([{ eventIds: [], posted: null }]);

    cancel(world, "A-1", 10);
    if (lineOf(world, "A-1").refused > 0) continue;
    world.startRun();
    expect(world.truth().losses).toMatchObject([{ posted: null }]);
    world.advanceTo(2_000);
    expect(world.truth().losses).toMatchObject([{ posted: 1, bookedRun: 2 }]);
    expect(orderable(world, "SOCK")).toBe(6);
  }
});

test("damaged units are held as unallocatable until they are repaired", () => {
  const world = warehouse(["10 SOCK"]);
  world.happen("damage", cell("SOCK"), 4, 0, "QC-7");
  expect(walk(world)).toMatchObject([
    { orderable: 6, unallocatable: 4, holds: [{ reference: "QC-7", quantity: 4 }] },
  ]);

  expect(world.happen("repair", cell("SOCK"), 9, 0, "QC-7")).toBe(4);
  expect(walk(world)).toMatchObject([{ orderable: 10, unallocatable: 0, holds: [] }]);
});

test("holds never exceed what is unallocatable", () => {
  const world = warehouse(["10 SOCK"]);
  world.happen("damage", cell("SOCK"), 4, 0, "QC-7");
  world.happen("repair", cell("SOCK"), 3);
  expect(walk(world)).toMatchObject([
    { unallocatable: 1, holds: [{ reference: "QC-7", quantity: 1 }] },
  ]);
});

test("a lot that comes in for the first time is listed once it is booked", () => {
  const world = warehouse(["1 MILK #A"], { dialect: { eventsBooked: "atRuns" } });
  world.happen("receipt", cell("MILK #B"), 5, 1_000);
  world.advanceTo(1_000);
  expect(orderable(world, "MILK #B")).toBeUndefined();

  world.startRun();
  expect(orderable(world, "MILK #B")).toBe(5);
});

test("posting numbers count the stock events of the whole account", () => {
  const world = warehouse(["9 SOCK", "9 HAT"]);
  order(world, "A-1", "1 SOCK");
  world.happen("receipt", cell("SOCK"), 1);
  cancel(world, "A-1", 1);
  world.happen("loss", cell("HAT"), 1);

  const { events } = world.eventsSince(null, 10);
  expect(events.flatMap((event) => (event.kind === "stock" ? [event.posted] : []))).toEqual([1, 2]);
});

test("without a mark neither numbers nor ids tell in which order events were posted", () => {
  const world = warehouse(["9 SOCK"], { dialect: { eventMark: false } });
  for (let count = 0; count < 50; count += 1) world.happen("receipt", cell("SOCK"), 1);

  const { events } = world.eventsSince(null, 100);
  const ids = events.map(({ id }) => id);
  expect(new Set(ids).size).toBe(50);
  expect(ids.every((id) => /^e-[0-9a-f]{8}$/.test(id))).toBe(true);
  expect(ids).not.toEqual(ids.toSorted((a, b) => (a < b ? -1 : 1)));
  expect(events.every((event) => event.kind === "stock" && event.posted === null)).toBe(true);
  expect(world.page(null).posted).toBeNull();
});

test("an order is hinted at whenever its state has changed", () => {
  const world = warehouse(["9 SOCK"], { shipAfterMs: 500 });
  const heard: SimEvent[] = [];
  world.onPosted((event) => heard.push(event));
  const hints = () => heard.splice(0).map((event) => event.kind === "order" && event.reference);

  order(world, "A-1", "2 SOCK");
  expect(hints()).toEqual([]);
  world.startRun();
  expect(hints()).toEqual(["A-1"]);
  world.startRun();
  expect(hints()).toEqual([]);
  world.advanceTo(500);
  expect(hints()).toEqual(["A-1"]);
  order(world, "A-2", "2 HAT");
  expect(hints()).toEqual(["A-2"]);
});

test("the feed goes on where it was left, and stays there as long as there is nothing new", () => {
  const world = warehouse(["9 SOCK"]);
  for (let count = 0; count < 5; count += 1) world.happen("receipt", cell("SOCK"), 1);

  const first = world.eventsSince(null, 3);
  const second = world.eventsSince(first.next, 3);
  const third = world.eventsSince(second.next, 3);

  expect([first, second].map(({ events, more }) => [events.length, more])).toEqual([
    [3, true],
    [2, false],
  ]);
  expect(third).toEqual({ events: [], next: second.next, more: false });
  expect(() => world.eventsSince("nonsense", 3)).toThrow(UnknownCursor);
});
