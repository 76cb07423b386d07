import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";

import { grpc } from "../support/frames.ts";
import { openTarget, type Target } from "./target.ts";

/** How long a request may take to arrive here. */
const ARRIVAL_MS = 1_000;

let target: Target;

beforeAll(async () => {
  const time = `${ARRIVAL_MS}ms`;
  target = await openTarget({ HOLDFAST_DEADLINE_MAX: time, HOLDFAST_DEADLINE_DEFAULT: time });
});

afterEach(() => target.expectUnharmed());

afterAll(() => target?.close());

const RESERVE = "/holdfast.inventory.v1.InventoryService/Reserve";
const PIECE = Buffer.alloc(1_000_000, 0x20);
const PIECES = 200;
/** What buffers may come to until the garbage collector looks; half of what is sent. */
const GROWTH_MAX = 100_000_000;

/** Watches the memory of the process while something is sent to it. @returns by how much it grew at most */
async function growthDuring(work: Promise<unknown>): Promise<number> {
  const before = target.memory();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, target.memory())), 20);
  await work.finally(() => clearInterval(watch));
  return Math.max(most, target.memory()) - before;
}

describe.each(["with a key", "by a stranger"])("a body of 200 MB %s", (who) => {
  const keyOf = (): string => (who === "with a key" ? target.key : "hf_stranger");

  test("is not kept at the HTTP door, however it is announced", async () => {
    for (const length of [
      "Transfer-Encoding: chunked",
      `Content-Length: ${PIECES * PIECE.length}`,
    ]) {
      const isChunked = length.startsWith("T");
      const head = `POST ${RESERVE} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`;
      const start = `${head}Authorization: Bearer ${keyOf()}\r\n${length}\r\n\r\n`;
      const piece = isChunked ? Buffer.concat([Buffer.from("f4240\r\n"), PIECE, CRLF]) : PIECE;

      const growth = await growthDuring(pour(target.httpUrl, start, piece));

      expect(growth).toBeLessThan(GROWTH_MAX);
    }
  });

  test.each(["gRPC", "HTTP"])("is not kept as gRPC at the %s door", async (door) => {
    const url = door === "gRPC" ? target.grpcUrl : target.httpUrl;
    const head = Buffer.from([0, 0x0b, 0xeb, 0xc2, 0x00]);
    const call = grpc({ url, path: RESERVE, key: keyOf() }, flood(head));

    const growth = await growthDuring(call);

    const { code, cut } = await call;
    expect(growth).toBeLessThan(GROWTH_MAX);
    expect(cut !== "" || ["RESOURCE_EXHAUSTED", "UNAUTHENTICATED"].includes(code)).toBe(true);
  });
});

test("200 MB in frames of 1 MB are not kept as gRPC", async () => {
  for (const url of [target.grpcUrl, target.httpUrl]) {
    const head = Buffer.from([0, 0x00, 0x0f, 0x42, 0x40]);
    const call = grpc({ url, path: RESERVE, key: target.key }, flood(head, head));

    expect(await growthDuring(call)).toBeLessThan(GROWTH_MAX);
  }
});

test("a body that comes too slowly is given up in time, at both doors", async () => {
  const head = `POST ${RESERVE} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`;
  const start = `${head}Authorization: Bearer ${target.key}\r\nContent-Length: 1000\r\n\r\n`;
  const slowly = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from([0, 0, 0, 3, 0xe8]);
    for (let sent = 0; sent < 60; sent++) {
      await sleep(50);
      yield Uint8Array.of(0x20);
    }
  };
  const startedAt = performance.now();

  const [overHttp, overGrpc] = await Promise.all([
    trickle(target.httpUrl, start, 5_000),
    grpc({ url: target.grpcUrl, path: RESERVE, key: target.key }, slowly()),
  ]);

  expect(overHttp).toBeGreaterThanOrEqual(ARRIVAL_MS - 50);
  expect(overHttp).toBeLessThan(ARRIVAL_MS + 1_500);
  expect(overGrpc).toMatchObject({ code: "DEADLINE_EXCEEDED", reason: "DEADLINE_EXCEEDED" });
  expect(performance.now() - startedAt).toBeLessThan(ARRIVAL_MS + 4_000);
});

test("500 connections that say nothing keep nobody else out", async () => {
  const { hostname } = new URL(target.httpUrl);
  const silent = [target.server.httpPort, target.server.grpcPort].flatMap((port) =>
    Array.from({ length: 250 }, () => connect(port, hostname).on("error", () => undefined)),
  );

  await target.expectUnharmed();

  for (const socket of silent) socket.destroy();
});

const CRLF = Buffer.from("\r\n");

async function* flood(head: Uint8Array, between?: Uint8Array): AsyncGenerator<Uint8Array> {
  yield head;
  for (let sent = 0; sent < PIECES; sent++) {
    yield PIECE;
    if (between !== undefined) yield between;
    await sleep(1);
  }
}

/** Sends a start and then one piece after the other, for as long as the other end takes them. */
async function pour(url: string, start: string, piece: Uint8Array): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => undefined).resume();
  socket.write(start);
  for (let sent = 0; sent < PIECES && !socket.destroyed; sent++) {
    if (socket.write(piece)) continue;
    // A server that has heard enough may stop reading, or close.
    const drained = once(socket, "drain").then(
      () => true,
      () => false,
    );
    const goesOn = await Promise.race([drained, closed, sleep(500, false, { ref: false })]);
    if (goesOn !== true) break;
  }
  socket.destroy();
}

/** Sends a start and then a byte now and then. @returns after how long the other end had enough */
async function trickle(url: string, start: string, patienceMs: number): Promise<number> {
  const { hostname, port } = new URL(url);
  const startedAt = performance.now();
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined).resume();
  socket.write(start);
  const timer = setInterval(() => socket.write("x"), 100);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await Promise.race([closed, sleep(patienceMs, undefined, { ref: false })]);
  clearInterval(timer);
  socket.destroy();
  return performance.now() - startedAt;
}
