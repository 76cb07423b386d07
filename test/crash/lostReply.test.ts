import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { type CutProxy, startCutProxy } from "../support/cutProxy.ts";
import { countOutcomes, forEachOf } from "../support/outcomes.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { MAIN } from "../support/shop.ts";
import type { CallOptions } from "../support/stockClient.ts";
import { openTwoServers, type TwoServers } from "../support/twoServers.ts";

let database: TestDatabase;
let proxy: CutProxy;
let shop: TwoServers;
beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await startCutProxy(database.url);
  // Nobody but the callers reads.
  shop = await openTwoServers({ url: proxy.url, settings: { HOLDFAST_SWEEP_INTERVAL: "1h" } });
  await shop.receive("SOCK", 10_000);
});
afterAll(async () => {
  await shop.close();
  await proxy.close();
  await database.drop();
});

const CUTS = [
  { point: "before", name: "before the commit reaches PostgreSQL" },
  { point: "behind", name: "right behind the commit" },
  { point: "after", name: "after the commit and before its reply" },
] as const;

const KEEP = 2;
const ROUNDS = 8;
const CALLERS = 6;

test.each(CUTS)(
  "callers whose connection is cut $name are told the truth, as if nothing had been",
  async ({ point }) => {
    const before = await shop.availability("SOCK");
    const replays: string[] = [];
    const requestIds: string[] = [];
    const onHeader: CallOptions["onHeader"] = (header) => {
      replays.push(...header.get("holdfast-replay").map(String));
    };
    const reserve = (caller: number): Promise<unknown> => {
      const request = { requestId: randomUUID(), lines: [{ sku: "SOCK", quantity: 1n }] };
      requestIds.push(request.requestId);
      return shop.door(caller).reserve(request, { onHeader });
    };

    for (let round = 0; round < ROUNDS; round += 1) {
      const cut = proxy.cut(point);
      expect(await countOutcomes(forEachOf(CALLERS, reserve))).toEqual({ OK: CALLERS });
      await cut;
    }

    expect(replays).toEqual([]);
    const booked = await shop.sql("select from entry where request_id = any($1)", [requestIds]);
    expect(booked).toHaveLength(ROUNDS * CALLERS);
    const after = await shop.availability("SOCK");
    expect(after.held - before.held).toBe(BigInt(ROUNDS * CALLERS));
    expect(await shop.differences()).toEqual([]);
  },
);

type Ask = (options: CallOptions, requestId: string) => Promise<unknown>;

test("every kind of request survives a lost reply, and only its repeat is called a replay", async () => {
  const { id: reservationId } = await shop.reserve("SOCK", 2);
  const lines = [{ sku: "SOCK", quantity: 1n }];
  const counted = [{ sku: "SOCK", quantityDelta: -1n }];
  const door = shop.door(0);
  const requests: readonly Ask[] = [
    (options, requestId) => door.reserve({ requestId, lines }, options),
    (options, requestId) => door.sell({ requestId, lines }, options),
    (options, requestId) => door.receive({ requestId, location: MAIN, lines }, options),
    (options, requestId) =>
      door.adjust({ requestId, location: MAIN, lines: counted, reason: "broken" }, options),
    (options, requestId) => door.extend({ requestId, reservationId }, options),
    (options, requestId) =>
      door.commit({ requestId, reservationId, remainder: KEEP, lines }, options),
    (options, requestId) => door.release({ requestId, reservationId }, options),
  ];

  const told: boolean[][] = [];
  for (const request of requests) told.push(await askTwice(request));

  expect(told).toEqual(requests.map(() => [false, true]));
  expect(await shop.differences()).toEqual([]);
});

test("new items and locations survive lost replies, however many connections that costs", async () => {
  const catalog = shop.catalog(0);
  const items = forEachOf(6, (number) => ({ sku: `CAP-${number}` }));
  const requests: readonly Ask[] = [
    ...items.map(
      (item): Ask =>
        (options, requestId) =>
          catalog.createItem({ requestId, item }, options),
    ),
    (options, requestId) =>
      catalog.createLocation({ requestId, location: { code: "LOFT" } }, options),
  ];

  const told: boolean[][] = [];
  for (const request of requests) told.push(await askTwice(request));

  expect(told).toEqual(requests.map(() => [false, true]));
  expect(await shop.differences()).toEqual([]);
});

test("a question whose connection is lost is asked again behind the scenes", async () => {
  const { id: reservationId } = await shop.reserve("SOCK", 1);
  const [door, catalog] = [shop.door(0), shop.catalog(0)];
  const questions: readonly (() => Promise<object>)[] = [
    () => door.getAvailability({ keys: [{ sku: "SOCK" }] }),
    () => door.getReservation({ reservationId }),
    () => door.listReservations({ pageSize: 1 }),
    () => catalog.getItem({ sku: "SOCK" }),
    () => catalog.listItems({ pageSize: 1 }),
    () => catalog.getLocation({ code: MAIN }),
    () => catalog.listLocations({ pageSize: 1 }),
  ];

  for (const question of questions) {
    const cut = proxy.cut("before", "reading");
    expect(await countOutcomes([question()])).toEqual({ OK: 1 });
    await cut;
  }
});

/** Asks with a lost reply behind the scenes, then repeats. @returns which of the two answers was called a replay */
async function askTwice(request: Ask): Promise<boolean[]> {
  const requestId = randomUUID();
  const replays: boolean[] = [];
  const ask = async (): Promise<unknown> => {
    let isReplay = false;
    const onHeader: CallOptions["onHeader"] = (header) => {
      isReplay = header.get("holdfast-replay")[0] === "true";
    };
    const answer = await request({ onHeader }, requestId);
    replays.push(isReplay);
    return answer;
  };

  const cut = proxy.cut("after");
  const answer = await ask();
  await cut;
  expect(await ask()).toEqual(answer);
  return replays;
}
