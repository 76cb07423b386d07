import type { Client } from "pg";

import { createStockClient } from "../../test/support/stockClient.ts";
import { runLoad } from "../load/runLoad.ts";
import type { Stand } from "../support/stand.ts";
import { type LoadedTenant, loadBooks, withoutIndexes } from "./load.ts";
import { type BooksToRead, measureRead, type ReadFigures, readsOf } from "./reads.ts";

export interface HistoryOptions {
  readonly stand: Stand;
  readonly owner: Client;
  readonly postings: number;
  /** Rows of balances of each tenant. */
  readonly stock: number;
  /** How often each kind of read is asked. */
  readonly calls: number;
  /** How long Reserve is measured, each time. */
  readonly reserveMs: number;
  readonly callers: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** How reading the past and writing the present do beside a long journal. */
export interface HistoryResult {
  readonly postings: number;
  readonly entries: number;
  readonly loadSeconds: number;
  readonly reads: Readonly<Record<string, ReadFigures>>;
  /** Reserves a second in a young tenant, without the indexes by which the journal is read back and with them, by turns. */
  readonly indexes: Turns;
  /** The same before anything was loaded, and in the tenant with the long journal. */
  readonly before: number;
  readonly after: number;
  /** Beside the long journal, by turns: in the young tenant, and in the one that has it. */
  readonly journal: Turns;
}

/** The best of some rounds each, and the second to the first. */
export interface Turns {
  readonly one: number;
  readonly other: number;
  readonly ratio: number;
}

/** So many reservations are picked from the whole of the books, to be asked for. */
const PICKED = 2_000;

/** A young tenant's journal has as many postings for each row of balances as this. */
const YOUNG = 4;

/** Two things are measured by turns, so often each: machines have moods. */
const ROUNDS = 3;

/** Loads a long journal, and measures what it costs to read it and to go on writing it. */
export async function runHistory(options: HistoryOptions): Promise<HistoryResult> {
  const { stand, owner, postings, stock, say } = options;
  const young = await load(options, 1, YOUNG * stock);
  const rateOf = (tenant: LoadedTenant) => (round: number) => reserveRate(options, tenant, round);
  const indexes = await byTurns(
    (round) => withoutIndexes(owner, () => reserveRate(options, young, round)),
    rateOf(young),
  );
  say(`Reserve without and with the indexes: ${indexes.one}/s, ${indexes.other}/s`);
  const startedAt = performance.now();
  const loaded = await load(options, 2, postings);
  const loadSeconds = Math.round((performance.now() - startedAt) / 1000);
  say(`${loaded.postings} postings of ${loaded.entries} entries loaded in ${loadSeconds} s`);
  const books = await lookInto(owner, loaded, stock / 2);
  const client = createStockClient(`127.0.0.1:${stand.servers[0]?.grpcPort}`, loaded.key);
  const reads: Record<string, ReadFigures> = {};
  try {
    for (const [name, read] of Object.entries(readsOf(books, options.seed))) {
      reads[name] = await measureRead(client, read, options.calls);
      say(`${name}: p99 ${reads[name].p99Ms} ms`);
    }
  } finally {
    client.close();
  }
  const journal = await byTurns(rateOf(young), rateOf(loaded));
  const { entries } = loaded;
  const rates = { indexes, before: indexes.other, after: journal.other, journal };
  return { postings: loaded.postings, entries, loadSeconds, reads, ...rates };
}

function load(options: HistoryOptions, tenant: number, postings: number): Promise<LoadedTenant> {
  const { owner, stand, stock } = options;
  return loadBooks(owner, stand.url, { tenant, postings, stock });
}

async function byTurns(
  one: (round: number) => Promise<number>,
  other: (round: number) => Promise<number>,
): Promise<Turns> {
  const best = { one: 0, other: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    best.one = Math.max(best.one, await one(round));
    best.other = Math.max(best.other, await other(round));
  }
  return { ...best, ratio: Math.round((best.other / best.one) * 100) / 100 };
}

/** Reserves a second, over all SKUs. */
async function reserveRate(
  { stand, stock, callers, reserveMs, seed }: HistoryOptions,
  { key }: LoadedTenant,
  round: number,
): Promise<number> {
  const { perSecond } = await runLoad({
    client: "lean",
    ports: stand.servers.map(({ grpcPort }) => grpcPort),
    keys: [key],
    work: { kind: "reserve", skus: stock / 2, lines: 1 },
    pace: { kind: "callers", callers },
    warmupMs: Math.min(2_000, reserveMs),
    durationMs: reserveMs,
    seed: seed + round,
  });
  return perSecond;
}

/** What there is to be asked for. */
async function lookInto(owner: Client, { id }: LoadedTenant, skus: number): Promise<BooksToRead> {
  const { rows: reservations } = await owner.query<{ id: string; orderRef: string }>(
    `select id, order_ref as "orderRef" from reservation where tenant_id = $1
      order by md5(id::text) limit ${PICKED}`,
    [id],
  );
  const { rows } = await owner.query<{ from: number; until: number }>(
    `select (extract(epoch from min(recorded_at)) * 1000)::float8 as from,
            (extract(epoch from max(recorded_at)) * 1000)::float8 as until
       from entry where tenant_id = $1`,
    [id],
  );
  return { skus, reservations, ...(rows[0] ?? { from: 0, until: 0 }) };
}
