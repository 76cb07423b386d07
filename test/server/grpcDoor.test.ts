import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { Reservation_State } from "@holdfast/client";
import { DeadlinePassed } from "../../src/store/errors.ts";
import { createStockClient, failureOf, type StockClient } from "../support/stockClient.ts";
import { ACME, type Doors, openDoors } from "./doubles.ts";

const order = { orderRef: "A-1", lines: [{ sku: "SOCK", quantity: 2n }] };

let doors: Doors;
let admin: StockClient;
const clients: StockClient[] = [];

const clientWith = (key?: string, tenant?: string): StockClient => {
  const client = createStockClient(`127.0.0.1:${doors.server.grpcPort}`, key, tenant);
  clients.push(client);
  return client;
};

beforeAll(async () => {
  doors = await openDoors();
  admin = clientWith("admin-key");
});

beforeEach(() => {
  doors.lines.length = 0;
  doors.books.submitting = undefined;
});

afterAll(async () => {
  for (const client of clients) client.close();
  await doors.server.drain(1000);
});

test("a call goes through the books and comes back as a reservation", async () => {
  const { reservation } = await admin.inventory.reserve({ requestId: "g-1", ...order });

  expect(reservation).toMatchObject({
    orderRef: "A-1",
    state: Reservation_State.HELD,
    lines: [{ number: 1, sku: "SOCK", quantity: 2n, allocations: [{ held: 2n }] }],
  });
  expect(doors.books.sent.at(-1)).toMatchObject({
    kind: "reserve",
    key: { source: "api", requestId: "g-1" },
    method: "InventoryService/Reserve",
    actor: "key-1",
    ttlMs: 900_000,
  });
});

test("a replay says so in its headers, a first answer does not", async () => {
  const headers: unknown[][] = [];
  const onHeader = (metadata: { get(name: string): unknown[] }): void =>
    void headers.push(metadata.get("holdfast-replay"));

  await admin.inventory.reserve({ requestId: "g-2", ...order }, { onHeader });
  await admin.inventory.reserve({ requestId: "g-2", ...order }, { onHeader });

  expect(headers).toEqual([[], ["true"]]);
});

test("a dry run answers without an id", async () => {
  const { reservation } = await admin.inventory.reserve({
    requestId: "g-3",
    ...order,
    validateOnly: true,
  });

  expect(reservation).toMatchObject({ id: "", orderRef: "A-1" });
});

test("each call leaves one line in the log, without key or payload", async () => {
  await admin.inventory.reserve({ requestId: "g-4", ...order });

  expect(doors.lines).toEqual([
    {
      door: "grpc",
      method: "InventoryService/Reserve",
      code: "OK",
      tenant: ACME.code,
      requestId: "g-4",
      ms: expect.any(Number),
    },
  ]);
});

test.each<[string, string | undefined, string | undefined, string, string]>([
  ["no key", undefined, undefined, "UNAUTHENTICATED", "KEY_INVALID"],
  ["an unknown key", "nope", undefined, "UNAUTHENTICATED", "KEY_INVALID"],
  ["a foreign tenant", "admin-key", "brio", "PERMISSION_DENIED", "TENANT_FORBIDDEN"],
  ["no tenant of several", "both-key", undefined, "INVALID_ARGUMENT", "TENANT_REQUIRED"],
])("%s is refused", async (_what, key, tenant, code, reason) => {
  const failure = await failureOf(clientWith(key, tenant).inventory.getAvailability({}));

  expect(failure).toMatchObject({ code, reason });
});

test("a key that covers several tenants names one", async () => {
  await clientWith("both-key", "brio").inventory.reserve({ requestId: "g-5", ...order });

  expect(doors.lines[0]).toMatchObject({ tenant: "brio", code: "OK" });
});

test("a service may hold stock and read the catalog, but neither create nor hold for ever", async () => {
  const service = clientWith("service-key");
  const item = { sku: "SOCK" };

  await service.inventory.reserve({ requestId: "g-6", ...order });
  await service.catalog.listItems({});
  const refused = await Promise.all([
    failureOf(service.catalog.createItem({ requestId: "g-7", item })),
    failureOf(service.catalog.createLocation({ requestId: "g-7", location: { code: "MAIN" } })),
    failureOf(service.inventory.reserve({ requestId: "g-8", ...order, noExpiry: true })),
  ]);

  for (const failure of refused) {
    expect(failure).toMatchObject({ code: "PERMISSION_DENIED", reason: "ROLE_MISSING" });
  }
});

test("a bad request is told which fields are wrong", async () => {
  const failure = await failureOf(
    admin.inventory.reserve({ requestId: "", lines: [{ sku: "A" }] }),
  );

  expect(failure).toMatchObject({
    code: "INVALID_ARGUMENT",
    reason: "FIELD_VIOLATION",
    fields: ["request_id", "lines[0].quantity"],
  });
});

test("a caller whose time runs out is told in time, whatever the books do", async () => {
  doors.books.submitting = () => new Promise(() => undefined);

  const call = admin.inventory.reserve({ requestId: "g-9", ...order }, { timeoutMs: 100 });

  expect(await failureOf(call)).toMatchObject({ code: "DEADLINE_EXCEEDED" });
  while (doors.lines.length === 0) await pause(5);
  expect(doors.lines).toMatchObject([{ code: "DEADLINE_EXCEEDED", requestId: "g-9" }]);
});

test("what the books throw by surprise is not told, but logged", async () => {
  doors.books.submitting = () => Promise.reject(new TypeError("x is undefined"));

  const failure = await failureOf(admin.inventory.reserve({ requestId: "g-10", ...order }));

  expect(failure).toMatchObject({ code: "INTERNAL", reason: "INTERNAL" });
  expect(failure.message).not.toContain("undefined");
  expect(doors.lines[0]?.error).toBeInstanceOf(TypeError);
});

test("the books' own deadline is told as the caller's", async () => {
  doors.books.submitting = () => Promise.reject(new DeadlinePassed());

  const failure = await failureOf(admin.inventory.reserve({ requestId: "g-11", ...order }));

  expect(failure).toMatchObject({ code: "DEADLINE_EXCEEDED", reason: "DEADLINE_EXCEEDED" });
});
