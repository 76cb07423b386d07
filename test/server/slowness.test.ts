import { once } from "node:events";
import http2 from "node:http2";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { type Doors, keyring, openDoors } from "./doubles.ts";

const RESERVE = "/holdfast.inventory.v1.InventoryService/Reserve";
const DEADLINE_MAX_MS = 300;

let doors: Doors;

beforeAll(async () => {
  const limits = { ttlDefaultMs: 1000, ttlMaxMs: 1000, deadlineDefaultMs: 200 };
  doors = await openDoors({
    access: keyring(true),
    limits: { ...limits, deadlineMaxMs: DEADLINE_MAX_MS },
  });
});

beforeEach(() => {
  doors.lines.length = 0;
});

afterAll(async () => {
  await doors.server.drain(1000);
});

test("a body that does not come in time is cut off, over HTTP/1.1", async () => {
  const socket = connect(doors.server.httpPort, "127.0.0.1");
  const startedAt = performance.now();
  socket.on("error", () => undefined);

  socket.write(`POST ${RESERVE} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`);
  socket.write("Content-Length: 100\r\n\r\n{");
  socket.resume();
  await once(socket, "close");
  while (doors.lines.length === 0) await pause(5);

  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(DEADLINE_MAX_MS - 5);
  expect(doors.lines.at(-1)).toMatchObject({ door: "http", code: "CANCELLED" });
});

test("a body that does not come in time is cut off, over HTTP/2", async () => {
  const { stream, session } = beginReserve(doors.server.httpPort, "application/json");
  const startedAt = performance.now();

  await once(stream, "close");
  session.destroy();
  while (doors.lines.length === 0) await pause(5);

  expect(performance.now() - startedAt).toBeLessThan(5000);
  expect(doors.lines.at(-1)).toMatchObject({ door: "http", code: "CANCELLED" });
});

test("a message that does not come in time is told to be late, over gRPC", async () => {
  const { stream, session } = beginReserve(doors.server.grpcPort, "application/grpc");

  const [headers] = (await once(stream, "response")) as [Record<string, unknown>];
  session.destroy();

  expect(headers["grpc-status"]).toBe("4");
  expect(headers["grpc-status-details-bin"]).toBeDefined();
});

test.each([
  ["no deadline", {}, 200],
  ["a deadline in three weeks", { "connect-timeout-ms": "1814400000" }, 300],
  ["a deadline soon", { "connect-timeout-ms": "50" }, 50],
])("a call with %s is answered in time", async (_what, header, ms) => {
  doors.books.submitting = () => new Promise(() => undefined);
  const headers = { "content-type": "application/json", ...header };
  const body = JSON.stringify({ requestId: "s-1", lines: [{ sku: "SOCK", quantity: 1 }] });
  const startedAt = performance.now();

  const response = await fetch(doors.httpUrl + RESERVE, { method: "POST", headers, body });
  const tookMs = performance.now() - startedAt;

  expect(response.status).toBe(504);
  expect(await response.text()).toContain('"reason":"DEADLINE_EXCEEDED"');
  expect(tookMs).toBeGreaterThanOrEqual(ms - 5);
  expect(tookMs).toBeLessThan(ms + 1000);
});

/** Begins a call over HTTP/2 whose body never ends. */
function beginReserve(
  port: number,
  type: string,
): { stream: http2.ClientHttp2Stream; session: http2.ClientHttp2Session } {
  const session = http2.connect(`http://127.0.0.1:${port}`);
  const stream = session.request({ ":method": "POST", ":path": RESERVE, "content-type": type });
  stream.on("error", () => undefined);
  stream.write("{");
  stream.resume();
  return { stream, session };
}
