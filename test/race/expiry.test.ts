import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { forEachOf, outcomeOf, type Outcomes, tally } from "../support/outcomes.ts";
import { MAIN } from "../support/shop.ts";
import { openTwoServers, type TwoServers } from "../support/twoServers.ts";
import { until } from "../support/until.ts";

const TTL_MS = 60;

/** Everybody has an item of his own, of which there is one unit. */
const SKUS = forEachOf(50, (shopper) => `UNIT-${shopper}`);

let shop: TwoServers;
beforeAll(async () => {
  shop = await openTwoServers({ settings: { HOLDFAST_SWEEP_INTERVAL: "100ms" } });
  await shop.location(MAIN);
  await Promise.all(SKUS.map((sku) => shop.item(sku)));
  const lines = SKUS.map((sku) => ({ sku, quantity: 1n }));
  await shop.door(0).receive({ requestId: randomUUID(), location: MAIN, lines });
});
afterAll(() => shop.close());

/** One shopper holds the only unit, another one waits for it. What became of both, and of the hold. */
interface Duel {
  readonly ends: string;
  readonly reservationId: string;
}

/** Finds the instant of expiry: a commit that won is followed by later ones, a commit that lost by earlier ones. */
class Aim {
  #offsetMs = -5;

  get ms(): number {
    return this.#offsetMs + (Math.random() - 0.5) * 10;
  }

  learn(isWon: boolean): void {
    this.#offsetMs += isWon ? 1 : -1;
  }
}

const FAIL = 1;
const REACQUIRE = 2;

/** The hold is committed through one server, and its unit wanted through the other, when its time is up. */
async function duel(shopper: number, onExpired: 1 | 2, aim: Aim): Promise<Duel> {
  const sku = SKUS[shopper] ?? "";
  const { id: reservationId } = await shop.reserve(sku, 1, { ttlMs: TTL_MS });
  const endsAt = performance.now() + TTL_MS;
  const lines = [{ sku, quantity: 1n }];
  let buyer = "";

  const [commit, wanted] = await Promise.all([
    at(endsAt + aim.ms, () =>
      outcomeOf(shop.door(shopper).commit({ requestId: randomUUID(), reservationId, onExpired })),
    ),
    at(endsAt + aim.ms, () =>
      outcomeOf(
        shop
          .door(shopper + 1)
          .reserve({ requestId: randomUUID(), lines })
          .then(({ reservation }) => (buyer = reservation?.id ?? "")),
      ),
    ),
  ]);
  aim.learn(commit === "OK");

  if (commit === "OK") {
    await shop.door(shopper).receive({ requestId: randomUUID(), location: MAIN, lines });
  }
  if (wanted === "OK") {
    await shop.door(shopper).release({ requestId: randomUUID(), reservationId: buyer });
  }
  return { ends: `${commit}, ${wanted}`, reservationId };
}

async function at<T>(moment: number, act: () => Promise<T>): Promise<T> {
  await sleep(Math.max(0, moment - performance.now()));
  return act();
}

/** Every shopper fights one duel after the other. */
async function duels(rounds: number, onExpired: 1 | 2): Promise<Duel[]> {
  const aim = new Aim();
  const fought = SKUS.map(async (_, shopper) => {
    const mine: Duel[] = [];
    while (mine.length < rounds) mine.push(await duel(shopper, onExpired, aim));
    return mine;
  });
  return (await Promise.all(fought)).flat();
}

/** What the journal tells of these holds, once the sweeper has been to all of them. */
async function storiesOf(fought: readonly Duel[]): Promise<Outcomes> {
  const ids = fought.map(({ reservationId }) => reservationId);
  const open = "select from reservation where id = any($1::uuid[]) and held > 0";
  await until(async () => (await shop.sql(open, [ids])).length === 0);
  const stories = await shop.sql<{ kinds: string }>(
    `select string_agg(kind, ', ' order by seq) as kinds
       from entry where reservation_id = any($1::uuid[]) group by reservation_id`,
    [ids],
  );
  return tally(stories.map(({ kinds }) => kinds));
}

/** Payments that counted although the time of their hold was up, and expiries that did not wait for it. */
function untimely(fought: readonly Duel[]): Promise<object[]> {
  return shop.sql(
    `select e.kind, e.recorded_at, r.expires_at
       from entry e join reservation r on r.tenant_id = e.tenant_id and r.id = e.reservation_id
      where r.id = any($1::uuid[])
        and (e.kind = 'commit' and e.recorded_at >= r.expires_at
          or e.kind = 'expire' and (e.recorded_at < r.expires_at or e.occurred_at <> r.expires_at))`,
    [fought.map(({ reservationId }) => reservationId)],
  );
}

test("of a payment and an expiry at the same instant exactly one counts, 700 times", async () => {
  const fought = await duels(14, FAIL);

  const ends = tally(fought.map((one) => one.ends));
  const { [SOLD]: sold = 0, [TAKEN]: taken = 0, [LAPSED]: lapsed = 0, ...others } = ends;
  expect(others).toEqual({});
  expect(sold + taken + lapsed).toBe(700);
  expect(Math.min(sold, taken)).toBeGreaterThan(50);
  expect(await storiesOf(fought)).toEqual({
    "reserve, commit": sold,
    "reserve, expire": taken + lapsed,
  });
  expect(await untimely(fought)).toEqual([]);
});

const SOLD = "OK, INSUFFICIENT_STOCK";
const TAKEN = "RESERVATION_EXPIRED, OK";
const LAPSED = "RESERVATION_EXPIRED, INSUFFICIENT_STOCK";

test("a late payment that may hold again gets the unit or the next buyer does, 300 times", async () => {
  const fought = await duels(6, REACQUIRE);

  const ends = tally(fought.map((one) => one.ends));
  const { [SOLD]: sold = 0, [LOST]: lost = 0, ...others } = ends;
  expect(others).toEqual({});
  expect(sold + lost).toBe(300);
  expect(Math.min(sold, lost)).toBeGreaterThan(20);
  const stories = await storiesOf(fought);
  const { "reserve, commit": inTime = 0, "reserve, expire, commit": heldAgain = 0 } = stories;
  expect(stories["reserve, expire"]).toBe(lost);
  expect(inTime + heldAgain).toBe(sold);
  expect(heldAgain).toBeGreaterThan(0);
});

const LOST = "INSUFFICIENT_STOCK, OK";

test("after all these instants the books balance and every unit is free", async () => {
  const keys = SKUS.map((sku) => ({ sku }));
  const { availability } = await shop.door(0).getAvailability({ keys });

  expect(tally(availability.map(({ available }) => `${available}`))).toEqual({ 1: SKUS.length });
  expect(await shop.differences()).toEqual([]);
});
