import { randomUUID } from "node:crypto";

import { afterAll, expect } from "@jest/globals";

import { insist } from "../support/insist.ts";
import { forEachOf, tally } from "../support/outcomes.ts";
import type { OwnCluster } from "../support/postgres.ts";
import { testUnless } from "../support/testUnless.ts";
import { openOnOwnCluster, type TwoServers } from "../support/twoServers.ts";
import { until } from "../support/until.ts";

const notOurs = process.env["DATABASE_URL"]
  ? "DATABASE_URL names a server that is not ours to kill"
  : undefined;

/** All that anybody may be told: the outcome is unknown, repeat the very same call. */
const UNAVAILABLE = "UNAVAILABLE DATABASE_UNAVAILABLE";

/** What the callers were told, and when. */
interface Told {
  readonly requestIds: string[];
  /** Requests whose answer had arrived. */
  readonly answered: Set<string>;
  readonly failures: string[];
}

type Ask = <T>(requestId: string, call: (attempt: number) => Promise<T>) => Promise<T>;

/** Holds a unit and sells it, through either server. */
async function trade(shop: TwoServers, caller: number, ask: Ask): Promise<void> {
  const held = { requestId: randomUUID(), lines: [{ sku: "SOCK", quantity: 1n }] };
  const { reservation } = await ask(held.requestId, (attempt) =>
    shop.door(caller + attempt).reserve(held),
  );
  const sold = { requestId: randomUUID(), reservationId: reservation?.id ?? "" };
  await ask(sold.requestId, (attempt) => shop.door(caller + attempt).commit(sold));
}

/** Adds an item to the catalog, through either server. */
async function list(shop: TwoServers, caller: number, ask: Ask): Promise<void> {
  const added = { requestId: randomUUID(), item: { sku: `NEW-${randomUUID()}` } };
  await ask(added.requestId, (attempt) => shop.catalog(caller + attempt).createItem(added));
}

/** Sixteen callers who trade and four who list items, and repeat each call until it is answered. */
async function work(shop: TwoServers, told: Told, over: AbortSignal): Promise<void> {
  const ask: Ask = async (requestId, call) => {
    told.requestIds.push(requestId);
    const answer = await insist(call, ({ code, reason }) =>
      told.failures.push(`${code} ${reason}`),
    );
    told.answered.add(requestId);
    return answer;
  };
  const callers = forEachOf(20, async (caller) => {
    while (!over.aborted) await (caller < 16 ? trade : list)(shop, caller, ask);
  });
  await Promise.all(callers);
}

/** Kills PostgreSQL, starts it again, and looks whether it still knows what was answered before. */
async function crash(
  cluster: OwnCluster,
  booked: () => Promise<Set<string>>,
  { answered }: Told,
): Promise<void> {
  await until(() => answered.size >= 100);
  await cluster.kill9();
  const answeredBefore = [...answered];
  await cluster.restart();
  const known = await booked();
  expect(answeredBefore.filter((requestId) => !known.has(requestId))).toEqual([]);
  await until(() => answered.size >= answeredBefore.length + 100);
}

let shop: Awaited<ReturnType<typeof openOnOwnCluster>> | undefined;
afterAll(() => shop?.close());

testUnless(
  notOurs,
  "a database that is killed under load forgets nothing that was answered, and repeats end well",
  async () => {
    const open = (shop = await openOnOwnCluster());
    await open.receive("SOCK", 100_000);
    const told: Told = { requestIds: [], answered: new Set(), failures: [] };
    const booked = async (): Promise<Set<string>> => {
      const rows = await open.sql<{ id: string }>("select request_id as id from entry");
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
      return new Set(rows.map(({ id }) => id));
    };

    const over = new AbortController();
    await Promise.all([
      work(open, told, over.signal),
      crash(open.cluster, booked, told).finally(() => over.abort()),
    ]);

    const known = await booked();
    expect(told.requestIds.filter((requestId) => !known.has(requestId))).toEqual([]);
    expect(told.answered.size).toBe(told.requestIds.length);
    const sold = await open.sql("select from entry where kind = 'commit'");
    const onHand = 100_000n - BigInt(sold.length);
    expect(await open.availability("SOCK")).toMatchObject({ onHand, held: 0n });
    const failures = Object.keys(tally(told.failures));
    expect(failures.filter((failure) => failure !== UNAVAILABLE)).toEqual([]);
    expect(await open.differences()).toEqual([]);
  },
);
