import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  CommitRequest_OnExpired,
  CommitRequest_Remainder,
  Reservation_State,
} from "@holdfast/client";

import type { App } from "../../src/app.ts";
import { commit, endOf, look, named, order, stateOf, untilExpired } from "../behaviour/calls.ts";
import { afterwards } from "../support/afterwards.ts";
import { metric, untilDepth } from "../support/metrics.ts";
import { batchesSince, expiriesOf, heldOnTheRow, lastSeq, untilSwept } from "./swept.ts";
import { holdHeads, type Operator, openOperator, untilBlocked } from "../support/operator.ts";
import { doings, openShop, startTestApp } from "../support/shop.ts";
import { createStockClient } from "../support/stockClient.ts";
import { until } from "../support/until.ts";
import { useShop } from "../support/useShop.ts";

/** The shop itself never sweeps: the tests start servers that do. */
const UNSWEPT = { HOLDFAST_SWEEP_INTERVAL: "1h" };
const shop = useShop(() => openShop({ settings: UNSWEPT }));
let operator: Operator;

beforeAll(async () => {
  operator = await openOperator(shop.url);
});
afterAll(() => operator.leave());

test("a hold whose time is up is taken back, as of the moment when it was up", async () => {
  const sock = named("SOCK");
  await shop.receive(sock, 3);
  const hold = await shop.reserve(sock, 2, { ttlMs: 200 });
  await sweep();

  await untilSwept(operator, [hold.id]);

  const [entry, ...others] = await expiriesOf(operator, [hold.id]);
  expect(others).toEqual([]);
  expect(entry?.occurred).toBe(endOf(hold));
  expect(entry?.recorded).toBeGreaterThanOrEqual(entry?.occurred ?? 0);
  expect(await heldOnTheRow(operator, sock)).toBe(0n);
  expect(stateOf(await look(shop, hold))).toBe("EXPIRED");
  expect(await shop.availability(sock)).toMatchObject({ onHand: 3n, held: 0n, available: 3n });
});

test("holds whose time is not up, or never will be, are left alone", async () => {
  const sock = named("SOCK");
  await shop.receive(sock, 3);
  const hour = await shop.reserve(sock, 1);
  const forever = await order(shop, [{ sku: sock, quantity: 1n }], { noExpiry: true });
  const brief = await shop.reserve(sock, 1, { ttlMs: 150 });
  await sweep();

  await untilSwept(operator, [brief.id]);

  expect([await look(shop, hour), await look(shop, forever)].map(stateOf)).toEqual([
    "HELD",
    "HELD",
  ]);
  expect(await expiriesOf(operator, [hour.id, forever.id])).toEqual([]);
});

test("sweeping changes nothing that anybody sees", async () => {
  const sock = named("SOCK");
  await shop.receive(sock, 2);
  const orderRef = named("ORDER");
  const lines = [{ sku: sock, quantity: 2n }];
  const hold = await order(shop, lines, { orderRef, ttl: { nanos: 1.5e8 } });
  await untilExpired(shop, hold);
  const seen = async () => {
    const { asOfTime: _, ...there } = await shop.availability(sock);
    const state = Reservation_State.EXPIRED;
    const listed = await shop.client.inventory.listReservations({ orderRef, state });
    return { hold: await look(shop, hold), listed, there };
  };

  const unswept = await seen();
  await sweep();
  await untilSwept(operator, [hold.id]);

  expect(unswept.listed.reservations).toHaveLength(1);
  expect(await seen()).toEqual(unswept);
});

test("two servers that find the same holds take each back once", async () => {
  const sock = named("SOCK");
  await shop.receive(sock, 40);
  const holds = await Promise.all(
    Array.from({ length: 40 }, () => shop.reserve(sock, 1, { ttlMs: 400 })),
  );
  const ids = holds.map(({ id }) => id);
  for (const hold of holds) await untilExpired(shop, hold);
  const letGo = await holdHeads(shop.url);

  const servers = [await sweep(), await sweep()];
  await untilBlocked(operator, 2);
  await letGo();
  await untilSwept(operator, ids);
  await Promise.all(servers.map((server) => server.stop()));

  const entries = await expiriesOf(operator, ids);
  expect(entries.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  expect(await heldOnTheRow(operator, sock)).toBe(0n);
  expect(await shop.differences()).toEqual([]);
});

test("while callers wait, the sweeper fills its share of each batch and no more", async () => {
  const [sock, shoe] = [named("SOCK"), named("SHOE")];
  for (const sku of [sock, shoe]) await shop.receive(sku, 30);
  const holds = await Promise.all(
    Array.from({ length: 24 }, () => shop.reserve(sock, 1, { ttlMs: 400 })),
  );
  for (const hold of holds) await untilExpired(shop, hold);
  const before = await lastSeq(operator);
  const letGo = await holdHeads(shop.url);
  const server = await sweep({ HOLDFAST_LANE_BATCH_MAX: "8", HOLDFAST_SWEEP_SHARE: "25" });
  await untilBlocked(operator);

  const client = createStockClient(`127.0.0.1:${server.grpcPort}`, shop.tenant.adminKey);
  afterwards(async () => client.close());
  const callers = Array.from({ length: 12 }, () => doings(client, shop.url).reserve(shoe, 1));
  await untilDepth(server.httpPort, 16 + 12);
  await letGo();
  await Promise.all(callers);
  await untilSwept(
    operator,
    holds.map(({ id }) => id),
  );

  const batches = await batchesSince(operator, before);
  expect(batches.filter(({ reserved }) => reserved > 0n)).toEqual([
    { expired: 2n, reserved: 6n },
    { expired: 2n, reserved: 6n },
  ]);
  expect(batches.reduce((sum, { expired }) => sum + expired, 0n)).toBe(24n);
});

test("a hold that was taken again in part and lapsed again is taken back again", async () => {
  const sock = named("SOCK");
  await shop.receive(sock, 3);
  const hold = await shop.reserve(sock, 3, { ttlMs: 200 });
  await sweep();
  await untilSwept(operator, [hold.id]);
  await commit(shop, hold, {
    lines: [{ line: 1, quantity: 1n }],
    remainder: CommitRequest_Remainder.KEEP,
    onExpired: CommitRequest_OnExpired.REACQUIRE,
  });

  await untilSwept(operator, [hold.id]);

  expect(await expiriesOf(operator, [hold.id])).toHaveLength(2);
  expect(await shop.availability(sock)).toMatchObject({ onHand: 2n, held: 0n, available: 2n });
  expect(await shop.differences()).toEqual([]);
});

test("the metrics say how late the sweeper was", async () => {
  const sock = named("SOCK");
  await shop.receive(sock, 1);
  const hold = await shop.reserve(sock, 1, { ttlMs: 150 });
  await untilExpired(shop, hold);
  await sleep(300);

  // It looks once and then not for an hour, so that the figure stays.
  const server = await sweep(UNSWEPT);
  await untilSwept(operator, [hold.id]);
  const lag = () => metric(server.httpPort, "holdfast_sweeper_lag_seconds");
  await until(async () => (await lag()) > 0);

  expect(await lag()).toBeGreaterThanOrEqual(0.3);
  expect(await lag()).toBeLessThan(20);
});

/** Another server on the same database, with a sweeper that is hardly ever late. */
async function sweep(settings: Readonly<Record<string, string>> = {}): Promise<App> {
  const sweeping = { HOLDFAST_SWEEP_INTERVAL: "100ms", ...settings };
  const server = await startTestApp(shop.url, sweeping);
  afterwards(() => server.stop());
  return server;
}
