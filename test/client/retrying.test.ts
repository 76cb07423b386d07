import { once } from "node:events";
import { constants, createServer } from "node:http2";
import type { AddressInfo } from "node:net";

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import {
  Code,
  Condition,
  ConnectError,
  createHoldfast,
  reasonOf,
  shortagesOf,
} from "@holdfast/client";
import { insufficientStock } from "../../src/core/rejection.ts";
import {
  CommandRejected,
  Contention,
  DatabaseUnavailable,
  Overloaded,
} from "../../src/store/errors.ts";
import { afterwards } from "../support/afterwards.ts";
import { type Doors, LenientBooks, openDoors } from "../server/doubles.ts";

const order = { orderRef: "A-1", lines: [{ sku: "SOCK", quantity: 2n }] };
const shortage = {
  line: 1,
  sku: "SOCK",
  location: null,
  requested: 2n,
  available: 1n,
  nextAvailableAt: null,
};

let doors: Doors;
let tried: string[];

beforeEach(async () => {
  doors = await openDoors();
  tried = [];
});

afterEach(() => doors.server.drain(1000));

/** The next attempts fail with these errors; those after them are granted. */
function failWith(...errors: Error[]): void {
  const books = new LenientBooks();
  doors.books.submitting = async (request) => {
    tried.push(request.fingerprint + request.key.requestId);
    const error = errors.shift();
    if (error !== undefined) throw error;
    return await books.submit(request);
  };
}

test.each([
  ["an overloaded server", new Overloaded("full", 20)],
  ["a database that does not answer", new DatabaseUnavailable(undefined, 20)],
  ["contention", new Contention()],
])("after %s the very same request is sent again", async (_what, error) => {
  failWith(error, error);
  const { inventory } = createHoldfast({
    baseUrl: doors.httpUrl,
    apiKey: "admin-key",
    retrying: { delayMs: 5 },
  });

  const { reservation } = await inventory.reserve({ requestId: "r-1", ...order });

  expect(reservation?.orderRef).toBe("A-1");
  expect(tried).toHaveLength(3);
  expect(new Set(tried).size).toBe(1);
});

test("a change of condition is repeated like any other", async () => {
  failWith(new Overloaded("full", 20));
  const { stock } = createHoldfast({
    baseUrl: doors.httpUrl,
    apiKey: "admin-key",
    retrying: { delayMs: 5 },
  });
  const { AVAILABLE, DAMAGED } = Condition;
  const lines = [{ sku: "SOCK", quantity: 1n, from: AVAILABLE, to: DAMAGED }];

  const { entry } = await stock.changeCondition({
    requestId: "r-9",
    location: "MAIN",
    reason: "wet",
    lines,
  });

  expect(entry?.seq).toBe(1n);
  expect(tried).toHaveLength(2);
  expect(new Set(tried).size).toBe(1);
});

test("an attempt that got no answer in time is repeated with its whole timeout", async () => {
  const books = new LenientBooks();
  doors.books.submitting = (request) => {
    tried.push(request.key.requestId);
    return tried.length === 1 ? new Promise(() => undefined) : books.submit(request);
  };
  const options = { baseUrl: doors.httpUrl, apiKey: "admin-key", retrying: { delayMs: 5 } };
  const { inventory } = createHoldfast({ ...options, timeoutMs: 300 });

  await inventory.reserve({ requestId: "r-2", ...order });

  expect(tried).toEqual(["r-2", "r-2"]);
});

test("a call that a stopping server did not take is sent again", async () => {
  let streams = 0;
  const server = createServer().listen(0, "127.0.0.1");
  afterwards(async () => server.close());
  server.on("stream", (stream) => {
    streams += 1;
    stream.on("error", () => undefined);
    stream.close(constants.NGHTTP2_REFUSED_STREAM);
  });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { inventory, close } = createHoldfast({
    baseUrl: `http://127.0.0.1:${port}`,
    protocol: "grpc",
    retrying: { attemptsMax: 3, delayMs: 1 },
  });
  afterwards(async () => close());

  await expect(inventory.reserve({ requestId: "r-8", ...order })).rejects.toThrow();

  expect(streams).toBe(3);
});

test("it waits as long as the server asks for", async () => {
  failWith(new Overloaded("full", 300));
  const options = { baseUrl: doors.httpUrl, apiKey: "admin-key", retrying: { delayMs: 1 } };
  const startedAt = performance.now();

  await createHoldfast(options).inventory.reserve({ requestId: "r-3", ...order });

  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(299);
});

test("it gives up in the end, with the last error", async () => {
  failWith(...Array.from({ length: 9 }, () => new Overloaded("full", 1)));
  const retrying = { attemptsMax: 3, delayMs: 1 };
  const options = { baseUrl: doors.httpUrl, apiKey: "admin-key", retrying };

  const error: unknown = await createHoldfast(options)
    .inventory.reserve({ requestId: "r-4", ...order })
    .catch((e: unknown) => e);

  expect(reasonOf(error)).toBe("OVERLOADED");
  expect(tried).toHaveLength(3);
});

test("a refusal is final, and tells what was short", async () => {
  failWith(new CommandRejected(insufficientStock([shortage])));
  const options = { baseUrl: doors.httpUrl, apiKey: "admin-key", retrying: true };

  const error: unknown = await createHoldfast(options)
    .inventory.reserve({ requestId: "r-5", ...order })
    .catch((e: unknown) => e);

  expect(reasonOf(error)).toBe("INSUFFICIENT_STOCK");
  expect(shortagesOf(error)).toMatchObject([{ line: 1, requested: 2n, available: 1n }]);
  expect(tried).toHaveLength(1);
});

test("without retrying every failure is final", async () => {
  failWith(new Overloaded("full", 1));
  const { inventory } = createHoldfast({ baseUrl: doors.httpUrl, apiKey: "admin-key" });

  await expect(inventory.reserve({ requestId: "r-6", ...order })).rejects.toThrow("full");
});

test("a caller who gives up while it waits is heard", async () => {
  failWith(new Overloaded("full", 4000));
  const options = { baseUrl: doors.httpUrl, apiKey: "admin-key", retrying: true };
  const signal = AbortSignal.timeout(100);
  const startedAt = performance.now();

  const error: unknown = await createHoldfast(options)
    .inventory.reserve({ requestId: "r-7", ...order }, { signal })
    .catch((e: unknown) => e);

  expect(error).toBeInstanceOf(ConnectError);
  expect((error as ConnectError).code).toBe(Code.Canceled);
  expect(performance.now() - startedAt).toBeLessThan(1500);
});

test("errors of others have no reason", () => {
  expect(reasonOf(new Error("no"))).toBeUndefined();
  expect(reasonOf(new ConnectError("no", Code.Internal))).toBeUndefined();
  expect(shortagesOf(new Error("no"))).toEqual([]);
});
