import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@jest/globals";

import { until } from "../../support/until.ts";
import { type Behaviour, startOtherSide } from "../support/otherSide.ts";
import {
  freeLimiter,
  getting,
  maybeDone,
  ordering,
  patience,
  transportOf,
} from "../support/transports.ts";

/** Answers after a while, and counts how many it serves at once. */
function counting(): { behaviour: Behaviour; most: () => number } {
  let now = 0;
  let most = 0;
  const behaviour: Behaviour = (response) => {
    now += 1;
    most = Math.max(most, now);
    setTimeout(() => {
      now -= 1;
      response.end("{}");
    }, 20);
  };
  return { behaviour, most: () => most };
}

test("no more than four requests are under way at once, and three of them orders", async () => {
  const { behaviour, most } = counting();
  const there = await startOtherSide(behaviour);
  const transport = transportOf();
  const orders = Array.from({ length: 20 }, () => transport.send(ordering(there.url), patience));
  await Promise.all(orders);
  expect(most()).toBe(3);

  const mixed = Array.from({ length: 40 }, (_, index) =>
    transport.send((index % 2 === 0 ? ordering : getting)(there.url), patience),
  );
  await Promise.all(mixed);
  expect(most()).toBe(4);
});

test("reads that wait for their tokens do not hold up orders", async () => {
  const there = await startOtherSide();
  const limiter = freeLimiter();
  limiter.there.read = false;
  const transport = transportOf({ limiter });
  const stop = new AbortController();
  const reads = Array.from({ length: 10 }, () => transport.send(getting(there.url), stop.signal));
  const orders = Array.from({ length: 10 }, () => transport.send(ordering(there.url), patience));

  await Promise.all(orders);

  expect(there.seen.every(({ method }) => method === "POST")).toBe(true);
  stop.abort();
  await Promise.allSettled(reads);
});

test("orders that wait for their tokens do not hold up reads", async () => {
  const there = await startOtherSide();
  const limiter = freeLimiter();
  limiter.there.order = false;
  const transport = transportOf({ limiter });
  const stop = new AbortController();
  const orders = Array.from({ length: 10 }, () => transport.send(ordering(there.url), stop.signal));

  await Promise.all([1, 2, 3].map(() => transport.send(getting(there.url), patience)));

  expect(there.seen.length).toBe(3);
  stop.abort();
  await Promise.allSettled(orders);
});

test("whoever waits for others may give up, and was then not sent", async () => {
  const there = await startOtherSide(() => undefined);
  const transport = transportOf({ concurrency: 2, timeoutMs: 20_000 });
  const stop = new AbortController();
  const first = transport.send(ordering(there.url), stop.signal);
  await until(() => there.seen.length === 1);

  const second = transport.send(ordering(there.url), AbortSignal.timeout(100));
  expect(await maybeDone(second)).toBe(false);
  stop.abort();
  expect(await maybeDone(first)).toBe(true);
  await sleep(50);
  expect(there.seen.length).toBe(1);
});

test("no more may wait than is agreed", async () => {
  const there = await startOtherSide(() => undefined);
  const transport = transportOf({ concurrency: 1, queueMax: 2, timeoutMs: 20_000 });
  const stop = new AbortController();
  const waiting = [1, 2, 3].map(() => transport.send(ordering(there.url), stop.signal));
  await until(() => there.seen.length === 1);

  await expect(transport.send(ordering(there.url), patience)).rejects.toThrow(
    "2 requests wait for the warehouse system already",
  );
  expect(transport.status()).toMatchObject({ inFlight: 1, waiting: 2 });
  stop.abort();
  await Promise.allSettled(waiting);
});
