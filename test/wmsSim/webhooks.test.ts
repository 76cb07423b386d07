import { createServer, type IncomingHttpHeaders } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { expect, test } from "@jest/globals";

import { signature } from "../../src/wmsSim/webhooks.ts";
import type { SimEvent } from "../../src/wmsSim/world/world.ts";
import { afterwards } from "../support/afterwards.ts";
import { until } from "../support/until.ts";
import { ask, place, running } from "./support/running.ts";
import { cell } from "./support/warehouse.ts";

const SECRET = "sesame";

test("what is posted is told, signed", async () => {
  const receiver = await receiving();
  const simulator = await running(["10 SOCK"], { webhook: receiver.target });
  simulator.world.happen("receipt", cell("SOCK"), 5);
  await place(simulator, "A-1", "4 SOCK");
  simulator.world.startRun();

  await until(() => receiver.events().length === 2);
  expect(receiver.events()).toEqual(simulator.world.eventsSince(null, 10).events);
  for (const { headers, body } of receiver.deliveries) {
    const said = String(headers["x-wms-signature"]);
    const [, seconds = "", hex] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(said) ?? [];
    expect(Math.abs(Date.now() / 1_000 - Number(seconds))).toBeLessThan(10);
    expect(hex).toBe(signature(SECRET, Number(seconds), body));
    expect(hex).not.toBe(signature("guess", Number(seconds), body));
  }
});

test("without faults events come once and in order", async () => {
  const receiver = await receiving();
  const simulator = await running(["10 SOCK"], { webhook: receiver.target });
  for (let count = 0; count < 250; count += 1) simulator.world.happen("receipt", cell("SOCK"), 1);

  await until(() => receiver.events().length >= 250);
  expect(receiver.events().map(({ id }) => id)).toEqual(
    Array.from({ length: 250 }, (_, index) => `e-${index + 1}`),
  );
});

test("a receiver that fails is told again", async () => {
  const receiver = await receiving([500, 404]);
  const simulator = await running(["10 SOCK"], { webhook: receiver.target });
  simulator.world.happen("receipt", cell("SOCK"), 1);

  await until(() => receiver.deliveries.length === 3);
  expect(new Set(receiver.deliveries.map(({ body }) => body)).size).toBe(1);
  const webhooks = async () => {
    const { body } = await ask(simulator, "GET /sim/status");
    return (body as { webhooks: { delivered: number } }).webhooks;
  };
  await until(async () => (await webhooks()).delivered === 1);
  expect(await webhooks()).toEqual({ delivered: 1, failed: 0, dropped: 0, waiting: 0 });
});

test("deliveries are dropped and told twice on demand", async () => {
  const receiver = await receiving();
  const simulator = await running(["10 SOCK"], { webhook: receiver.target });
  simulator.faults.next("webhookDropped");
  simulator.world.happen("receipt", cell("SOCK"), 1);
  await until(() => simulator.faults.ordered.length === 0);
  simulator.faults.next("webhookDuplicated");
  simulator.world.happen("receipt", cell("SOCK"), 1);

  await until(() => receiver.deliveries.length === 2);
  expect(receiver.events().map(({ id }) => id)).toEqual(["e-2", "e-2"]);
});

test("deliveries overtake each other on demand", async () => {
  const receiver = await receiving();
  const simulator = await running(["10 SOCK"], { webhook: receiver.target });
  simulator.faults.next("webhookReordered");
  simulator.world.happen("receipt", cell("SOCK"), 1);
  await until(() => simulator.faults.ordered.length === 0);
  simulator.world.happen("receipt", cell("SOCK"), 1);

  await until(() => receiver.deliveries.length === 2);
  expect(receiver.events().map(({ id }) => id)).toEqual(["e-2", "e-1"]);
});

test("deliveries are late on demand, and come all the same", async () => {
  const receiver = await receiving();
  const faults = { webhookDelayed: 1, webhookDelayMs: 200 };
  const simulator = await running(["10 SOCK"], { webhook: receiver.target, faults });
  for (let count = 0; count < 3; count += 1) simulator.world.happen("receipt", cell("SOCK"), 1);
  await until(() => receiver.events().length === 3);
});

test("nobody there harms nobody", async () => {
  const simulator = await running(["10 SOCK"], {
    webhook: { url: "http://127.0.0.1:1/", secret: SECRET },
  });
  simulator.world.happen("receipt", cell("SOCK"), 1);
  expect((await ask(simulator, "GET /v1/stock")).status).toBe(200);
});

interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Listens for deliveries. @param failures what the first ones are answered with */
async function receiving(failures: readonly number[] = []) {
  const deliveries: Delivery[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      deliveries.push({ headers: request.headers, body });
      return response.writeHead(failures[deliveries.length - 1] ?? 204).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterwards(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    deliveries,
    target: { url: `http://127.0.0.1:${port}/hook`, secret: SECRET },
    events: (): SimEvent[] =>
      deliveries.flatMap(({ body }) => (JSON.parse(body) as { events: SimEvent[] }).events),
  };
}
