import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { HOLDER_APPLICATION, holdHead, type StoppingPoint } from "../support/headHolder.ts";
import { insist } from "../support/insist.ts";
import { countOutcomes, forEachOf, type Outcomes, tally } from "../support/outcomes.ts";
import { postgres15Available, postgres15Missing } from "../support/postgres.ts";
import { doings } from "../support/shop.ts";
import { createStockClient } from "../support/stockClient.ts";
import { createTestTenant } from "../support/tenants.ts";
import { testUnless } from "../support/testUnless.ts";
import { openOnOwnCluster, openTwoServers, type TwoServers } from "../support/twoServers.ts";
import { until } from "../support/until.ts";

/** Nobody who has a tenant's books in hand and goes no further delays the others longer. */
const DELAY_MAX_MS = 5_000;

let shop: TwoServers;
let opening15: Promise<TwoServers> | undefined;
beforeAll(async () => {
  shop = await openTwoServers();
  await shop.receive("SOCK", 100_000);
  // Meanwhile: its test comes after one that mostly waits.
  if (postgres15Available()) opening15 = openOnOwnCluster({ version: 15 });
  opening15?.catch(() => undefined);
});
afterAll(async () => {
  await shop.close();
  await opening15?.then((old) => old.close());
});

/** How long a buyer has to wait behind somebody who stopped with the books of a tenant in hand. */
async function delayBehind({ url, servers }: TwoServers, stopAt: StoppingPoint): Promise<number> {
  const tenant = await createTestTenant(url, stopAt.replaceAll(" ", "-").toLowerCase());
  const client = createStockClient(`127.0.0.1:${servers[1].grpcPort}`, tenant.adminKey);
  const people = doings(client, url);
  await people.receive("SOCK", 5);
  const holder = await holdHead(url, tenant.id, stopAt);

  const startedAt = performance.now();
  await people.reserve("SOCK", 1);
  const delayMs = performance.now() - startedAt;

  expect(await people.availability("SOCK")).toMatchObject({ held: 1n, available: 4n });
  await holder.letGo();
  client.close();
  return delayMs;
}

const STOPPING_POINTS = ["between statements", "in mid-message", "before Sync"] as const;

async function expectShortDelays(where: TwoServers): Promise<void> {
  const delays = await Promise.all(STOPPING_POINTS.map((point) => delayBehind(where, point)));
  for (const delayMs of delays) {
    expect(delayMs).toBeGreaterThan(1_000);
    expect(delayMs).toBeLessThan(DELAY_MAX_MS);
  }
}

test("whoever stops with the books in hand, wherever it stops, delays others for 5 s at most", async () => {
  await expectShortDelays(shop);
});

testUnless(
  postgres15Available() ? undefined : postgres15Missing,
  "on PostgreSQL 15, too, whoever stops with the books in hand delays others for 5 s at most",
  async () => {
    const old = await openedOn15();
    await old.receive("SOCK", 100_000);

    // One after the other: the sessions of a server that goes on must not be taken for those of the stopped one.
    await expectShortDelays(old);
    await expectServerStopIsShort(old, reserveOne);
  },
);

async function openedOn15(): Promise<TwoServers> {
  if (opening15 === undefined) throw new Error(postgres15Missing);
  return await opening15;
}

type Writing = (where: TwoServers, caller: number) => Promise<unknown>;

const reserveOne: Writing = (where, caller) =>
  where.door(caller).reserve({
    requestId: randomUUID(),
    orderRef: "stopped",
    lines: [{ sku: "SOCK", quantity: 1n }],
  });

const createItem: Writing = (where, caller) =>
  where.catalog(caller).createItem({
    requestId: randomUUID(),
    item: { sku: `NEW-${randomUUID()}` },
  });

/** The first server is stopped while it writes; the other one goes on; then the first one wakes up and goes on. */
async function expectServerStopIsShort(where: TwoServers, write: Writing): Promise<void> {
  const load = startLoad(8, () => write(where, 0));
  await stopWhileHolding(where);

  const startedAt = performance.now();
  await reserveOne(where, 1);
  const delayMs = performance.now() - startedAt;
  where.servers[0].child.kill("SIGCONT");
  const outcomes = await load.finish();

  expect(delayMs).toBeGreaterThan(1_000);
  expect(delayMs).toBeLessThan(DELAY_MAX_MS);
  expect(Object.keys(outcomes)).toEqual(["OK"]);
  expect(await where.differences()).toEqual([]);
}

/** So many callers, each with one call after the other until told to finish. */
function startLoad(
  callers: number,
  call: (caller: number) => Promise<unknown>,
): { finish(): Promise<Outcomes> } {
  const over = new AbortController();
  const loops = forEachOf(callers, async (caller) => {
    const ends: Outcomes[] = [];
    while (!over.signal.aborted) ends.push(await countOutcomes([call(caller)]));
    return ends.flatMap((end) => Object.keys(end));
  });
  return {
    finish: async () => {
      over.abort();
      return tally((await Promise.all(loops)).flat());
    },
  };
}

/** Stops the first server, again and again, until PostgreSQL shows that it was caught with a head in hand. */
async function stopWhileHolding({ servers, sql }: TwoServers): Promise<void> {
  const [{ child }] = servers;
  for (;;) {
    child.kill("SIGSTOP");
    await sleep(20);
    const [first] = await sql<{ pid: number }>(HOLDERS, [HOLDER_APPLICATION]);
    await sleep(20);
    const [again] = await sql<{ pid: number }>(HOLDERS, [HOLDER_APPLICATION]);
    if (first !== undefined && first.pid === again?.pid) return;
    child.kill("SIGCONT");
    await sleep(10 + Math.random() * 20);
  }
}

/** Sessions that have locked a head row and wait for their client. */
const HOLDERS = `
  select a.pid from pg_stat_activity a join pg_locks l on l.pid = a.pid
   where a.datname = current_database() and a.application_name <> $1 and l.relation = 'head'::regclass
     and l.mode = 'RowShareLock' and a.backend_xid is not null
     and (a.state = 'idle in transaction' or a.wait_event = 'ClientRead')`;

test("a server that is stopped while it books delays the other one for 5 s at most, then goes on", async () => {
  await expectServerStopIsShort(shop, reserveOne);
});

test("a server that is stopped while it changes the catalog delays the other one for 5 s at most", async () => {
  await expectServerStopIsShort(shop, createItem);
});

test("a server that is killed takes nothing with it: its callers go to the other one", async () => {
  const before = await shop.availability("SOCK");
  const failures: string[] = [];
  const requestIds: string[] = [];
  const load = startLoad(16, (caller) => {
    const request = { requestId: randomUUID(), lines: [{ sku: "SOCK", quantity: 1n }] };
    requestIds.push(request.requestId);
    return insist(
      (attempt) => shop.door(caller + attempt).reserve(request),
      ({ code }) => failures.push(`${caller % 2 === 0 ? "killed" : "other"}: ${code}`),
    );
  });

  await until(() => requestIds.length > 200);
  const end = await shop.servers[0].end("SIGKILL");
  await until(() => requestIds.length > 400);
  const outcomes = await load.finish();

  expect(end).toBe("SIGKILL");
  expect(outcomes).toEqual({ OK: requestIds.length });
  expect(Object.keys(tally(failures))).toEqual(["killed: UNAVAILABLE"]);
  const booked = await shop.sql("select from entry where request_id = any($1)", [requestIds]);
  expect(booked).toHaveLength(requestIds.length);
  const [after] = (await shop.door(1).getAvailability({ keys: [{ sku: "SOCK" }] })).availability;
  expect(after?.held).toBe(before.held + BigInt(requestIds.length));
  expect(await shop.differences()).toEqual([]);
});
