import type { Pool, PoolClient } from "pg";

import { fieldViolation } from "../../core/rejection.ts";
import type { Uuid } from "../../core/stock.ts";
import { LATENESS } from "../entities/journal.ts";
import { CommandRejected } from "../errors.ts";
import { SCOPES, STOCK_OF_SCOPE } from "../lane/read/stock.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { fromMs, send, settled, type Statement } from "../sql/statement.ts";
import { type BucketsRow, bucketsOf, everyBucket } from "./buckets.ts";
import type { AsOfQuery, PastStock, PastStockPage } from "./history.ts";
import { readNow, seqsBy } from "./moments.ts";

const ROWS_OF_KEYS: Statement = {
  name: "find_rows_of_keys",
  text: `
    select distinct s.id ${SCOPES} cross join ${STOCK_OF_SCOPE}
     where $4::uuid is null or s.id > $4 order by s.id limit $5`,
};

const ROWS_OF_PLACE: Statement = {
  name: "find_rows_of_place",
  text: `
    select s.id
      from (select id from location where tenant_id = $1 and code = $2 limit 1) as l
     cross join lateral (
       select id from stock
        where tenant_id = $1 and location_id = l.id and ($3::uuid is null or id > $3)
        order by id limit $4) as s
     order by s.id`,
};

/**
 * Entries that had happened by $4 and were told after it. An entry told late by at most e^n seconds can only be one of
 * those if it happened in the last e^n seconds: so each class of lateness is searched no further back than that.
 */
export const TOLD_LATER = `
  select e.seq
    from generate_series(-7, 23) as late (class)
   cross join lateral (
     select seq from entry
      where tenant_id = $1 and ${LATENESS} = late.class and occurred_at < recorded_at
        and occurred_at <= ${fromMs("$4")} and seq > $3
        and occurred_at > ${fromMs("$4")} - 1.001 * exp(late.class::float8) * interval '1 s'
      offset 0) as e`;

const NAMED = `
  cross join lateral (
    select item_id, location_id, lot_id from stock where tenant_id = $1 and id = w.id limit 1) as s
  cross join lateral (select sku from item where tenant_id = $1 and id = s.item_id limit 1) as i
  cross join lateral (
    select code from location where tenant_id = $1 and id = s.location_id limit 1) as l
  left join lateral (
    select number from lot where tenant_id = $1 and id = s.lot_id limit 1) as t on true`;

const LAST_POSTING = `
  lateral (
    select * from posting where tenant_id = $1 and stock_id = w.id and seq <= $3
     order by seq desc limit 1) as p`;

const AS_RECORDED: Statement = {
  name: "read_stock_as_recorded",
  text: `
    select i.sku, l.code, t.number as lot_number, ${everyBucket((bucket) => `p.${bucket}_after`)}
      from unnest($2::uuid[]) as w (id)
     cross join ${LAST_POSTING} ${NAMED}
     order by w.id`,
};

/** Holds that are overdue by then and were never swept have lapsed by then: sweeping changes nothing that is told. */
const AS_OCCURRED: Statement = {
  name: "read_stock_as_occurred",
  text: `
    with told_later as materialized (${TOLD_LATER})
    select i.sku, l.code, t.number as lot_number, ${everyBucket(
      (bucket) =>
        `coalesce(p.${bucket}_after, 0) + coalesce(later.${bucket}, 0)` +
        `${bucket === "held" ? " - lapsed.held" : ""} as ${bucket}_after`,
    )}
      from unnest($2::uuid[]) as w (id)
      left join ${LAST_POSTING} on true
      left join (
        select d.stock_id, ${everyBucket((bucket) => `sum(d.${bucket}_delta)::bigint as ${bucket}`)}
          from told_later as k
         cross join lateral (
           select * from posting
            where tenant_id = $1 and seq = k.seq and stock_id = any($2) offset 0) as d
         group by d.stock_id) as later on later.stock_id = w.id
     cross join lateral (
       select coalesce(sum(held), 0)::bigint as held from allocation
        where tenant_id = $1 and stock_id = w.id and held > 0 and expires_at <= ${fromMs("$4")}) as lapsed
     ${NAMED}
     where p.stock_id is not null or later.stock_id is not null
     order by w.id`,
};

interface PastRow extends BucketsRow<"_after"> {
  readonly sku: string;
  readonly code: string;
  readonly lot_number: string | null;
}

/** One page of stock as it was. @throws CommandRejected for a moment in the future */
export async function readStockAsOf(
  pool: Pool,
  tenantId: string,
  query: AsOfQuery,
): Promise<PastStockPage> {
  const { at, pageSize } = query;
  const [now, seqs, found] = await readTransaction(pool, tenantId, (client) =>
    settled([
      readNow(client, tenantId),
      seqsBy(client, tenantId, [at]),
      findRows(client, tenantId, query),
    ]),
  );
  if (at > now) throw new CommandRejected(inTheFuture(query.by));
  const seq = seqs.get(at) ?? 0n;
  const rows = found.slice(0, pageSize);
  const stock = await readTransaction(pool, tenantId, (client) =>
    readRows(client, tenantId, query, { rows, seq }),
  );
  return { stock, nextAfterId: found.length > pageSize ? (rows.at(-1) ?? null) : null, seq };
}

async function findRows(client: PoolClient, tenantId: string, query: AsOfQuery): Promise<Uuid[]> {
  const { keys, location, afterId } = query;
  const limit = query.pageSize + 1;
  const skus = keys.map(({ sku }) => sku);
  const codes = keys.map((key) => key.location);
  const { rows } =
    location === null
      ? await send<{ id: Uuid }>(client, ROWS_OF_KEYS, [tenantId, skus, codes, afterId, limit])
      : await send<{ id: Uuid }>(client, ROWS_OF_PLACE, [tenantId, location, afterId, limit]);
  return rows.map(({ id }) => id);
}

async function readRows(
  client: PoolClient,
  tenantId: string,
  { by, at }: AsOfQuery,
  { rows: ids, seq }: { rows: readonly Uuid[]; seq: bigint },
): Promise<PastStock[]> {
  const { rows } =
    by === "recorded"
      ? await send<PastRow>(client, AS_RECORDED, [tenantId, ids, seq])
      : await send<PastRow>(client, AS_OCCURRED, [tenantId, ids, seq, at]);
  return rows.map((row) => ({
    sku: row.sku,
    location: row.code,
    lot: row.lot_number,
    balances: bucketsOf(row, "_after"),
  }));
}

function inTheFuture(by: AsOfQuery["by"]): ReturnType<typeof fieldViolation> {
  const field = by === "recorded" ? "record_time" : "occurred_time";
  return fieldViolation(field, `${field}: is in the future; ask again later, or correct it`);
}

/** The sums of some stock rows just before a place in the journal. */
const TOTALS: Statement = {
  name: "read_totals_before",
  text: `
    select ${everyBucket((bucket) => `coalesce(sum(p.${bucket}_after), 0)::bigint as ${bucket}`)}
      from unnest($2::uuid[]) as w (id)
     cross join lateral (
       select * from posting
        where tenant_id = $1 and stock_id = w.id
          and seq <= $3::bigint - case when w.id < $4 then 0 else 1 end
        order by seq desc limit 1) as p`,
};

/** What some stock rows had together just before a place in the journal. */
export async function readTotals(
  client: PoolClient,
  tenantId: string,
  rows: readonly Uuid[],
  { seq, stockId }: { readonly seq: bigint; readonly stockId: Uuid },
): Promise<ReturnType<typeof bucketsOf>> {
  const found = await send<BucketsRow<"">>(client, TOTALS, [tenantId, rows, seq, stockId]);
  const [totals] = found.rows;
  if (totals === undefined) throw new Error("a sum told nothing");
  return bucketsOf(totals, "");
}
