import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { CommitRequest_OnExpired, CommitRequest_Remainder } from "@holdfast/client";

import { commit, endOf, look, named, order, stateOf, untilExpired } from "../behaviour/calls.ts";
import { metric } from "../support/metrics.ts";
import { holdHeads, type Operator, openOperator } from "../support/operator.ts";
import { openShop, startTestApp } from "../support/shop.ts";
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
  const server = await sweep();

  await untilSwept([hold.id]);

  const [entry, ...others] = await expiriesOf([hold.id]);
  expect(others).toEqual([]);
  expect(entry?.occurred).toBe(endOf(hold));
  expect(entry?.recorded).toBeGreaterThanOrEqual(entry?.occurred ?? 0);
  expect(await heldOnTheRow(sock)).toBe(0n);
  expect(stateOf(await look(shop, hold))).toBe("EXPIRED");
  expect(await shop.availability(sock)).toMatchObject({ onHand: 3n, held: 0n, available: 3n });
  await server.stop();
});

test("holds whose time is not up, or never will be, are left alone", async () => {
  const sock = named("SOCK");
  await shop.receive(sock, 3);
  const hour = await shop.reserve(sock, 1);
  const forever = await order(shop, [{ sku: sock, quantity: 1n }], { noExpiry: true });
  const brief = await shop.reserve(sock, 1, { ttlMs: 150 });
  const server = await sweep();

  await untilSwept([brief.id]);

  expect([await look(shop, hour), await look(shop, forever)].map(stateOf)).toEqual(["HELD", "HELD"]);
  expect(await expiriesOf([hour.id, forever.id])).toEqual([]);
  await server.stop();
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
    const listed = await shop.client.inventory.listReservations({ orderRef });
    return { hold: await look(shop, hold), listed, there };
  };

  const unswept = await seen();
  const server = await sweep();
  await untilSwept([hold.id]);

  expect(await seen()).toEqual(unswept);
  await server.stop();
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
  for (const { httpPort } of servers) await untilBusy(httpPort);
  await letGo();
  await untilSwept(ids);
  await Promise.all(servers.map((server) => server.stop()));

  const entries = await expiriesOf(ids);
  expect(entries.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  expect(await heldOnTheRow(sock)).toBe(0n);
  expect(await shop.differences()).toEqual([]);
});

test("the sweeper fills its share of a batch that callers wait for, and no more", async () => {
  const [sock, shoe] = [named("SOCK"), named("SHOE")];
  for (const sku of [sock, shoe]) await shop.receive(sku, 30);
  const holds = await Promise.all(
    Array.from({ length: 24 }, () => shop.reserve(sock, 1, { ttlMs: 300 })),
  );
  for (const hold of holds) await untilExpired(shop, hold);
  const letGo = await holdHeads(shop.url);
  const server = await sweep({ HOLDFAST_LANE_BATCH_MAX: "8", HOLDFAST_SWEEP_SHARE: "25" });
  await untilBusy(server.httpPort);
  const { submitMany } = callersOf(server);

  const callers = submitMany(shoe, 12);
  await letGo();
  await callers;
  await untilSwept(holds.map(({ id }) => id));
  await server.stop();

  const batches = await batchesWith(sock, shoe);
  for (const { expired, reserved } of batches) {
    expect(expired + reserved).toBeLessThanOrEqual(8);
    if (reserved > 0) expect(expired).toBeLessThanOrEqual(2);
  }
  expect(batches.reduce((sum, { expired }) => sum + expired, 0)).toBe(24);
  expect(batches.filter(({ reserved }) => reserved > 0).length).toBeGreaterThan(0);
});
