import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Client, Pool } from "pg";

import { type HistoryResult, runHistory } from "../../bench/history/runHistory.ts";
import { openStand, type Stand } from "../../bench/support/stand.ts";
import { createHistory } from "../../src/store/history/createHistory.ts";
import type { MovementQuery, TenantHistory } from "../../src/store/history/history.ts";
import { verify } from "../../src/store/verify/verify.ts";
import { until } from "../support/until.ts";

const POSTINGS = 24_000;

let stand: Stand;
let owner: Client;
let result: HistoryResult;

beforeAll(async () => {
  stand = await openStand(1, { HOLDFAST_SWEEP_INTERVAL: "1h" });
  owner = new Client({ connectionString: stand.url });
  await owner.connect();
  result = await runHistory({
    stand,
    owner,
    postings: POSTINGS,
    stock: 200,
    calls: 2,
    reserveMs: 200,
    callers: 4,
    seed: 1,
    say: () => undefined,
  });
}, 120_000);

afterAll(async () => {
  await owner?.end();
  await stand?.close();
});

test("the bench reads a long journal in every way, and books go on balancing beside it", async () => {
  expect(result.postings).toBeGreaterThan(0.95 * POSTINGS);
  const { before, after, indexes, journal } = result;
  for (const rate of [before, after, indexes.one, journal.one]) expect(rate).toBeGreaterThan(0);
  for (const [read, { p99Ms, rows }] of Object.entries(result.reads)) {
    // A moment near the end may have no expiry after it.
    const isFound = rows > 0 || read === "expiries of an item since a moment";
    expect({ read, isMeasured: p99Ms > 0, isFound }).toEqual({
      read,
      isMeasured: true,
      isFound: true,
    });
  }
  expect((await verify({ url: stand.url })).differences).toEqual([]);
}, 60_000);

const ANY: MovementQuery = {
  sku: null,
  location: null,
  lot: null,
  reservationId: null,
  orderRef: null,
  kinds: [],
  actor: null,
  recordedFrom: null,
  recordedUntil: null,
  occurredFrom: null,
  occurredUntil: null,
  newestFirst: false,
  start: null,
  pageSize: 50,
};
const MIDDLE = Date.UTC(2026, 0, 1, 0, 0, 15);

/** A page of each needs a few thousand index entries at most; one that reads along a table needs tens of thousands. */
const READS: readonly [
  string,
  (history: TenantHistory, reservationId: string) => Promise<unknown>,
][] = [
  ["an item", (history) => history.movements({ ...ANY, sku: "SKU-7" })],
  [
    "an item, newest first",
    (history) => history.movements({ ...ANY, sku: "SKU-7", newestFirst: true }),
  ],
  ["a location", (history) => history.movements({ ...ANY, location: "DC" })],
  ["a reservation", (history, reservationId) => history.movements({ ...ANY, reservationId })],
  ["an order", (history) => history.movements({ ...ANY, orderRef: "order-7000" })],
  ["a kind", (history) => history.movements({ ...ANY, kinds: ["release"], newestFirst: true })],
  ["an actor", (history) => history.movements({ ...ANY, actor: "bench" })],
  ["a moment", (history) => history.movements({ ...ANY, recordedFrom: MIDDLE })],
  [
    "a kind of an item",
    (history) => history.movements({ ...ANY, sku: "SKU-7", kinds: ["return"] }),
  ],
  ["what was recorded", (history) => history.stockAsOf(asOf("recorded"))],
  ["what was true", (history) => history.stockAsOf(asOf("occurred"))],
  [
    "a card",
    (history) =>
      history.card({
        sku: "SKU-7",
        location: "MAIN",
        lot: null,
        recordedFrom: MIDDLE,
        recordedUntil: null,
        start: null,
        pageSize: 50,
      }),
  ],
  ["an explanation", (history, reservationId) => history.explain(reservationId)],
];

function asOf(by: "recorded" | "occurred") {
  const keys = [{ sku: "SKU-7", location: null }];
  return { by, at: MIDDLE, keys, location: null, afterId: null, pageSize: 50 };
}

/** Index entries and rows of the journal that PostgreSQL has read so far. */
async function readSoFar(): Promise<number> {
  const { rows } = await owner.query<{ read: number }>(
    `select sum(idx_tup_read)::float8 as read from pg_stat_user_indexes
      where relname in ('entry', 'posting')`,
  );
  return rows[0]?.read ?? 0;
}

test.each(READS)("%s is read by an index, and little of it", async (_, read) => {
  const { rows } = await owner.query<{ id: string }>(
    "select id from reservation where order_ref = 'order-7000'",
  );
  const before = await readSoFar();
  const pool = new Pool({ connectionString: stand.url });
  const history = createHistory(pool, "00000000-0000-4000-8000-000000000002");
  await read(history, rows[0]?.id ?? "");
  // Sessions tell what they have counted when they end.
  await pool.end();
  let count = 0;
  await until(async () => (count = (await readSoFar()) - before) > 0);

  expect(count).toBeLessThan(5_000);
});
