import { beforeEach, expect, test } from "@jest/globals";

import { createAdapter } from "../../../src/wms/adapters/index.ts";
import type { WmsClient } from "../../../src/wms/port.ts";
import { PLAIN_DIALECT } from "../support/accounts.ts";
import { EVENTS, PAGE, STATES } from "../support/answers.ts";
import { answer, type OtherSide, startOtherSide } from "../support/otherSide.ts";
import { failureOf, patience, SECRET, transportOf } from "../support/transports.ts";

let there: OtherSide;
let client: WmsClient;

beforeEach(async () => {
  there = await startOtherSide();
  client = clientOf();
});

test("a page of stock is asked for from its cursor on, and read in whole units", async () => {
  there.behave(answer(200, PAGE));

  const first = await client.stockPage(null, patience);
  await client.stockPage("W1 & on", patience);

  expect(first).toEqual({
    run: 4n,
    posted: 9n,
    lines: [
      {
        warehouse: "W1",
        owner: "ACME",
        sku: "SOCK",
        lot: null,
        orderable: 7n,
        unallocatable: 3n,
        holds: [{ reference: "H-1", quantity: 2n }],
      },
      { ...place("SOCK", "A"), orderable: 0n, unallocatable: 0n, holds: [] },
    ],
    next: "more",
  });
  expect(there.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "GET /api/v1/stock?limit=10000",
    "GET /api/v1/stock?limit=10000&cursor=W1+%26+on",
  ]);
});

test("an order is handed over with its key, where there are keys", async () => {
  there.behave(answer(201, { outcome: "taken", reference: "R-1" }));
  const order = {
    reference: "R-1",
    warehouse: "W1",
    owner: "ACME",
    lines: [
      { line: 1, sku: "SOCK", quantity: 2n, lot: null },
      { line: 2, sku: "TEA", quantity: 1_000_000_000_000_000n, lot: "A" },
    ],
  };

  expect(await client.pushOrder(order, patience)).toEqual({ outcome: "taken" });
  there.behave(answer(200, { outcome: "taken", reference: "R-1" }));
  const keyless = clientOf({ orderKeys: false });
  expect(await keyless.pushOrder(order, patience)).toEqual({ outcome: "taken" });

  const [withKey, without] = there.seen;
  expect(withKey).toMatchObject({ method: "POST", path: "/api/v1/orders" });
  expect(JSON.parse(withKey?.body ?? "")).toEqual({
    ...order,
    lines: [
      { line: 1, sku: "SOCK", quantity: 2, lot: null },
      { line: 2, sku: "TEA", quantity: 1e15, lot: "A" },
    ],
  });
  expect(withKey?.headers["idempotency-key"]).toBe("R-1");
  expect(without?.headers["idempotency-key"]).toBeUndefined();
});

test("a rejected order is told with its reason", async () => {
  there.behave(answer(422, { error: "rejected", reason: "no such item" }));
  expect(await client.pushOrder(ORDER, patience)).toEqual({
    outcome: "rejected",
    reason: "no such item",
  });
  there.behave(answer(422, { error: "rejected", reason: "long".repeat(1_000) }));
  expect(await client.pushOrder(ORDER, patience)).toEqual({
    outcome: "rejected",
    reason: "long".repeat(125),
  });
});

test("a cancellation was read, or its order is not known", async () => {
  const cancel = { reference: "R-1", lines: [{ line: 1, quantity: 3n }] };
  there.behave(answer(202, { outcome: "read", reference: "R-1" }));
  expect(await client.cancelOrder(cancel, patience)).toBe("read");
  there.behave(answer(404, { error: "unknown_order", reason: "there is no order R-1" }));
  expect(await client.cancelOrder(cancel, patience)).toBe("unknown");

  expect(there.seen[0]).toMatchObject({ method: "POST", path: "/api/v1/orders/cancel" });
  expect(there.seen[0]?.body).toBe('{"reference":"R-1","lines":[{"line":1,"quantity":3}]}');
});

test.each([
  ["a page of a proxy", "<html>404</html>"],
  ["another path", { error: "not_found" }],
  ["nothing", ""],
])("where %s says 404, that is no word about an order", async (_, body) => {
  there.behave(answer(404, body));
  const failure = await failureOf(client.cancelOrder({ reference: "R-1", lines: [] }, patience));
  expect(failure).toMatchObject({ name: "WmsRefused", status: 404 });
});

test("states are asked for by reference, and read in whole units", async () => {
  there.behave(answer(200, STATES));

  expect(await client.orderStates(["R-0", "R-1"], patience)).toEqual([
    {
      reference: "R-1",
      rejected: null,
      lines: [
        {
          line: 1,
          allocated: [
            { lot: "A", quantity: 3n, run: 4n },
            { lot: null, quantity: 1n, run: 5n },
          ],
          takenBack: [],
          closed: 2n,
          returned: [{ lot: "A", quantity: 1n }],
          cancelAnswered: 4n,
          refused: 1n,
          shipped: 2n,
        },
      ],
    },
  ]);
  expect(there.seen).toMatchObject([
    { method: "POST", path: "/api/v1/orders/states", body: '{"references":["R-0","R-1"]}' },
  ]);
});

test("events are asked for from a cursor on, and read in whole units", async () => {
  there.behave(answer(200, EVENTS));

  const page = await client.eventsSince(null, patience);
  await client.eventsSince("a1", patience);

  expect(page).toEqual({
    events: [
      {
        kind: "stock",
        id: "e-1",
        reason: "loss",
        ...place("SOCK", "A"),
        orderableDelta: -2n,
        unallocatableDelta: 0n,
        posted: 9n,
        occurredAt: 1_700_000_000_000,
      },
      { kind: "order", id: "e-2", reference: "R-1" },
    ],
    next: "a2",
    more: false,
  });
  expect(there.seen.map(({ path }) => path)).toEqual([
    "/api/v1/events?limit=1000",
    "/api/v1/events?limit=1000&since=a1",
  ]);
});

test("marks that the dialect does not have are not told", async () => {
  const silent = clientOf({ numberedRuns: false, eventMark: false });
  there.behave(answer(200, PAGE));
  expect(await silent.stockPage(null, patience)).toMatchObject({ run: null, posted: null });
  const { run: _, posted: __, ...unmarked } = PAGE;
  there.behave(answer(200, unmarked));
  expect(await silent.stockPage(null, patience)).toMatchObject({ run: null, posted: null });
  there.behave(answer(200, STATES));
  const [state] = await silent.orderStates(["R-1"], patience);
  expect(state?.lines[0]?.allocated.map(({ run }) => run)).toEqual([null, null]);
  there.behave(answer(200, EVENTS));
  expect((await silent.eventsSince(null, patience)).events[0]).toMatchObject({ posted: null });
});

test("every method makes one request, however it ends", async () => {
  for (const status of [200, 400, 404, 429, 500, 503]) {
    there.behave(answer(status, "nonsense"));
    // Another way out each time: none of them opens its breaker.
    const one = clientOf();
    const asked = [
      one.stockPage(null, patience),
      one.pushOrder(ORDER, patience),
      one.cancelOrder({ reference: "R-1", lines: [] }, patience),
      one.orderStates(["R-1"], patience),
      one.eventsSince(null, patience),
    ];
    there.seen.length = 0;
    const ends = await Promise.allSettled(asked);
    expect(ends.map((end) => end.status)).toEqual(Array.from({ length: 5 }, () => "rejected"));
    expect(there.seen.length).toBe(5);
  }
});

test.each([
  ["a reference with a line break", "R-1\r\nx-evil: 1"],
  ["a reference that is empty", ""],
  ["a reference that is too long", "R".repeat(201)],
  ["a reference beyond ASCII", "R-ü"],
])("%s is our mistake and never sent", async (_, reference) => {
  await expect(client.pushOrder({ ...ORDER, reference }, patience)).rejects.toThrow(TypeError);
  await expect(client.orderStates([reference], patience)).rejects.toThrow(TypeError);
  expect(there.seen).toEqual([]);
});

test("more than can be asked for at once, or said in JSON, is our mistake and never sent", async () => {
  const many = Array.from({ length: 501 }, (_, index) => `R-${index}`);
  await expect(client.orderStates(many, patience)).rejects.toThrow(RangeError);
  for (const quantity of [-1n, 2n ** 60n]) {
    const lines = [{ line: 1, sku: "SOCK", quantity, lot: null }];
    await expect(client.pushOrder({ ...ORDER, lines }, patience)).rejects.toThrow(RangeError);
  }
  expect(there.seen).toEqual([]);
});

test.each(["", "with space", "line\r\nbreak", "é"])(
  "the secret %j cannot be used, and is not repeated",
  (secret) => {
    const make = () => createAdapter("http", { ...OPTIONS, secret, transport: transportOf() });
    expect(make).toThrow("a warehouse system's secret must be printable ASCII without spaces");
  },
);

test("an adapter that does not exist is told with those that do", () => {
  expect(() => createAdapter("sap", { ...OPTIONS, transport: transportOf() })).toThrow(
    'there is no adapter "sap"; there are: http',
  );
});

const OPTIONS = { baseUrl: "https://wms.example", secret: SECRET, dialect: PLAIN_DIALECT };
const ORDER = {
  reference: "R-1",
  warehouse: "W1",
  owner: "ACME",
  lines: [{ line: 1, sku: "SOCK", quantity: 2n, lot: null }],
};

function place(sku: string, lot: string | null) {
  return { warehouse: "W1", owner: "ACME", sku, lot };
}

function clientOf(other: Partial<WmsClient["dialect"]> = {}): WmsClient {
  return createAdapter("http", {
    baseUrl: `${there.url}/api`,
    secret: SECRET,
    dialect: { ...PLAIN_DIALECT, ...other },
    transport: transportOf(),
  });
}
