import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { type CutProxy, startCutProxy } from "../support/cutProxy.ts";
import { countOutcomes, forEachOf } from "../support/outcomes.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import type { CallOptions } from "../support/stockClient.ts";
import { openTwoServers, type TwoServers } from "../support/twoServers.ts";

let database: TestDatabase;
let proxy: CutProxy;
let shop: TwoServers;
beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await startCutProxy(database.url);
  shop = await openTwoServers({ url: proxy.url });
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
