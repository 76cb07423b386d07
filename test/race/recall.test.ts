import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { runMassRecall } from "../../bench/recall/massRecall.ts";
import { countOutcomes, forEachOf, outcomeOf, tally } from "../support/outcomes.ts";
import { MAIN } from "../support/shop.ts";
import { createStockClient, type StockClient } from "../support/stockClient.ts";
import { openTwoServers, type TwoServers } from "../support/twoServers.ts";
import { until } from "../support/until.ts";

let shop: TwoServers;
let clients: StockClient[] = [];

beforeAll(async () => {
  shop = await openTwoServers({ settings: { HOLDFAST_REHOME_INTERVAL: "100ms" } });
  clients = shop.servers.map(({ grpcPort }) =>
    createStockClient(`127.0.0.1:${grpcPort}`, shop.tenant.adminKey),
  );
});

afterAll(async () => {
  for (const client of clients) client.close();
  await shop?.close();
});

function desk(caller: number): StockClient["stock"] {
  const client = clients[caller % 2];
  if (client === undefined) throw new Error("no server");
  return client.stock;
}

test("while a lot is recalled nobody buys of it any more, and everybody else gets the other lot", async () => {
  await shop.item("MILK", { lotTracked: true });
  await shop.receive("MILK", 60, { lot: "A" });
  await shop.receive("MILK", 20, { lot: "B" });
  const holds = await Promise.all(forEachOf(60, () => shop.reserve("MILK", 1, { lot: "" })));

  const [recalled, committed] = await Promise.all([
    desk(0).recallLot({ requestId: randomUUID(), sku: "MILK", lot: "A", reason: "glass" }),
    Promise.all(
      holds.map(({ id: reservationId }, caller) =>
        outcomeOf(shop.door(caller).commit({ requestId: randomUUID(), reservationId })),
      ),
    ),
  ]);

  const { OK = 0, LOT_EXPIRED: refused = 0, ...others } = tally(committed);
  expect(others).toEqual({});
  expect(OK + refused).toBe(60);
  // Whoever came too late for lot A got of lot B while there was some.
  const before = await soldOf("A", "<", recalled.entry?.seq ?? 0n);
  expect(await soldOf("A", ">", recalled.entry?.seq ?? 0n)).toBe(0n);
  expect(OK).toBe(Math.min(60, Number(before) + 20));
  await until(async () => (await waitingOf("MILK", "A")) === 0n);
  const { recall, reservations } = await desk(1).listRecall({
    sku: "MILK",
    lot: "A",
    pageSize: 500,
  });
  expect(recall).toMatchObject({ held: BigInt(refused), short: BigInt(refused) });
  expect(reservations.filter(({ short }) => short === 1n)).toHaveLength(refused);
});

/** Units of a lot that were sold before or after an entry. */
async function soldOf(lot: string, side: "<" | ">", seq: bigint): Promise<bigint> {
  const [row] = await shop.sql<{ units: string }>(
    `select coalesce(sum(-p.on_hand_delta), 0) as units
       from posting p join stock s on s.tenant_id = p.tenant_id and s.id = p.stock_id
       join lot on lot.tenant_id = s.tenant_id and lot.id = s.lot_id
      where lot.number = $1 and p.kind = 'commit' and p.seq ${side} $2`,
    [lot, String(seq)],
  );
  return BigInt(row?.units ?? 0);
}

async function waitingOf(sku: string, lot: string): Promise<bigint | undefined> {
  return (await desk(0).listRecall({ sku, lot, pageSize: 1 })).recall?.waiting;
}

test("a number that is set, sales and corrections come one after the other, and none is lost", async () => {
  await shop.receive("SOCK", 100);

  const setting = countOutcomes(
    forEachOf(20, (caller) =>
      desk(caller).setStock({
        requestId: randomUUID(),
        location: MAIN,
        reason: "counted",
        reasonCode: 11,
        lines: [{ sku: "SOCK", quantity: 80n }],
      }),
    ),
  );
  const reserving = countOutcomes(forEachOf(150, () => shop.reserve("SOCK", 1)));
  const adjusting = countOutcomes(forEachOf(20, () => shop.adjust("SOCK", -1)));
  const expecting = countOutcomes(
    forEachOf(20, (caller) =>
      desk(caller).setStock({
        requestId: randomUUID(),
        location: MAIN,
        reason: "counted",
        reasonCode: 11,
        lines: [{ sku: "SOCK", quantity: 79n, expectedQuantity: 80n }],
      }),
    ),
  );
  const ends = await Promise.all([setting, reserving, adjusting, expecting]);

  const [set, reserved, adjusted, expected] = ends;
  expect(set).toEqual({ OK: 20 });
  expect(adjusted).toEqual({ OK: 20 });
  expect((reserved["OK"] ?? 0) + (reserved["INSUFFICIENT_STOCK"] ?? 0)).toBe(150);
  expect((expected["OK"] ?? 0) + (expected["STALE_EXPECTATION"] ?? 0)).toBe(20);
  const { onHand, held, available, shortfall } = await shop.availability("SOCK");
  expect(held).toBe(BigInt(reserved["OK"] ?? 0));
  expect(available - shortfall).toBe(onHand - held);
  const why = await shop.sql<{ code: string; times: number }>(
    `select reason_code as code, count(*)::int as times from entry
      where kind = 'set_stock' group by 1`,
  );
  expect(why).toEqual([{ code: "count_correction", times: 20 + (expected["OK"] ?? 0) }]);
});

test("1,500 holds of a recalled lot move to another while Reserve goes on", async () => {
  const told = await runMassRecall({
    clients,
    name: "MASS",
    holds: 1_500,
    reservesPerSecond: 100,
    aroundMs: 200,
  });

  expect(told).toMatchObject({ moved: 1_500, short: 0 });
  expect(Object.keys(told.outcomes)).toEqual(["OK"]);
  const [row] = await shop.sql<{ told: number }>(
    `select count(*)::int as told from entry e join allocation a
         on a.tenant_id = e.tenant_id and a.reservation_id = e.reservation_id and a.number = 2
      where e.kind = 'rehome'`,
  );
  // Each of them is told once, whichever server found it.
  expect(row?.told).toBeGreaterThanOrEqual(1_500);
}, 90_000);

test("after all of this the books balance", async () => {
  expect(await shop.differences()).toEqual([]);
});
