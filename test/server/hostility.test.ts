import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { exchangeBytes, frame, postHttp2 } from "./rawHttp.ts";

const RESERVE = "/holdfast.inventory.v1.InventoryService/Reserve";
const MEGABYTE = 1_000_000;

let child: ChildProcess;
let grpcPort: number;
let httpPort: number;

beforeAll(async () => {
  child = fork(path.join(import.meta.dirname, "doorsChild.ts"), {
    execArgv: ["--conditions=holdfast-source", "--disable-warning=ExperimentalWarning"],
  });
  [{ grpcPort, httpPort }] = (await once(child, "message")) as [Ports];
});

afterAll(() => {
  child.disconnect();
});

interface Ports {
  grpcPort: number;
  httpPort: number;
}

test.each(["[", "]:80", ":", "a b"])("the malformed Host %s ends no process", async (host) => {
  const head = `POST ${RESERVE} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n`;
  const heard = await exchangeBytes(httpPort, `${head}Content-Length: 2\r\n\r\n{}`);
  const headers = { ":authority": host };
  const overHttp2 = await postHttp2(httpPort, RESERVE, frame(Buffer.alloc(0)), headers).catch(
    () => ({ status: 400 }),
  );

  expect(heard).toContain("400 Bad Request");
  expect(overHttp2.status).toBe(400);
  await expectAlive();
});

test.each<[string, string]>([
  ["no Host at all", "GET /healthz HTTP/1.0\r\n\r\n"],
  ["something that is no HTTP", "EHLO shop.example\r\n\r\n"],
  ["half of the preface of HTTP/2", "PRI * HT"],
  ["the preface of HTTP/2 and rubbish", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nrubbish rubbish rubbish"],
  [
    "headers that never end",
    `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(99_999)}`,
  ],
  ["a body that never comes", `POST ${RESERVE} HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{`],
  [
    "chunks that are none",
    `POST ${RESERVE} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
  ],
])("%s ends no process", async (_what, text) => {
  await exchangeBytes(httpPort, text);
  await exchangeBytes(grpcPort, text);

  await expectAlive();
});

test("a gzip bomb is refused at the HTTP door before it is unpacked", async () => {
  const bomb = gzipSync(Buffer.alloc(300 * MEGABYTE, 32));
  await memoryMost();

  const status = await post(bomb, { "content-encoding": "gzip" });

  expect(status).toBe(429);
  expect(await memoryMost()).toBeLessThan(300 * MEGABYTE);
});

test("a gzip bomb is refused at the gRPC door before it is unpacked", async () => {
  const bomb = frame(gzipSync(Buffer.alloc(300 * MEGABYTE)), true);

  const heard = await postHttp2(grpcPort, RESERVE, bomb, { "grpc-encoding": "gzip" });

  expect(heard.headers["grpc-status"]).toBe("8");
  expect(await memoryMost()).toBeLessThan(300 * MEGABYTE);
});

test.each([
  ["announced", { "content-length": 100 * MEGABYTE }],
  ["in chunks", {}],
])("a body of 100 MB, %s, is refused and not kept", async (_how, headers) => {
  const status = await post(Buffer.alloc(100 * MEGABYTE, 32), headers);

  expect([429, 0]).toContain(status);
  expect(await memoryMost()).toBeLessThan(300 * MEGABYTE);
  await expectAlive();
});

async function expectAlive(): Promise<void> {
  expect((await fetch(`http://127.0.0.1:${httpPort}/healthz`)).status).toBe(200);
  const check = "/grpc.health.v1.Health/Check";
  const { body } = await postHttp2(grpcPort, check, frame(Buffer.alloc(0)));
  expect(body.at(-1)).toBe(1);
}

/** The most memory that the child took since it was asked the last time. */
async function memoryMost(): Promise<number> {
  child.send("memory");
  const [{ bytesMost }] = (await once(child, "message")) as [{ bytesMost: number }];
  return bytesMost;
}

/** @returns the status, or 0 when the connection was closed instead */
async function post(body: Buffer, headers: Record<string, string | number>): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const asked = { "content-type": "application/json", ...headers };
  const options = { host: "127.0.0.1", port: httpPort, path: RESERVE, method: "POST" };
  const call = httpRequest({ ...options, headers: asked }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  });
  call.on("error", () => resolve(0));
  call.end(body);
  return await promise;
}
