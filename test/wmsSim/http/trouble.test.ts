import { expect, test } from "@jest/globals";

import { until } from "../../support/until.ts";
import { ask, place, running } from "../support/running.ts";
import { cell, PLAIN } from "../support/warehouse.ts";

const IMPATIENT = { patienceMs: 300 };

test("a request that times out is neither answered nor carried out", async () => {
  const simulator = await running(["10 SOCK"]);
  simulator.faults.next("timeout");

  await expect(place(simulator, "A-1", "4 SOCK", IMPATIENT)).rejects.toThrow("timeout");

  expect(simulator.world.truth().orders).toEqual([]);
  expect((await place(simulator, "A-1", "4 SOCK")).status).toBe(201);
});

test("a request that fails is not carried out", async () => {
  const simulator = await running(["10 SOCK"]);
  simulator.faults.next("error", { times: 30 });

  const statuses = new Set<number>();
  for (let count = 0; count < 30; count += 1) {
    statuses.add((await place(simulator, "A-1", "4 SOCK")).status);
  }

  expect([...statuses].toSorted((a, b) => a - b)).toEqual([500, 503]);
  expect(simulator.world.truth().orders).toEqual([]);
});

test("a connection that is cut carries nothing", async () => {
  const simulator = await running(["10 SOCK"]);
  simulator.faults.next("cut");
  await expect(place(simulator, "A-1", "4 SOCK")).rejects.toThrow("fetch failed");
  expect(simulator.world.truth().orders).toEqual([]);
});

test("an order whose reply is lost was taken", async () => {
  const simulator = await running(["10 SOCK"]);
  simulator.faults.next("replyLost", { on: "placeOrder" });
  await ask(simulator, "GET /v1/stock");

  await expect(place(simulator, "A-1", "4 SOCK")).rejects.toThrow("fetch failed");

  expect(simulator.world.truth().orders).toMatchObject([{ reference: "A-1" }]);
  expect((await place(simulator, "A-1", "4 SOCK")).status).toBe(200);
});

test("a late order is taken after its caller gave up on it", async () => {
  const dialect = { ...PLAIN, requestLastsMs: 10_000 };
  const simulator = await running(["10 SOCK"], { dialect, seed: 3 });
  simulator.faults.next("late");

  await expect(place(simulator, "A-1", "4 SOCK", IMPATIENT)).rejects.toThrow("timeout");
  expect(simulator.world.truth().orders).toEqual([]);

  simulator.clock.skip(10_000);
  expect(simulator.world.truth().orders).toMatchObject([{ reference: "A-1" }]);
});

test("a late order that makes no sense is refused at once", async () => {
  const simulator = await running(["10 SOCK"]);
  simulator.faults.next("late");
  expect((await ask(simulator, "POST /v1/orders", { body: {} })).status).toBe(400);
});

test("a slow page shows what was there when it was asked for", async () => {
  const simulator = await running(["10 SOCK"], { faults: { slow: 1, slowMs: 400 } });
  const pages = Array.from({ length: 5 }, () => ask(simulator, "GET /v1/stock"));
  await until(() => simulator.requests.length === 5);
  await ask(simulator, "GET /sim/status");
  simulator.world.happen("receipt", cell("SOCK"), 5);
  for (const page of await Promise.all(pages)) {
    expect(page.body).toMatchObject({ lines: [{ orderable: 10 }] });
  }
});

test("a run begins in the middle of a walk", async () => {
  const simulator = await running(["10 HAT", "10 SOCK"], {
    pageSize: 1,
    faults: { runInWalk: 1 },
  });
  const first = await ask(simulator, "GET /v1/stock");
  const { next } = first.body as { next: string };
  const second = await ask(simulator, `GET /v1/stock?cursor=${next}`);
  expect([first.body, second.body]).toMatchObject([{ run: 0 }, { run: 1 }]);
});

test("pages and states lag as far as the dialect lets them", async () => {
  const dialect = { ...PLAIN, lagMs: 1_000 };
  const simulator = await running(["10 SOCK"], { dialect, faults: { lag: 1 } });
  simulator.world.advanceTo(simulator.world.now + 10_000);
  await place(simulator, "A-1", "4 SOCK");
  simulator.world.advanceTo(simulator.world.now + 500);
  simulator.world.startRun();
  simulator.world.advanceTo(simulator.world.now + 500);

  const runs = new Set<unknown>();
  const known = new Set<unknown>();
  for (let count = 0; count < 40; count += 1) {
    const page = await ask(simulator, "GET /v1/stock");
    runs.add((page.body as { run: number }).run);
    const body = { references: ["A-1"] };
    const states = await ask(simulator, "POST /v1/orders/states", { body });
    const { orders } = states.body as { orders: { lines: { allocated: unknown[] }[] }[] };
    known.add(orders[0]?.lines[0]?.allocated.length);
  }
  expect([...runs]).toContain(0);
  expect([...runs]).toContain(1);
  expect([...known]).toContain(0);
  expect([...known]).toContain(1);
});

test("the same seed lets the same things go wrong", async () => {
  const outcomes = async (seed: number) => {
    const simulator = await running(["10 SOCK"], { seed, faults: { error: 0.5 } });
    const statuses: number[] = [];
    for (let count = 0; count < 20; count += 1) {
      statuses.push((await ask(simulator, "GET /v1/stock")).status);
    }
    return statuses;
  };
  expect(await outcomes(1)).toEqual(await outcomes(1));
  expect(await outcomes(1)).not.toEqual(await outcomes(2));
});

test("control never fails", async () => {
  const faults = { timeout: 1, cut: 1, error: 1 };
  const simulator = await running(["10 SOCK"], { faults });
  expect((await ask(simulator, "GET /sim/status")).status).toBe(200);
});
