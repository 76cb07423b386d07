import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { expect } from "@jest/globals";

import { migrate } from "../../src/store/migrate.ts";
import { insist } from "../support/insist.ts";
import { forEachOf, tally } from "../support/outcomes.ts";
import { type OwnCluster, startOwnCluster } from "../support/postgres.ts";
import { testUnless } from "../support/testUnless.ts";
import { openTwoServers, type TwoServers } from "../support/twoServers.ts";

const notOurs = process.env["DATABASE_URL"]
  ? "DATABASE_URL names a server that is not ours to kill"
  : undefined;

/** What the callers were told, and when. */
interface Told {
  readonly requestIds: string[];
  /** Requests whose answer had arrived. */
  readonly answered: Set<string>;
  readonly failures: string[];
}

/** Sixteen callers who hold a unit each time, sell every other one, and repeat until they are answered. */
async function trade(shop: TwoServers, told: Told, isOver: () => boolean): Promise<void> {
  const { answered, failures } = told;
  const ask = async <T>(requestId: string, call: (attempt: number) => Promise<T>): Promise<T> => {
    told.requestIds.push(requestId);
    const answer = await insist(call, ({ code, reason }) => failures.push(`${code} ${reason}`));
    answered.add(requestId);
    return answer;
  };
  const callers = forEachOf(16, async (caller) => {
    while (!isOver()) {
      const held = { requestId: randomUUID(), lines: [{ sku: "SOCK", quantity: 1n }] };
      const { reservation } = await ask(held.requestId, (attempt) =>
        shop.door(caller + attempt).reserve(held),
      );
      const sold = { requestId: randomUUID(), reservationId: reservation?.id ?? "" };
      await ask(sold.requestId, (attempt) => shop.door(caller + attempt).commit(sold));
    }
  });
  await Promise.all(callers);
}

async function crashTwice(cluster: OwnCluster, booked: () => Promise<Set<string>>, told: Told) {
  for (let crash = 0; crash < 2; crash += 1) {
    await sleep(400);
    await cluster.kill9();
    const answeredBefore = [...told.answered];
    await cluster.restart();
    const known = await booked();
    expect(answeredBefore.filter((requestId) => !known.has(requestId))).toEqual([]);
    expect(answeredBefore.length).toBeGreaterThan(10);
  }
  await sleep(300);
}

testUnless(
  notOurs,
  "a database that is killed under load forgets nothing that was answered, and repeats end well",
  async () => {
    const cluster = await startOwnCluster();
    await migrate({ url: cluster.url });
    const shop = await openTwoServers({ url: cluster.url });
    await shop.receive("SOCK", 100_000);
    const told: Told = { requestIds: [], answered: new Set(), failures: [] };
    const booked = async (): Promise<Set<string>> => {
      const rows = await shop.sql<{ id: string }>("select request_id as id from entry");
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
      return new Set(rows.map(({ id }) => id));
    };

    let isOver = false;
    const trading = trade(shop, told, () => isOver);
    await crashTwice(cluster, booked, told).finally(() => (isOver = true));
    await trading;

    const known = await booked();
    expect(told.requestIds.filter((requestId) => !known.has(requestId))).toEqual([]);
    expect(told.answered.size).toBe(told.requestIds.length);
    const sold = BigInt(told.requestIds.length / 2);
    expect(await shop.availability("SOCK")).toMatchObject({ onHand: 100_000n - sold, held: 0n });
    expect(Object.keys(tally(told.failures))).toEqual([]);
    expect(await shop.differences()).toEqual([]);
    await shop.close();
    await cluster.stop();
  },
);
