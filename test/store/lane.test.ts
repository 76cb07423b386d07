import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { heard, named } from "../behaviour/calls.ts";
import { afterwards } from "../support/afterwards.ts";
import { untilDepth } from "../support/metrics.ts";
import { holdHeads, type Operator, openOperator, untilBlocked } from "../support/operator.ts";
import { countOutcomes, forEachOf } from "../support/outcomes.ts";
import { MAIN, openShop } from "../support/shop.ts";
import { failureOf } from "../support/stockClient.ts";
import { useShop } from "../support/useShop.ts";

const shop = useShop(() => openShop({ settings: { HOLDFAST_SWEEP_INTERVAL: "1h" } }));
let operator: Operator;

beforeAll(async () => {
  operator = await openOperator(shop.url);
});
afterAll(() => operator.leave());

test("orders that come together are written together", async () => {
  const sock = await received(60);
  const letGo = await holdHeads(shop.url);
  const first = shop.reserve(sock, 1);
  await untilBlocked(operator);
  const rest = forEachOf(59, () => shop.reserve(sock, 1));
  await untilDepth(shop.app.httpPort, 59);

  await letGo();

  expect(await countOutcomes([first, ...rest])).toEqual({ OK: 60 });
  expect(await ordersPerTransaction(operator, sock)).toEqual([1, 59]);
});

test("no transaction has more orders than it may", async () => {
  const small = await openShop({ settings: { HOLDFAST_LANE_BATCH_MAX: "10" } });
  afterwards(() => small.close());
  const there = await openOperator(small.url);
  afterwards(() => there.leave());
  await small.receive("SOCK", 36);
  const letGo = await holdHeads(small.url);
  const first = small.reserve("SOCK", 1);
  await untilBlocked(there);
  const rest = forEachOf(35, () => small.reserve("SOCK", 1));
  await untilDepth(small.app.httpPort, 35);

  await letGo();

  expect(await countOutcomes([first, ...rest])).toEqual({ OK: 36 });
  expect(await ordersPerTransaction(there, "SOCK")).toEqual([1, 10, 10, 10, 5]);
});

test("one order that the database refuses never fails its neighbours", async () => {
  const sock = await received(60);
  afterwards(() => operator.query("alter table reservation drop constraint if exists poison"));
  await operator.query(
    "alter table reservation add constraint poison check (order_ref <> 'POISON')",
  );
  const letGo = await holdHeads(shop.url);
  const before = shop.reserve(sock, 1);
  await untilBlocked(operator);
  const neighbours = forEachOf(40, () => shop.reserve(sock, 1));
  const lines = [{ sku: sock, quantity: 1n }];
  const poison = { requestId: randomUUID(), orderRef: "POISON", lines };
  const refused = failureOf(shop.client.inventory.reserve(poison));
  neighbours.push(...forEachOf(10, () => shop.reserve(sock, 1)));
  await untilDepth(shop.app.httpPort, 51);

  await letGo();

  expect(await countOutcomes([before, ...neighbours])).toEqual({ OK: 51 });
  expect(await refused).toMatchObject({ code: "INTERNAL", reason: "INTERNAL" });
  expect((await refused).message).not.toMatch(/poison|constraint/i);
  expect(await shop.availability(sock)).toMatchObject({ held: 51n });
  expect(await shop.differences()).toEqual([]);
  await operator.query("alter table reservation drop constraint poison");
  const again = await heard((told) => shop.client.inventory.reserve(poison, told));
  expect(again.isReplay).toBe(false);
});

test("an order whose time passed while it waited is not carried out", async () => {
  const sock = await received(5);
  const requests = forEachOf(3, () => ({
    requestId: randomUUID(),
    lines: [{ sku: sock, quantity: 1n }],
  }));
  const letGo = await holdHeads(shop.url);
  const patient = shop.reserve(sock, 1);
  await untilBlocked(operator);

  const hasty = requests.map((request) =>
    failureOf(shop.client.inventory.reserve(request, { timeoutMs: 300 })),
  );
  const told = await Promise.all(hasty);
  await letGo();
  await patient;

  expect(told.map(({ code }) => code)).toEqual(forEachOf(3, () => "DEADLINE_EXCEEDED"));
  expect(await shop.availability(sock)).toMatchObject({ held: 1n });
  const again = await heard((header) => shop.client.inventory.reserve(requests[0] ?? {}, header));
  expect(again.isReplay).toBe(false);
});

test("an order whose time passed before its turn came is not carried out", async () => {
  const sock = await received(5);
  const letGo = await holdHeads(shop.url);
  const request = { requestId: randomUUID(), lines: [{ sku: sock, quantity: 1n }] };

  const told = await failureOf(shop.client.inventory.reserve(request, { timeoutMs: 300 }));
  await letGo();
  await shop.reserve(sock, 1);

  expect(told.code).toBe("DEADLINE_EXCEEDED");
  expect(await shop.availability(sock)).toMatchObject({ held: 1n });
});

test("a full queue refuses; whoever it took is served, and the rest may come again", async () => {
  const small = await openShop({ settings: { HOLDFAST_LANE_QUEUE_MAX: "5" } });
  afterwards(() => small.close());
  const there = await openOperator(small.url);
  afterwards(() => there.leave());
  await small.receive("SOCK", 20);
  const letGo = await holdHeads(small.url);
  const first = small.reserve("SOCK", 1);
  await untilBlocked(there);

  const ids = forEachOf(19, () => randomUUID());
  const rest = ids.map((requestId) => small.reserve("SOCK", 1, { requestId }));
  const outcomes = countOutcomes([first, ...rest]);
  await untilDepth(small.app.httpPort, 5);
  await letGo();

  expect(await outcomes).toEqual({ OK: 6, OVERLOADED: 14 });
  expect(await small.availability("SOCK")).toMatchObject({ held: 6n });
  for (const requestId of ids) await small.reserve("SOCK", 1, { requestId });
  expect(await small.availability("SOCK")).toMatchObject({ held: 20n, available: 0n });
  expect(await small.differences()).toEqual([]);
});

/** A new item with so many units. */
async function received(units: number): Promise<string> {
  const sku = named("SOCK");
  await shop.receive(sku, units, { location: MAIN });
  return sku;
}

/** How many orders of an item each transaction made, the first transaction first. */
async function ordersPerTransaction(at: Operator, sku: string): Promise<number[]> {
  const rows = await at.query(
    `select count(*) as orders
       from entry e join reservation r on r.id = e.reservation_id
      where e.kind = 'reserve' and r.lines -> 0 ->> 'sku' = $1
      group by e.xmin::text order by min(e.seq)`,
    [sku],
  );
  return rows.map(({ orders }) => Number(orders));
}
