import { gzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";

import { WmsNonsense, WmsRefused, WmsUnavailable } from "../../../src/wms/errors.ts";
import { until } from "../../support/until.ts";
import {
  answer,
  cut,
  freePort,
  silence,
  startOtherSide,
  startPlainServer,
} from "../support/otherSide.ts";
import {
  failureOf,
  freeLimiter,
  getting,
  maybeDone,
  ordering,
  patience,
  SECRET,
  transportOf,
} from "../support/transports.ts";

const MEGABYTE = "x".repeat(1024 * 1024);

test("a request carries its key and its body, and the answer is read whole", async () => {
  const there = await startOtherSide(answer(201, { taken: "ja ✓" }));
  const headers = { "idempotency-key": "R-1" };

  const told = await transportOf().send(
    ordering(there.url, { headers, accept: [200, 201] }),
    patience,
  );

  expect(told).toMatchObject({ status: 201, text: '{"taken":"ja ✓"}' });
  expect(there.seen).toMatchObject([
    {
      method: "POST",
      path: "/v1/stock",
      body: '{"reference":"R-1"}',
      headers: {
        authorization: `Bearer ${SECRET}`,
        accept: "application/json",
        "content-type": "application/json",
        "idempotency-key": "R-1",
        "user-agent": "holdfast",
      },
    },
  ]);
});

test("connections are kept", async () => {
  const there = await startOtherSide();
  const transport = transportOf();
  for (let turn = 0; turn < 5; turn++) await transport.send(getting(there.url), patience);
  expect([there.seen.length, there.connections]).toEqual([5, 1]);
});

test("nothing is ever sent twice by itself", async () => {
  const there = await startOtherSide(answer(503, ""));
  for (const behaviour of [answer(503, ""), answer(500, ""), cut, answer(429, "")]) {
    there.behave(behaviour);
    there.seen.length = 0;
    await failureOf(transportOf().send(getting(there.url), patience));
    expect(there.seen.length).toBe(1);
  }
});

test.each([
  ["fails", answer(500, "")],
  ["is down", answer(503, "")],
  ["gives up on us", answer(408, "")],
  ["cuts the connection when it has read the request", cut],
  [
    "cuts the connection in the middle of its answer",
    (response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.socket?.destroy());
    },
  ],
  ["never answers", silence],
  [
    "never ends its answer",
    (response) => {
      response.writeHead(200);
      response.write("{");
    },
  ],
] satisfies [string, Parameters<typeof startOtherSide>[0]][])(
  "where it %s, the order may have been taken",
  async (_, behaviour) => {
    const there = await startOtherSide(behaviour);
    const sent = transportOf({ timeoutMs: 300 }).send(ordering(there.url), patience);
    expect(await maybeDone(sent)).toBe(true);
  },
);

test("where it cuts a connection that was kept, the order may have been taken", async () => {
  const there = await startOtherSide();
  const transport = transportOf();
  await transport.send(ordering(there.url), patience);
  there.behave(cut);
  expect(await maybeDone(transport.send(ordering(there.url), patience))).toBe(true);
  expect([there.seen.length, there.connections]).toEqual([2, 1]);
});

test("where nobody listens, the order was surely not taken", async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const sent = transportOf().send(ordering(url), patience);
  const failure = await failureOf(sent);
  expect(failure).toMatchObject({ name: "WmsUnavailable", maybeDone: false });
  expect(failure.message).toContain("ECONNREFUSED");
});

test("where the name is not known, the order was surely not taken", async () => {
  expect(await maybeDone(transportOf().send(ordering("http://wms.invalid"), patience))).toBe(false);
});

test("where it speaks no TLS, the order was surely not taken", async () => {
  const port = await startPlainServer((socket) => socket.end("not TLS\r\n"));
  const sent = transportOf().send(ordering(`https://127.0.0.1:${port}`), patience);
  expect(await maybeDone(sent)).toBe(false);
});

test("where it answers with what is no HTTP, the order may have been taken", async () => {
  const port = await startPlainServer((socket) => socket.end("hello\r\n\r\n"));
  const sent = transportOf().send(ordering(`http://127.0.0.1:${port}`), patience);
  expect(await maybeDone(sent)).toBe(true);
});

test.each([
  [400, "reference is missing", "reference is missing"],
  [401, "", ""],
  [404, "no such path", "no such path"],
  [409, " two \n\t words \u0000 ", "two words"],
  [422, "long".repeat(100), `${"long".repeat(50)}…`],
])("HTTP %i is refused, and trying again is no use", async (status, body, text) => {
  const there = await startOtherSide(answer(status, body));
  const failure = await failureOf(transportOf().send(ordering(there.url), patience));
  expect(failure).toBeInstanceOf(WmsRefused);
  expect(failure).toMatchObject({ status, text });
});

test("what means something to whoever asks is an answer, whatever its status", async () => {
  const there = await startOtherSide(answer(422, { reason: "closed" }));
  const told = await transportOf().send(ordering(there.url, { accept: [201, 422] }), patience);
  expect(told).toMatchObject({ status: 422, text: '{"reason":"closed"}' });
});

test("a status that nobody expects is nonsense", async () => {
  const there = await startOtherSide(answer(204, ""));
  const failure = await failureOf(transportOf().send(getting(there.url), patience));
  expect(failure).toBeInstanceOf(WmsNonsense);
  expect(failure).toMatchObject({ field: "HTTP status" });
});

test.each([301, 302, 307, 308])("HTTP %i leads nowhere: the key stays here", async (status) => {
  const elsewhere = await startOtherSide();
  const there = await startOtherSide(answer(status, "", { location: elsewhere.url }));
  const failure = await failureOf(transportOf().send(getting(there.url), patience));
  expect(failure).toMatchObject({ name: "WmsRefused", status });
  expect(elsewhere.seen).toEqual([]);
});

test.each([
  ["as it is", {}, (text: string) => text],
  ["packed small", { "content-encoding": "gzip" }, (text: string) => gzipSync(text)],
])("an answer of more than 16 MiB is not read to its end, %s", async (_, headers, packed) => {
  const whole = packed(`[${MEGABYTE.repeat(17)}]`);
  const there = await startOtherSide((response) => {
    response.writeHead(200, headers);
    response.end(whole);
  });
  const ask = (): Promise<Error> =>
    failureOf(transportOf({ timeoutMs: 20_000 }).send(getting(there.url), patience));
  let failure = await ask();
  // A process that was too busy to send it in time may ask again.
  if (failure instanceof WmsUnavailable) failure = await ask();
  expect(failure).toBeInstanceOf(WmsNonsense);
  expect(failure.message).toContain("must not be longer than 16777216 bytes");
});

test("an answer of 15 MiB is read", async () => {
  const there = await startOtherSide(answer(200, MEGABYTE.repeat(15)));
  const { text } = await transportOf({ timeoutMs: 20_000 }).send(getting(there.url), patience);
  expect(text.length).toBe(15 * 1024 * 1024);
});

test("without a token nothing is sent", async () => {
  const there = await startOtherSide();
  const limiter = freeLimiter();
  limiter.there.read = false;
  const sent = transportOf({ limiter }).send(getting(there.url), AbortSignal.timeout(200));
  expect(await maybeDone(sent)).toBe(false);
  expect(there.connections).toBe(0);
});

test("a token that died before its request went out is not used", async () => {
  const there = await startOtherSide();
  const kept = transportOf();
  await kept.send(getting(there.url), patience);
  const late = transportOf({ limiter: freeLimiter({ ageMs: 1_500 }) });

  const failure = await failureOf(late.send(getting(there.url), patience));

  expect(failure).toMatchObject({ maybeDone: false });
  expect(failure.message).toContain("too busy to send it in time");
  expect(late.status()).toMatchObject({ breaker: "closed", lastFailure: null });
  expect(there.seen.length).toBe(1);
});

test("on a kept connection, a token that died is not used either", async () => {
  const there = await startOtherSide();
  const ages = { ageMs: 0 };
  const free = freeLimiter();
  const acquire = async (kind: "order" | "read", signal: AbortSignal) => {
    const token = await free.acquire(kind, signal);
    return { diesAt: token.diesAt - ages.ageMs, arriveBy: token.arriveBy - ages.ageMs };
  };
  const transport = transportOf({ limiter: { ...free, acquire } });
  await transport.send(getting(there.url), patience);
  ages.ageMs = 1_500;

  expect(await maybeDone(transport.send(getting(there.url), patience))).toBe(false);
  expect([there.seen.length, there.connections]).toEqual([1, 1]);
});

test("a request whose connection takes too long is never sent", async () => {
  // It takes the connection and never says its part of TLS.
  const port = await startPlainServer(() => undefined);
  const startedAt = performance.now();
  const limiter = freeLimiter({ ageMs: 900 });
  const transport = transportOf({ limiter, timeoutMs: 10_000 });

  const failure = await failureOf(transport.send(ordering(`https://127.0.0.1:${port}`), patience));

  expect(failure).toMatchObject({ maybeDone: false });
  // A process that is itself too busy says so; either way nothing was sent.
  expect(failure.message).toMatch(/there was no connection in time|too busy to send it in time/);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

test("whoever gives up is told so at once, and whether it may have been sent", async () => {
  const there = await startOtherSide(silence);
  const transport = transportOf({ timeoutMs: 20_000 });
  const stop = new AbortController();
  const sent = transport.send(ordering(there.url), stop.signal);
  await until(() => there.seen.length === 1);
  expect(transport.status().inFlight).toBe(1);
  stop.abort(new Error("shutting down"));

  const failure = await failureOf(sent);

  expect(failure).toBeInstanceOf(WmsUnavailable);
  expect(failure).toMatchObject({ maybeDone: true, cause: { message: "shutting down" } });
  await until(() => transport.status().inFlight === 0);
  expect(transport.status()).toMatchObject({ breaker: "closed", lastFailure: null });
  expect(await maybeDone(transport.send(ordering(there.url), stop.signal))).toBe(false);
  expect(there.seen.length).toBe(1);
});

test("a request goes to http and https only", async () => {
  const request = { ...getting("http://127.0.0.1"), url: new URL("ftp://127.0.0.1/") };
  await expect(transportOf().send(request, patience)).rejects.toThrow(TypeError);
});
