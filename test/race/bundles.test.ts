import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { countOutcomes, forEachOf, outcomeOf, tally } from "../support/outcomes.ts";
import { openTwoServers, type TwoServers } from "../support/twoServers.ts";

let shop: TwoServers;
beforeAll(async () => (shop = await openTwoServers()));
afterAll(() => shop.close());

const once = () => ({ requestId: randomUUID() });

async function setParts(
  caller: number,
  sku: string,
  ...parts: [string, number][]
): Promise<unknown> {
  const made = parts.map(([part, quantity]) => ({ sku: part, quantity: BigInt(quantity) }));
  return await shop.catalog(caller).setParts({ ...once(), sku, parts: made });
}

test("of 400 buyers of a bundle and of what it is made of, exactly as many win as units allow", async () => {
  await shop.receive("POT", 60);
  await shop.receive("CUP", 300);
  await shop.item("SET");
  await setParts(0, "SET", ["POT", 1], ["CUP", 4]);

  const wanted = ["SET", "CUP", "SET", "POT"];
  const ends = await Promise.all(
    forEachOf(400, async (buyer) => {
      const sku = wanted[buyer % 4] ?? "SET";
      const request = { ...once(), lines: [{ sku, quantity: 1n }] };
      const sells = buyer % 8 < 4;
      const call = sells ? shop.door(buyer).sell(request) : shop.door(buyer).reserve(request);
      return `${sku} ${await outcomeOf(call)}`;
    }),
  );

  const won = (sku: string): bigint => BigInt(tally(ends)[`${sku} OK`] ?? 0);
  const lost = (sku: string): bigint => BigInt(tally(ends)[`${sku} INSUFFICIENT_STOCK`] ?? 0);
  expect([won("SET") + lost("SET"), won("CUP") + lost("CUP"), won("POT") + lost("POT")]).toEqual([
    200n,
    100n,
    100n,
  ]);
  const [pots, cups] = [await shop.availability("POT"), await shop.availability("CUP")];
  expect(60n - pots.available).toBe(won("SET") + won("POT"));
  expect(300n - cups.available).toBe(4n * won("SET") + won("CUP"));
  // Nobody was sent away while there was something for him.
  const sets = cups.available / 4n < pots.available ? cups.available / 4n : pots.available;
  expect([lost("POT") > 0n && pots.available > 0n, lost("SET") > 0n && sets > 0n]).toEqual([
    false,
    false,
  ]);
  expect(won("SET") + won("POT")).toBe(60n);
  expect(await shop.availability("SET")).toMatchObject({ available: 0n });
  expect(await shop.differences()).toEqual([]);
});

test("16 callers commit, release and let go of bundles at once, and every bundle stays whole", async () => {
  await shop.receive("LID", 64);
  await shop.receive("JAR", 32);
  await shop.item("PAIR");
  await setParts(0, "PAIR", ["LID", 2], ["JAR", 1]);
  const holds = await Promise.all(forEachOf(8, () => shop.reserve("PAIR", 4)));

  const outcomes = await countOutcomes(
    forEachOf(32, (caller) => {
      const reservationId = holds[caller % 8]?.id ?? "";
      const request = { ...once(), reservationId, lines: [{ line: 1, quantity: 1n }] };
      return caller % 16 < 8
        ? shop.door(caller).commit({ ...request, remainder: 2 })
        : shop.door(caller).release(request);
    }),
  );

  expect(outcomes).toEqual({ OK: 32 });
  const [lids, jars] = [await shop.availability("LID"), await shop.availability("JAR")];
  expect([lids.onHand, lids.available, jars.onHand, jars.available]).toEqual([32n, 32n, 16n, 16n]);
  expect(await shop.differences()).toEqual([]);
});

test("of two bundles that are put into each other at once, one is refused", async () => {
  for (const round of Array.from({ length: 10 }, (_, index) => index)) {
    const [one, other] = [`ONE-${round}`, `OTHER-${round}`];
    for (const sku of [one, other]) await shop.item(sku);

    const outcomes = await countOutcomes([
      setParts(0, one, [other, 1]),
      setParts(1, other, [one, 1]),
    ]);

    expect(outcomes).toEqual({ OK: 1, INVALID_PARTS: 1 });
  }
  expect(await shop.differences()).toEqual([]);
});

test("orders that meet a change of parts are served by the old ones or the new ones, never by both", async () => {
  await shop.receive("LEFT", 1_000);
  await shop.receive("RIGHT", 1_000);
  await shop.item("GLOVES");
  await setParts(0, "GLOVES", ["LEFT", 1]);

  const reservations = await Promise.all(
    forEachOf(60, async (caller) => {
      if (caller % 6 === 0) {
        await setParts(caller, "GLOVES", caller % 12 === 0 ? ["RIGHT", 3] : ["LEFT", 1]);
        return [];
      }
      const request = { ...once(), lines: [{ sku: "GLOVES", quantity: 1n }] };
      const { reservation } = await shop.door(caller).reserve(request);
      return reservation?.lines[0]?.allocations.map(({ sku, held }) => `${held} ${sku}`) ?? [];
    }),
  );

  const served = tally(reservations.filter((one) => one.length > 0).map((one) => one.join(" + ")));
  expect(Object.keys(served).filter((one) => one !== "1 LEFT" && one !== "3 RIGHT")).toEqual([]);
  expect((served["1 LEFT"] ?? 0) + (served["3 RIGHT"] ?? 0)).toBe(50);
  expect(await shop.differences()).toEqual([]);
});
