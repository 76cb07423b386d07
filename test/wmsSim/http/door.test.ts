import { expect, test } from "@jest/globals";

import { ask, running } from "../support/running.ts";

test.each([
  "GET /v1/stock",
  "POST /v1/orders",
  "GET /sim/status",
  "POST /sim/faults",
  "GET /nowhere",
])("%s lets nobody in without the key", async (what) => {
  const simulator = await running(["10 SOCK"], { key: "right" });
  expect((await ask({ ...simulator, key: "wrong" }, what)).status).toBe(401);
  const [method = "", path = ""] = what.split(" ");
  const response = await fetch(simulator.url + path, { method });
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toBe("Bearer");
});

test("what is not there is not found, and what is there says how to ask for it", async () => {
  const simulator = await running(["10 SOCK"]);
  expect(await ask(simulator, "GET /v1/stocks")).toMatchObject({ status: 404 });
  const wrong = await ask(simulator, "POST /v1/stock");
  expect(wrong.status).toBe(405);
  expect(wrong.headers.get("allow")).toBe("GET");
});

test("a body of more than a megabyte is refused", async () => {
  const simulator = await running(["10 SOCK"]);
  const body = " ".repeat(1_100_000);
  expect((await ask(simulator, "POST /v1/orders", { body })).status).toBe(413);
});

test("above the quota callers are told when to come back", async () => {
  const simulator = await running(["10 SOCK"], { quota: { perSecond: 0.5, burst: 3 } });

  const statuses: number[] = [];
  for (let count = 0; count < 5; count += 1) {
    statuses.push((await ask(simulator, "GET /v1/stock")).status);
  }
  const refused = await ask(simulator, "GET /v1/events");

  expect(statuses).toEqual([200, 200, 200, 429, 429]);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(2);
  expect((await ask(simulator, "GET /sim/status")).status).toBe(200);
});

test("every request to the warehouse system is counted, control is not", async () => {
  const simulator = await running(["10 SOCK"], { quota: { perSecond: 1, burst: 1 } });
  const before = Date.now();

  await ask(simulator, "GET /v1/stock");
  await ask(simulator, "GET /v1/stock");
  await ask({ ...simulator, key: "wrong" }, "GET /v1/stock");
  await ask(simulator, "GET /sim/status");

  expect(simulator.requests).toHaveLength(3);
  for (const moment of simulator.requests) {
    expect(moment).toBeGreaterThanOrEqual(before);
    expect(moment).toBeLessThanOrEqual(Date.now());
  }
});

test("a stopped simulator is gone, whoever still waits", async () => {
  const simulator = await running(["10 SOCK"]);
  simulator.faults.next("timeout");
  const waiting = ask(simulator, "GET /v1/stock").catch(() => "gone");
  await simulator.stop();
  await simulator.stop();

  expect(await waiting).toBe("gone");
  await expect(ask(simulator, "GET /v1/stock")).rejects.toThrow();
});
