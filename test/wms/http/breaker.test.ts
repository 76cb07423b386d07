import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@jest/globals";

import type { Transport } from "../../../src/wms/http/transport.ts";
import { until } from "../../support/until.ts";
import {
  answer,
  type Behaviour,
  cut,
  freePort,
  type OtherSide,
  silence,
  startOtherSide,
} from "../support/otherSide.ts";
import {
  failureOf,
  freeLimiter,
  getting,
  maybeDone,
  ordering,
  patience,
  transportOf,
} from "../support/transports.ts";

const BRIEF = { failuresMax: 3, openFirstMs: 150, openMaxMs: 150 };

function brief(): Transport {
  return transportOf({ breaker: BRIEF, timeoutMs: 200 });
}

/** A breaker that has just opened. */
async function broken(): Promise<{ there: OtherSide; transport: Transport }> {
  const there = await startOtherSide(answer(500, ""));
  const transport = brief();
  for (let turn = 0; turn < 3; turn++)
    await failureOf(transport.send(getting(there.url), patience));
  expect(transport.status().breaker).toBe("open");
  there.seen.length = 0;
  return { there, transport };
}

test.each([
  ["failures", answer(500, "")],
  ["cut connections", cut],
  ["silences", silence],
])("after three %s in a row nothing is sent for a while", async (_, behaviour) => {
  const there = await startOtherSide(behaviour);
  const transport = brief();
  for (let turn = 0; turn < 3; turn++) {
    expect(transport.status().breaker).toBe("closed");
    expect(await maybeDone(transport.send(ordering(there.url), patience))).toBe(true);
  }

  const failure = await failureOf(transport.send(ordering(there.url), patience));

  expect(failure).toMatchObject({ name: "WmsUnavailable", maybeDone: false });
  expect(failure.message).toContain("failed again and again");
  expect(there.seen.length).toBe(3);
  expect(transport.status().breaker).toBe("open");
});

test("refused connections count too", async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const transport = brief();
  for (let turn = 0; turn < 3; turn++) await failureOf(transport.send(getting(url), patience));
  expect(transport.status().breaker).toBe("open");
  expect(transport.status().lastFailure?.message).toContain("ECONNREFUSED");
});

test.each([
  ["refusals", answer(400, "")],
  ["too many requests", answer(429, "")],
  ["nonsense", answer(204, "")],
])("%s are answers: nobody is taken for dead", async (_, behaviour) => {
  const there = await startOtherSide(behaviour);
  const transport = brief();
  for (let turn = 0; turn < 6; turn++)
    await failureOf(transport.send(getting(there.url), patience));
  expect(transport.status().breaker).toBe("closed");
  expect(there.seen.length).toBe(6);
});

test("an answer in between makes the count begin anew; giving up does not", async () => {
  const there = await startOtherSide();
  const transport = brief();
  const turns = async (...behaviours: Behaviour[]): Promise<void> => {
    for (const behaviour of behaviours) {
      there.behave(behaviour);
      await transport.send(getting(there.url), patience).catch(() => undefined);
    }
  };
  await turns(cut, cut, answer(200, {}), cut, cut);
  expect(transport.status().breaker).toBe("closed");

  there.behave(silence);
  await failureOf(transport.send(getting(there.url), AbortSignal.timeout(50)));
  expect(transport.status().breaker).toBe("closed");
  await turns(cut);
  expect(transport.status().breaker).toBe("open");
});

test("one request tries whether it is alive again, and the others wait for what it finds", async () => {
  const { there, transport } = await broken();
  await sleep(200);
  there.behave((response) => setTimeout(() => response.end("{}"), 100));
  const sent = [1, 2, 3].map(() => transport.send(ordering(there.url), patience));
  await until(() => there.seen.length === 1);
  expect(transport.status().breaker).toBe("halfOpen");
  await sleep(50);
  expect(there.seen.length).toBe(1);

  expect((await Promise.all(sent)).length).toBe(3);
  expect(transport.status().breaker).toBe("closed");
});

test("a try that fails opens it again", async () => {
  const { there, transport } = await broken();
  await sleep(200);
  there.behave(cut);
  const sent = [1, 2, 3].map(() => maybeDone(transport.send(ordering(there.url), patience)));
  // The one that was sent, and those that waited for it.
  expect((await Promise.all(sent)).filter(Boolean)).toEqual([true]);
  expect(there.seen.length).toBe(1);
});

test("a try that says nothing closes nothing", async () => {
  const { there, transport } = await broken();
  await sleep(200);
  there.behave(silence);
  await failureOf(transport.send(getting(there.url), AbortSignal.timeout(50)));
  await until(() => transport.status().breaker !== "halfOpen");
  expect(transport.status().breaker).toBe("open");
});

test("whoever waits for a try may give up", async () => {
  const { there, transport } = await broken();
  await sleep(200);
  there.behave(silence);
  const ended: string[] = [];
  const trial = failureOf(transport.send(getting(there.url), patience));
  const told = trial.then(() => ended.push("trial"));
  await until(() => there.seen.length === 1);
  const other = transport.send(ordering(there.url), AbortSignal.timeout(10));
  expect(await maybeDone(other)).toBe(false);
  ended.push("other");
  await told;
  expect(ended).toEqual(["other", "trial"]);
});

test("a broken way spends no token", async () => {
  const there = await startOtherSide(cut);
  const free = freeLimiter();
  let given = 0;
  const acquire: typeof free.acquire = (kind, signal) => {
    given += 1;
    return free.acquire(kind, signal);
  };
  const transport = transportOf({ breaker: BRIEF, limiter: { ...free, acquire } });
  for (let turn = 0; turn < 8; turn++)
    await failureOf(transport.send(getting(there.url), patience));
  expect(given).toBe(3);
});
