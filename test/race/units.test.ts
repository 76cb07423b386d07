import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { countOutcomes, forEachOf, outcomeOf, tally } from "../support/outcomes.ts";
import { MAIN } from "../support/shop.ts";
import { openTwoServers, type TwoServers } from "../support/twoServers.ts";

let shop: TwoServers;
beforeAll(async () => (shop = await openTwoServers()));
afterAll(() => shop.close());

function reserveOne(sku: string, buyer: number): Promise<unknown> {
  const lines = [{ sku, quantity: 1n }];
  return shop.door(buyer).reserve({ requestId: randomUUID(), lines });
}

test("of 400 buyers of 100 units, through two servers, exactly 100 win", async () => {
  await shop.receive("LAST-100", 100);

  const outcomes = await countOutcomes(
    forEachOf(400, (buyer) => {
      const request = { requestId: randomUUID(), lines: [{ sku: "LAST-100", quantity: 1n }] };
      const sells = buyer % 4 < 2;
      return sells ? shop.door(buyer).sell(request) : shop.door(buyer).reserve(request);
    }),
  );

  expect(outcomes).toEqual({ OK: 100, INSUFFICIENT_STOCK: 300 });
  const { onHand, held, available, shortfall } = await shop.availability("LAST-100");
  expect({ unsold: onHand - held, available, shortfall }).toEqual({
    unsold: 0n,
    available: 0n,
    shortfall: 0n,
  });
});

test("whoever asks during a rush sees every answered sale, and never less than nothing", async () => {
  await shop.receive("RUSH", 100);
  let answered = 0n;
  const over = new AbortController();
  const seen: { answeredBefore: bigint; held: bigint; available: bigint }[] = [];
  const look = async (caller: number): Promise<void> => {
    const answeredBefore = answered;
    const keys = [{ sku: "RUSH", location: MAIN }];
    const { availability } = await shop.door(caller).getAvailability({ keys });
    for (const { held, available } of availability) seen.push({ answeredBefore, held, available });
  };
  const watch = async (caller: number): Promise<void> => {
    while (!over.signal.aborted) await look(caller);
  };

  const watching = forEachOf(2, watch);
  const shopping = forEachOf(12, async (shopper) => {
    const ends: string[] = [];
    while (ends.length < 12) {
      await sleep(Math.random() * 10);
      const end = await outcomeOf(reserveOne("RUSH", shopper));
      if (end === "OK") answered += 1n;
      await look(shopper + 1);
      ends.push(end);
    }
    return ends;
  });
  const ends = await Promise.all(shopping).finally(() => over.abort());
  await Promise.all(watching);

  expect(tally(ends.flat())).toEqual({ OK: 100, INSUFFICIENT_STOCK: 44 });
  expect(seen.length).toBeGreaterThan(100);
  const wrong = seen.filter(
    ({ answeredBefore, held, available }) =>
      available < 0n || held < answeredBefore || held + available !== 100n,
  );
  expect(wrong).toEqual([]);
});

test("a cart that names the same item twice needs the sum of both lines", async () => {
  await shop.receive("TWICE", 10);
  const lines = [
    { sku: "TWICE", quantity: 3n },
    { sku: "TWICE", quantity: 3n, location: MAIN },
  ];

  const outcomes = await countOutcomes(
    forEachOf(40, (buyer) => shop.door(buyer).reserve({ requestId: randomUUID(), lines })),
  );

  expect(outcomes).toEqual({ OK: 1, INSUFFICIENT_STOCK: 39 });
  expect(await shop.availability("TWICE")).toMatchObject({ held: 6n, available: 4n });
});

test("20 buyers of 20 units all win although the rows are busy", async () => {
  const { id } = await shop.receive("BUSY", 20);

  const busy = Promise.all(
    forEachOf(4, () =>
      shop.sql(
        `with busy as (select from stock where id = $1 for update)
                select pg_sleep(0.15) from busy`,
        [id],
      ),
    ),
  );
  const outcomes = await countOutcomes(
    forEachOf(20, async (buyer) => {
      await shop.door(buyer).getAvailability({ keys: [{ sku: "BUSY" }] });
      await reserveOne("BUSY", buyer);
    }),
  );
  await busy;

  expect(outcomes).toEqual({ OK: 20 });
  expect(await shop.availability("BUSY")).toMatchObject({ held: 20n, available: 0n });
});

/** Overlapping parts of one list of six items; every other cart names them in the opposite order. */
function cartOf(range: string, buyer: number): { sku: string; quantity: bigint }[] {
  const start = buyer % 3;
  const skus = skusOf(range).slice(start, start + 4);
  const ordered = buyer % 2 === 0 ? skus : skus.toReversed();
  return ordered.map((sku) => ({ sku, quantity: 1n }));
}

function skusOf(range: string): string[] {
  return forEachOf(6, (number) => `${range}-${number}`);
}

async function fill(range: string, units: number): Promise<void> {
  for (const sku of skusOf(range)) await shop.receive(sku, units);
}

async function sumOf(range: string, bucket: "held" | "available"): Promise<bigint> {
  const keys = skusOf(range).map((sku) => ({ sku }));
  const { availability } = await shop.door(0).getAvailability({ keys });
  return availability.reduce((sum, of) => sum + of[bucket], 0n);
}

test("16 callers with overlapping carts in opposite orders all get theirs while stock is ample", async () => {
  await fill("AMPLE", 1_000);

  const outcomes = await countOutcomes(
    forEachOf(16, async (buyer) => {
      for (let cart = 0; cart < 15; cart += 1) {
        const request = { requestId: randomUUID(), lines: cartOf("AMPLE", buyer + cart) };
        await shop.door(buyer).reserve(request);
      }
    }),
  );

  expect(outcomes).toEqual({ OK: 16 });
  expect(await sumOf("AMPLE", "held")).toBe(16n * 15n * 4n);
});

test("carts that compete for the last units are served whole or not at all", async () => {
  await fill("SCARCE", 10);

  const outcomes = await countOutcomes(
    forEachOf(96, (buyer) =>
      shop.door(buyer).reserve({ requestId: randomUUID(), lines: cartOf("SCARCE", buyer) }),
    ),
  );

  // Every cart has the middle two items.
  expect(outcomes).toEqual({ OK: 10, INSUFFICIENT_STOCK: 86 });
  expect(await sumOf("SCARCE", "held")).toBe(10n * 4n);
  expect(await sumOf("SCARCE", "available")).toBe(60n - 40n);
});

test("after all these races the books balance", async () => {
  expect(await shop.differences()).toEqual([]);
});

test("of 8 callers who bring the same 3 units back at once, through two servers, 3 are heard", async () => {
  await shop.receive("BACK", 10);
  const lines = [{ sku: "BACK", quantity: 3n }];
  const { reservation } = await shop.door(0).sell({ requestId: randomUUID(), lines });
  const reservationId = reservation?.id ?? "";

  const outcomes = await countOutcomes(
    forEachOf(8, (caller) =>
      shop.stock(caller).return({
        requestId: randomUUID(),
        reservationId,
        lines: [{ line: 1, quantity: 1n }],
      }),
    ),
  );

  expect(outcomes).toEqual({ OK: 3, INVALID_MOVEMENT: 5 });
  expect(await shop.availability("BACK")).toMatchObject({ onHand: 10n, available: 10n });
  expect(await shop.differences()).toEqual([]);
});
