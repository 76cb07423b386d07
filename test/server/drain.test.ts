import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { Client, credentials, status } from "@grpc/grpc-js";
import { expect, test } from "@jest/globals";
import type { Request } from "../../src/core/command.ts";
import type { Answer } from "../../src/store/answer.ts";
import { createStockClient, failureOf } from "../support/stockClient.ts";
import { type Doors, LenientBooks, openDoors } from "./doubles.ts";

const order = { lines: [{ sku: "SOCK", quantity: 1n }] };

test("every call that was accepted is answered, at both doors", async () => {
  const doors = await slowDoors(200);
  const client = createStockClient(`127.0.0.1:${doors.server.grpcPort}`, "admin-key");
  const accepted = Array.from({ length: 50 }, (_, i) =>
    client.inventory.reserve({ requestId: `d-${i}`, ...order }),
  );
  const posted = Array.from({ length: 20 }, (_, i) => postReserve(doors, `h-${i}`));
  await untilSent(doors, 70);

  const drained = doors.server.drain(5000);
  const [grpc, http] = [await Promise.all(accepted), await Promise.all(posted)];
  await drained;
  client.close();

  expect(grpc.every(({ reservation }) => reservation?.id !== "")).toBe(true);
  expect(http).toEqual(Array.from({ length: 20 }, () => 200));
});

test("a mutation that comes while the server stops is told to go elsewhere", async () => {
  const doors = await slowDoors(500);
  const client = createStockClient(`127.0.0.1:${doors.server.grpcPort}`, "admin-key");
  const first = client.inventory.reserve({ requestId: "d-1", ...order });
  const socket = await keepAlive(doors);
  await untilSent(doors, 1);

  const drained = doors.server.drain(5000);
  const late = await socket.ask(reserveOverHttp("d-2"));
  await Promise.all([first, drained]);
  client.close();

  expect(late).toContain("503 Service Unavailable");
  expect(late).toContain('"reason":"SHUTTING_DOWN"');
  expect(late).toContain("connection: close");
});

test("calls that never end are cut off when the time is up", async () => {
  const doors = await openDoors();
  doors.books.submitting = () => new Promise(() => undefined);
  const client = createStockClient(`127.0.0.1:${doors.server.grpcPort}`, "admin-key");
  const failed = failureOf(client.inventory.reserve({ requestId: "d-3", ...order }));
  await pause(100);
  const startedAt = performance.now();

  await doors.server.drain(200);

  expect(performance.now() - startedAt).toBeLessThan(1000);
  expect(["UNAVAILABLE", "CANCELLED", "INTERNAL"]).toContain((await failed).code);
  client.close();
});

test("health watchers are told and do not hold up the stop", async () => {
  const doors = await openDoors();
  const client = new Client(`127.0.0.1:${doors.server.grpcPort}`, credentials.createInsecure());
  const same = (bytes: Buffer): Buffer => bytes;
  const watch = client.makeServerStreamRequest(
    "/grpc.health.v1.Health/Watch",
    same,
    same,
    Buffer.alloc(0),
  );
  const told: number[] = [];
  watch.on("data", (bytes: Buffer) => told.push(bytes.at(-1) ?? 0));
  const ended = once(watch, "error");
  await once(watch, "data");
  const startedAt = performance.now();

  await doors.server.drain(5000);
  const [error] = (await ended) as [{ code: number }];

  expect(told).toEqual([1, 2]);
  expect(error.code).toBe(status.UNAVAILABLE);
  expect(performance.now() - startedAt).toBeLessThan(900);
  client.close();
});

test("a silent connection does not hold up the stop", async () => {
  const doors = await openDoors();
  await keepAlive(doors);
  const startedAt = performance.now();

  await doors.server.drain(5000);

  expect(performance.now() - startedAt).toBeLessThan(2000);
});

test.each([
  ["grpc", "HOLDFAST_GRPC_PORT"],
  ["http", "HOLDFAST_HTTP_PORT"],
] as const)("a %s port in use is told with its number and setting", async (door, setting) => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as { port: number };

  const opening = openDoors({ [door]: { host: "127.0.0.1", port } });

  await expect(opening).rejects.toThrow(`port ${port} is already in use`);
  await expect(opening).rejects.toThrow(setting);
  other.close();
});

/** Doors whose books take their time. */
async function slowDoors(ms: number): Promise<Doors> {
  const doors = await openDoors();
  const quick = new LenientBooks();
  doors.books.submitting = async (request: Request): Promise<Answer> => {
    doors.books.sent.push(request);
    await pause(ms);
    return await quick.submit(request);
  };
  return doors;
}

async function untilSent({ books }: Doors, count: number): Promise<void> {
  while (books.sent.length < count) await pause(5);
}

async function postReserve(doors: Doors, requestId: string): Promise<number> {
  const path = "/holdfast.inventory.v1.InventoryService/Reserve";
  const response = await fetch(doors.httpUrl + path, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer admin-key" },
    body: JSON.stringify({ requestId, lines: [{ sku: "SOCK", quantity: 1 }] }),
  });
  await response.text();
  return response.status;
}

function reserveOverHttp(requestId: string): string {
  const body = JSON.stringify({ requestId, lines: [{ sku: "SOCK", quantity: 1 }] });
  return [
    "POST /holdfast.inventory.v1.InventoryService/Reserve HTTP/1.1",
    "Host: localhost",
    "Authorization: Bearer admin-key",
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
    "",
    body,
  ].join("\r\n");
}

/** A connection on which something was asked already, so that the server keeps it while it stops. */
async function keepAlive(doors: Doors): Promise<{ ask(text: string): Promise<string> }> {
  const { connect } = await import("node:net");
  const socket = connect(doors.server.httpPort, "127.0.0.1");
  await once(socket, "connect");
  return {
    ask: async (text) => {
      socket.write(text);
      const [heard] = (await once(socket, "data")) as [Buffer];
      return heard.toString("latin1");
    },
  };
}
