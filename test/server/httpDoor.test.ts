import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createHoldfast, isReplay, reasonOf, violationsOf } from "@holdfast/client";
import { type Doors, keyring, openDoors } from "./doubles.ts";

const RESERVE = "/holdfast.inventory.v1.InventoryService/Reserve";
const order = { orderRef: "A-1", lines: [{ sku: "SOCK", quantity: 2n }] };

let doors: Doors;
let notReady: string | undefined;

beforeAll(async () => {
  doors = await openDoors({ access: keyring(true), ready: async () => notReady });
});

afterAll(async () => {
  await doors.server.drain(1000);
});

test("JSON goes in and comes out, zeros included, with the header of a replay", async () => {
  const body = { request_id: "h-1", order_ref: "A-1", lines: [{ sku: "SOCK", quantity: 2 }] };

  const first = await post(RESERVE, JSON.stringify(body));
  const retry = await post(RESERVE, JSON.stringify(body));

  expect(first).toMatchObject({ status: 200, replay: null });
  expect(first.json).toMatchObject({
    reservation: { state: "STATE_HELD", lines: [{ quantity: "2", shortQuantity: "0" }] },
  });
  expect(retry).toMatchObject({ status: 200, replay: "true" });
});

test.each(["connect", "grpc-web", "grpc"] as const)("a client speaks %s", async (protocol) => {
  const { inventory, close } = createHoldfast({ baseUrl: doors.httpUrl, protocol });
  const request = { requestId: `h-${protocol}`, ...order };
  const replays: boolean[] = [];
  const onHeader = (header: Headers): void => void replays.push(isReplay(header));

  const first = await inventory.reserve(request, { onHeader });
  const retry = await inventory.reserve(request, { onHeader });
  const refused: unknown = await inventory.reserve({ requestId: "" }).catch((e: unknown) => e);
  close();

  expect(retry.reservation?.id).toBe(first.reservation?.id);
  expect(replays).toEqual([false, true]);
  expect(reasonOf(refused)).toBe("FIELD_VIOLATION");
  expect(violationsOf(refused).map(({ field }) => field)).toEqual(["request_id", "lines"]);
});

test.each<[string, Record<string, string>]>([
  ["a Host that is not this machine", { host: "shop.example" }],
  ["a page of another site", { origin: "https://evil.example" }],
  ["an unknown key", { authorization: "Bearer nope" }],
])("open mode does not serve %s", async (_what, headers) => {
  const answer = await post(RESERVE, "{}", headers);

  expect(answer).toMatchObject({ status: 401, reason: "KEY_INVALID" });
});

test("open mode serves pages of this machine", async () => {
  const answer = await post(RESERVE, "{}", { origin: "http://localhost:3000" });

  expect(answer).toMatchObject({ status: 400, reason: "FIELD_VIOLATION" });
});

test.each([
  ["//["],
  ["/nothing-here"],
  ["/holdfast.inventory.v1.InventoryService/Nothing"],
  ["/%00%zz"],
])("the unknown path %s is answered with a sentence", async (path) => {
  const answer = await post(path, "{}");

  expect(answer).toMatchObject({ status: 404, reason: "METHOD_NOT_FOUND" });
  expect(answer.json).toMatchObject({ code: "unimplemented" });
});

const web = { "content-type": "application/grpc-web+proto" };
const binary = { "content-type": "application/proto" };

test.each<[string, string | Buffer, Record<string, string>, number, string]>([
  ["JSON that breaks off", "{", {}, 400, "FIELD_VIOLATION"],
  ["JSON of another shape", '{"lines":"x"}', {}, 400, "FIELD_VIOLATION"],
  ["half a surrogate pair", '{"orderRef":"\\ud800"}', {}, 400, "FIELD_VIOLATION"],
  ["binary that is not UTF-8", Buffer.from([0x0a, 1, 0xff]), binary, 400, "FIELD_VIOLATION"],
  ["an unknown compression", "{}", { "content-encoding": "zip" }, 400, "FIELD_VIOLATION"],
  ["a timeout that is no number", "{}", { "connect-timeout-ms": "x" }, 400, "FIELD_VIOLATION"],
  ["a broken gRPC-Web frame", Buffer.from([0, 0, 0, 0, 9, 1]), web, 200, "FIELD_VIOLATION"],
  ["a huge gRPC-Web frame", Buffer.from([0, 0x7f, 0, 0, 0, 1]), web, 200, "REQUEST_TOO_LARGE"],
])("%s gets an answer with a reason", async (_what, body, headers, status, reason) => {
  expect(await post(RESERVE, body, headers)).toMatchObject({ status, reason });
});

test("every failure of a call leaves its line in the log", async () => {
  doors.lines.length = 0;

  await post(RESERVE, "{");
  await post("/nothing-here", "{}");

  expect(doors.lines).toMatchObject([
    { method: "InventoryService/Reserve", code: "INVALID_ARGUMENT", reason: "FIELD_VIOLATION" },
    { method: "/nothing-here", code: "UNIMPLEMENTED", reason: "METHOD_NOT_FOUND" },
  ]);
});

test("probes tell that the process lives, and why it is not ready", async () => {
  const readyz = async (): Promise<[number, unknown]> => {
    const response = await fetch(`${doors.httpUrl}/readyz`);
    return [response.status, await response.json()];
  };

  expect(await readyz()).toEqual([200, { message: "ready" }]);
  notReady = "the database does not answer";
  expect(await readyz()).toEqual([503, { message: "the database does not answer" }]);
  notReady = undefined;
  doors.server.setServing(false);
  expect((await readyz())[0]).toBe(503);
  doors.server.setServing(true);
  expect((await fetch(`${doors.httpUrl}/healthz`)).status).toBe(200);
});

test("metrics count calls by method and code, and know nothing of tenants", async () => {
  await post(RESERVE, "{}");

  const text = await (await fetch(`${doors.httpUrl}/metrics`)).text();

  expect(text).toMatch(
    /holdfast_calls_total\{method="InventoryService\/Reserve",code="INVALID_ARGUMENT"\} \d+/,
  );
  expect(text).toContain("holdfast_calls_in_flight 0");
  expect(text).not.toContain("acme");
});

test("a connection may say its first words one byte at a time", async () => {
  const socket = connect(doors.server.httpPort, "127.0.0.1");
  const heard = once(socket, "data");

  for (const letter of "POST /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n") {
    socket.write(letter);
    await pause(1);
  }

  expect(String(await heard)).toContain("404 Not Found");
  socket.destroy();
});

interface Told {
  readonly status: number;
  readonly replay: string | null;
  readonly reason: string | undefined;
  readonly json: unknown;
}

async function post(
  path: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Promise<Told> {
  const { promise, resolve, reject } = Promise.withResolvers<Told>();
  const { httpPort: port } = doors.server;
  const asked = { "content-type": "application/json", ...headers };
  const options = { host: "127.0.0.1", port, path, method: "POST", headers: asked };
  const call = httpRequest(options, (response) => {
    let text = "";
    response.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
    response.on("end", () => {
      const replay = response.headers["holdfast-replay"] ?? null;
      resolve({
        status: response.statusCode ?? 0,
        replay: replay && String(replay),
        ...read(text),
      });
    });
  });
  call.on("error", reject);
  call.end(body);
  return await promise;
}

function read(text: string): Pick<Told, "reason" | "json"> {
  if (!text.startsWith("{")) {
    const packed = /grpc-status-details-bin: (\S+)/.exec(text)?.[1] ?? "";
    const status = Buffer.from(packed, "base64").toString("latin1");
    return { reason: /FIELD_VIOLATION|REQUEST_TOO_LARGE/.exec(status)?.[0], json: undefined };
  }
  const json = JSON.parse(text) as { details?: { debug: { reason?: string } }[] };
  return { reason: json.details?.[0]?.debug.reason, json };
}
