import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { countOutcomes, forEachOf } from "../support/outcomes.ts";
import { MAIN } from "../support/shop.ts";
import { openTwoServers, type TwoServers } from "../support/twoServers.ts";

let shop: TwoServers;
beforeAll(async () => (shop = await openTwoServers()));
afterAll(() => shop.close());

const LOTS = ["A", "B"];

test("two lots that lie together are never sold below the safety stock, whoever names which", async () => {
  await shop.location("SAFE", { safetyStock: 5n });
  const skus = forEachOf(4, (number) => `LOTTED-${number}`);
  for (const sku of skus) {
    await shop.item(sku, { lotTracked: true });
    for (const lot of LOTS) await shop.receive(sku, 10, { location: "SAFE", lot });
  }

  const outcomes = await Promise.all(
    skus.map((sku) =>
      countOutcomes(
        forEachOf(40, (buyer) => {
          const lot = LOTS[Math.floor(buyer / 2) % 2] ?? "";
          const lines = [{ sku, quantity: 1n, lot }];
          return shop.door(buyer).reserve({ requestId: randomUUID(), lines });
        }),
      ),
    ),
  );

  expect(outcomes).toEqual(skus.map(() => ({ OK: 15, INSUFFICIENT_STOCK: 25 })));
  for (const sku of skus) {
    expect(await shop.availability(sku)).toMatchObject({ onHand: 20n, held: 15n, available: 0n });
  }
});

test("goods that arrive while others buy are sold once and none is forgotten", async () => {
  await shop.receive("ARRIVING", 50);

  const arriving = countOutcomes(
    forEachOf(20, (caller) =>
      shop.door(caller).receive({
        requestId: randomUUID(),
        location: MAIN,
        lines: [{ sku: "ARRIVING", quantity: 5n }],
      }),
    ),
  );
  const buying = countOutcomes(forEachOf(200, (buyer) => sellOne("ARRIVING", buyer)));
  const [arrived, bought] = await Promise.all([arriving, buying]);

  expect(arrived).toEqual({ OK: 20 });
  const { OK: sold = 0, INSUFFICIENT_STOCK: refused = 0, ...others } = bought;
  expect(others).toEqual({});
  expect(sold + refused).toBe(200);
  const left = 150n - BigInt(sold);
  expect(await shop.availability("ARRIVING")).toMatchObject({ onHand: left, available: left });
});

function sellOne(sku: string, caller: number): Promise<unknown> {
  return shop.door(caller).sell({ requestId: randomUUID(), lines: [{ sku, quantity: 1n }] });
}

function adjust(sku: string, caller: number, expectedQuantity?: bigint): Promise<unknown> {
  const line = { sku, quantityDelta: -1n, ...(expectedQuantity && { expectedQuantity }) };
  const request = { requestId: randomUUID(), location: MAIN, reason: "broken", lines: [line] };
  return shop.door(caller).adjust(request);
}

test("units that break while others hold them are missed, and not one of them is sold", async () => {
  await shop.receive("BREAKING", 60);

  const breaking = countOutcomes(forEachOf(30, (caller) => adjust("BREAKING", caller)));
  const holding = countOutcomes(
    forEachOf(100, (buyer) =>
      shop.door(buyer).reserve({
        requestId: randomUUID(),
        lines: [{ sku: "BREAKING", quantity: 1n }],
      }),
    ),
  );
  const [broken, held] = await Promise.all([breaking, holding]);

  expect(broken).toEqual({ OK: 30 });
  const { OK: holds = 0, INSUFFICIENT_STOCK: refused = 0, ...others } = held;
  expect(others).toEqual({});
  expect(holds + refused).toBe(100);
  expect(holds).toBeGreaterThanOrEqual(30);
  const { onHand, shortfall, available } = await shop.availability("BREAKING");
  expect({ onHand, shortfall, available }).toEqual({
    onHand: 30n,
    shortfall: BigInt(holds - 30),
    available: 0n,
  });
});

test("of 16 people who correct the same count at once one is right and the others count again", async () => {
  await shop.receive("COUNTED", 40);

  const outcomes = await countOutcomes(forEachOf(16, (caller) => adjust("COUNTED", caller, 40n)));

  expect(outcomes).toEqual({ OK: 1, STALE_EXPECTATION: 15 });
  expect(await shop.availability("COUNTED")).toMatchObject({ onHand: 39n });
});

interface Line {
  readonly seq: number;
  readonly recordedAt: Date;
}

/** What is new in the journal for somebody who remembers the last number he read. */
function readOn(last: number): Promise<Line[]> {
  return shop.sql<Line & { seq: number }>(
    `select seq::int as seq, recorded_at as "recordedAt" from entry
      where tenant_id = $1 and seq > $2 order by seq`,
    [shop.tenant.id, last],
  );
}

/** Eight people write the journal, through both servers, in every way there is. */
function writing(): Promise<unknown>[] {
  return forEachOf(8, async (caller) => {
    for (let round = 0; round < 12; round += 1) {
      if (caller < 6) await sellOne("WRITTEN", caller);
      else {
        const item = { sku: `WRITTEN-${caller}-${round}`, name: "new" };
        await shop.catalog(caller).createItem({ requestId: randomUUID(), item });
      }
      await sleep(Math.random() * 15);
    }
  });
}

test("a reader of the journal who remembers the last number misses nothing of eight writers", async () => {
  await shop.receive("WRITTEN", 1_000);
  const [start] = (await readOn(0)).slice(-1);
  const over = new AbortController();
  const lines: Line[] = [];
  const reading = (async () => {
    for (let last = start?.seq ?? 0, isLast = false; !isLast;) {
      isLast = over.signal.aborted;
      const found = await readOn(last);
      lines.push(...found);
      last = found.at(-1)?.seq ?? last;
    }
  })();

  const outcomes = await countOutcomes(writing()).finally(() => over.abort());
  await reading;

  expect(outcomes).toEqual({ OK: 8 });
  expect(lines.map(({ seq }) => seq)).toEqual(forEachOf(96, (n) => (start?.seq ?? 0) + 1 + n));
  const times = lines.map(({ recordedAt }) => recordedAt.getTime());
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test("after all these races the books balance", async () => {
  expect(await shop.differences()).toEqual([]);
});
