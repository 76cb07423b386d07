import { expect, test } from "@jest/globals";

import { NO_FAULTS } from "../../../src/wmsSim/faults.ts";
import { until } from "../../support/until.ts";
import { ask, place, running } from "../support/running.ts";
import { cell } from "../support/warehouse.ts";

test("the status tells clock, run, orders, requests and what lies where", async () => {
  const simulator = await running(["10 SOCK"], { startAt: Date.UTC(2026, 0, 1) });
  await place(simulator, "A-1", "4 SOCK");
  await place(simulator, "A-2", "9 SOCK");
  await place(simulator, "A-3", "9 HAT");
  simulator.world.startRun();

  expect((await ask(simulator, "GET /sim/status")).body).toMatchObject({
    clock: { now: "2026-01-01T00:00:00.000Z", speed: 0 },
    run: { ended: 1, isRunning: false, everyMs: 15_000 },
    orders: { taken: 2, open: 1, rejected: 1, duplicates: 0 },
    requests: { count: 3 },
    webhooks: null,
    dialect: { orderKeys: true },
    cells: [{ sku: "SOCK", free: 0, shelf: 10, bookedOrderable: 0 }],
  });
});

test("it counts requests by the second", async () => {
  const simulator = await running(["10 SOCK"]);
  for (let count = 0; count < 3; count += 1) await ask(simulator, "GET /v1/stock");
  const { body } = await ask(simulator, "GET /sim/status");
  const { perSecond } = (body as { requests: { perSecond: { count: number }[] } }).requests;
  expect(perSecond).toHaveLength(60);
  expect(perSecond.reduce((sum, { count }) => sum + count, 0)).toBe(3);
});

test("people can be sent to lose something", async () => {
  const simulator = await running(["10 SOCK"]);
  const body = { kind: "loss", ...cell("SOCK"), quantity: 40, discoverAfterMs: 1_000 };

  expect((await ask(simulator, "POST /sim/people", { body })).body).toEqual({ quantity: 10 });

  const page = async () => (await ask(simulator, "GET /v1/stock")).body;
  expect(await page()).toMatchObject({ lines: [{ orderable: 10 }] });
  await ask(simulator, "POST /sim/clock", { body: { skipMs: 1_000 } });
  expect(await page()).toMatchObject({ lines: [{ orderable: 0 }] });
  const { body: truth } = await ask(simulator, "GET /sim/truth");
  expect(truth).toMatchObject({ losses: [{ quantity: 10, posted: 1 }] });
});

test("faults can be asked for, made likely, and done away with", async () => {
  const simulator = await running(["10 SOCK"]);
  const set = (body: unknown) => ask(simulator, "POST /sim/faults", { body });

  expect((await set({ next: [{ fault: "error", on: "listEvents" }] })).body).toEqual({
    settings: NO_FAULTS,
    ordered: [{ fault: "error", on: "listEvents", times: 1 }],
  });
  expect((await ask(simulator, "GET /v1/stock")).status).toBe(200);
  expect((await ask(simulator, "GET /v1/events")).status).toBeGreaterThanOrEqual(500);
  expect((await ask(simulator, "GET /v1/events")).status).toBe(200);

  await set({ chances: { error: 1 } });
  expect((await ask(simulator, "GET /v1/stock")).status).toBeGreaterThanOrEqual(500);
  await set({ reset: true });
  expect((await ask(simulator, "GET /v1/stock")).status).toBe(200);
  expect((await set({ chances: { error: 2 } })).status).toBe(400);
  expect((await set({ next: [{ fault: "flood" }] })).status).toBe(400);
});

test("time passes as fast as it is told to", async () => {
  const simulator = await running(["10 SOCK"], { runEveryMs: 60_000, speed: 1_000 });
  await until(() => simulator.world.lastRun >= 2);

  await ask(simulator, "POST /sim/clock", { body: { speed: 0 } });
  const { now } = simulator.world;
  await ask(simulator, "GET /v1/stock");
  expect(simulator.world.now).toBe(now);
});

test("people who are let in keep the warehouse busy", async () => {
  const simulator = await running(["100 SOCK"], { peopleEveryMs: 1_000 });
  simulator.clock.skip(1_000_000);

  const { events } = simulator.world.eventsSince(null, 10_000);
  const reasons = events.map((event) => (event.kind === "stock" ? event.reason : "order"));
  expect(events.length).toBeGreaterThan(500);
  expect([...new Set(reasons)].toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
    "damage",
    "found",
    "loss",
    "receipt",
    "repair",
    "return",
  ]);
});
