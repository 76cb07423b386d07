import { runLoad } from "../load/runLoad.ts";
import type { LoadOrder, LoadReport } from "../load/order.ts";
import { cpuMicrosOf } from "./cpu.ts";
import { residentMb } from "./memory.ts";
import type { Shop } from "./shop.ts";

/** What was seen of a load, and of those who served it. */
export interface Measured extends LoadReport {
  /** Calls that were not granted, from the first to the last. */
  readonly failed: number;
  /** CPU time per call, in microseconds. */
  readonly cpuMicrosPerCall: Cost;
  /** Journal entries that shared a transaction. */
  readonly batch: { readonly mean: number; readonly p50: number; readonly max: number };
  /** Bytes of write-ahead log and of tables with their indexes, per call. */
  readonly walBytesPerCall: number;
  readonly tableBytesPerCall: number;
  /** Of all servers together, when the load was over. */
  readonly serverResidentMb: number;
}

export interface Cost {
  readonly server: number;
  readonly postgres: number;
  readonly load: number;
}

/** What is to be measured; the shop knows the rest. */
export type Order = Omit<LoadOrder, "client" | "ports" | "keys"> &
  Partial<Pick<LoadOrder, "client" | "ports">>;

/** Puts a load on a shop and measures all of them: load, servers, PostgreSQL. */
export async function measure(shop: Shop, order: Order): Promise<Measured> {
  const before = await countEntries(shop);
  const marks: Promise<Mark>[] = [];
  const { ports, keys } = shop;
  const load = await runLoad(
    { client: "lean", ports, keys, ...order },
    () => void marks.push(takeMark(shop)),
  );
  const [from, until] = await Promise.all(marks);
  if (from === undefined || until === undefined) throw new Error("the load told no borders");
  const failed = Object.values(load.failures).reduce((sum, count) => sum + count, 0);
  checkBooks(order, { granted: load.granted, failed }, before, await countEntries(shop));
  const perCall = (amount: number): number =>
    load.ended === 0 ? 0 : Math.round((amount / load.ended) * 10) / 10;
  return {
    ...load,
    failed,
    cpuMicrosPerCall: {
      server: perCall(until.serverMicros - from.serverMicros),
      postgres: perCall(until.postgresMicros - from.postgresMicros),
      load: perCall(load.cpuMicros),
    },
    batch: await batchesBetween(shop, from, until),
    walBytesPerCall: perCall(until.walBytes - from.walBytes),
    tableBytesPerCall: perCall(until.tableBytes - from.tableBytes),
    serverResidentMb: sumOf(shop, residentMb),
  };
}

interface Mark {
  readonly serverMicros: number;
  readonly postgresMicros: number;
  /** By the database's clock. */
  readonly at: string;
  readonly walBytes: number;
  readonly tableBytes: number;
}

const MARK = `
  select clock_timestamp()::text as at, pg_current_wal_lsn() - '0/0'::pg_lsn as "walBytes",
    (select sum(pg_total_relation_size(oid)) from pg_class
      where relkind = 'r' and relnamespace = 'public'::regnamespace) as "tableBytes"`;

async function takeMark(shop: Shop): Promise<Mark> {
  const serverMicros = sumOf(shop, cpuMicrosOf);
  const postgresMicros = cpuMicrosOf(shop.postgresPid);
  const { rows } = await shop.owner.query<{ at: string; walBytes: string; tableBytes: string }>(
    MARK,
  );
  const [row] = rows;
  if (row === undefined) throw new Error("the database told nothing");
  const { at, walBytes, tableBytes } = row;
  return {
    serverMicros,
    postgresMicros,
    at,
    walBytes: Number(walBytes),
    tableBytes: Number(tableBytes),
  };
}

function sumOf({ servers }: Shop, figureOf: (pid: number) => number): number {
  return servers.reduce((sum, { child }) => sum + figureOf(child.pid ?? 0), 0);
}

/** A batch is a transaction, and every row remembers the one that wrote it. */
const BATCHES = `
  select coalesce(round(avg(entries), 1), 0)::float as mean, coalesce(max(entries), 0)::int as max,
    coalesce(percentile_disc(0.5) within group (order by entries), 0)::int as p50
  from (select count(*) as entries from entry where recorded_at between $1 and $2 group by xmin) as batch`;

async function batchesBetween(shop: Shop, from: Mark, until: Mark): Promise<Measured["batch"]> {
  const { rows } = await shop.owner.query<Measured["batch"]>(BATCHES, [from.at, until.at]);
  return rows[0] ?? { mean: 0, p50: 0, max: 0 };
}

type Entries = Readonly<Record<string, number>>;

async function countEntries({ owner }: Shop): Promise<Entries> {
  const { rows } = await owner.query<{ kind: string; entries: number }>(
    "select kind, count(*)::int as entries from entry group by kind",
  );
  return Object.fromEntries(rows.map(({ kind, entries }) => [kind, entries]));
}

/**
 * A load generator that counts wrongly would measure nothing, so the journal is asked as well: as many reservations
 * and commits as were granted, and only those of calls that failed may be there beyond.
 */
function checkBooks(
  { work }: Order,
  { granted, failed }: { granted: number; failed: number },
  before: Entries,
  after: Entries,
): void {
  const kinds = {
    reserve: ["reserve"],
    cycle: ["reserve", "commit"],
    read: [],
    check: ["reserve"],
  };
  for (const kind of kinds[work.kind]) {
    const written = (after[kind] ?? 0) - (before[kind] ?? 0);
    if (written < granted || written > granted + failed)
      throw new Error(
        `${granted} calls were granted and ${failed} failed, but the journal tells of ${written}: ${kind}`,
      );
  }
}
