import { expect, test } from "@jest/globals";

import { ask, place, running } from "../support/running.ts";
import { cell } from "../support/warehouse.ts";

test("stock comes in pages, and an order goes through a run", async () => {
  const simulator = await running(["9 HAT", "10 SOCK"]);

  const first = await ask(simulator, "GET /v1/stock?limit=1");
  expect(first.status).toBe(200);
  expect(first.body).toEqual({
    run: 0,
    posted: 0,
    lines: [{ ...cell("HAT"), orderable: 9, unallocatable: 0, holds: [] }],
    next: expect.any(String),
  });

  expect(await place(simulator, "A-1", "4 SOCK")).toMatchObject({
    status: 201,
    body: { outcome: "taken", reference: "A-1" },
  });
  await ask(simulator, "POST /sim/run");

  const { next } = first.body as { next: string };
  expect((await ask(simulator, `GET /v1/stock?cursor=${next}`)).body).toMatchObject({
    run: 1,
    lines: [{ sku: "SOCK", orderable: 6 }],
    next: null,
  });
  expect(await statesOf(simulator, "A-1", "A-2")).toEqual([
    {
      reference: "A-1",
      rejected: null,
      lines: [
        {
          line: 1,
          allocated: [{ lot: null, quantity: 4, run: 1 }],
          takenBack: [],
          closed: 0,
          returned: [],
          cancelAnswered: 0,
          refused: 0,
          shipped: 0,
        },
      ],
    },
  ]);
});

test("an order that comes twice with its key is taken once, and said to be so", async () => {
  const simulator = await running(["10 SOCK"]);

  expect((await place(simulator, "A-1", "4 SOCK")).status).toBe(201);
  expect((await place(simulator, "A-1", "4 SOCK")).status).toBe(200);
  expect(simulator.world.truth().orders).toHaveLength(1);
});

test("where there are keys, an order without one is not read", async () => {
  const simulator = await running(["10 SOCK"]);

  const reply = await place(simulator, "A-1", "4 SOCK", { headers: {} });

  expect(reply).toMatchObject({ status: 400, body: { error: "malformed" } });
  expect(simulator.world.truth().orders).toEqual([]);
});

test("where there are none, it is taken as often as it comes", async () => {
  const dialect = { ...(await running([])).world.options.dialect, orderKeys: false };
  const simulator = await running(["10 SOCK"], { dialect });

  expect((await place(simulator, "A-1", "4 SOCK")).status).toBe(201);
  expect((await place(simulator, "A-1", "4 SOCK")).status).toBe(201);
  expect(simulator.world.truth().orders).toHaveLength(2);
});

test.each([
  ["what nobody knows", "1 HAT", "line 1: no item HAT of ACME in W1"],
  ["nothing", "0 SOCK", "line 1: the quantity must be a whole number above 0"],
])("an order for %s is rejected, with the reason", async (_, said, reason) => {
  const simulator = await running(["10 SOCK"]);

  const reply = await place(simulator, "A-1", said);

  expect(reply).toMatchObject({ status: 422, body: { error: "rejected", reason } });
  expect(await statesOf(simulator, "A-1")).toMatchObject([{ rejected: reason }]);
});

test("a cancellation is read, and answered in the order's state", async () => {
  const simulator = await running(["10 SOCK"]);
  await place(simulator, "A-1", "4 SOCK");

  expect((await cancel(simulator, "A-1", 3)).status).toBe(202);
  expect((await cancel(simulator, "A-2", 3)).status).toBe(404);
  expect(await statesOf(simulator, "A-1")).toMatchObject([
    { lines: [{ closed: 3, cancelAnswered: 3 }] },
  ]);
});

test("events are told from where they were left", async () => {
  const simulator = await running(["10 SOCK"]);
  for (const quantity of [1, 2, 3]) simulator.world.happen("receipt", cell("SOCK"), quantity);

  const first = await ask(simulator, "GET /v1/events?limit=2");
  expect(first.body).toMatchObject({
    events: [{ posted: 1, orderableDelta: 1 }, { posted: 2 }],
    more: true,
  });
  const { next } = first.body as { next: string };
  const second = await ask(simulator, `GET /v1/events?since=${next}`);
  expect(second.body).toMatchObject({ events: [{ posted: 3 }], more: false });
});

test.each([
  ["GET /v1/stock?cursor=nonsense", undefined],
  ["GET /v1/stock?cursor=", undefined],
  ["GET /v1/stock?limit=0", undefined],
  ["GET /v1/stock?limit=", undefined],
  ["GET /v1/stock?page=2", undefined],
  ["GET /v1/events?since=a99", undefined],
  ["GET /v1/events?limit=many", undefined],
  ["POST /v1/orders", "{"],
  ["POST /v1/orders", undefined],
  ["POST /v1/orders", {}],
  ["POST /v1/orders", { reference: "Ä-1", warehouse: "W1", owner: "ACME", lines: [] }],
  ["POST /v1/orders", { reference: "A-1", warehouse: "\0", owner: "ACME", lines: [] }],
  ["POST /v1/orders", { reference: "A", owner: "ACME", lines: [] }],
  ["POST /v1/orders", { reference: "A\0", warehouse: "W1", owner: "ACME", lines: [] }],
  ["POST /v1/orders/cancel", { reference: "A", lines: [{ line: 1, quantity: -1 }] }],
  ["POST /v1/orders/states", { references: Array.from({ length: 501 }, (_, index) => `${index}`) }],
])("%s is refused where it makes no sense", async (what, body) => {
  const simulator = await running(["10 SOCK"]);
  const reply = await ask(simulator, what, { body });
  expect(reply).toMatchObject({ status: 400, body: { error: "malformed" } });
  expect((reply.body as { reason: string }).reason).not.toBe("");
});

async function statesOf(simulator: Parameters<typeof ask>[0], ...references: readonly string[]) {
  const reply = await ask(simulator, "POST /v1/orders/states", { body: { references } });
  return (reply.body as { orders: unknown[] }).orders;
}

function cancel(simulator: Parameters<typeof ask>[0], reference: string, quantity: number) {
  const body = { reference, lines: [{ line: 1, quantity }] };
  return ask(simulator, "POST /v1/orders/cancel", { body });
}
