import { everyBucket } from "./buckets.ts";
import { msOf, type Statement } from "../sql/statement.ts";

/**
 * Movements are found along streams of the journal, each in the order of its numbers: the postings of a stock row, the
 * entries of a reservation, those of one kind and actor, or all postings.
 */
export type StreamKind = "rows" | "reservations" | "told" | "all";

interface Streams {
  /** One row per stream. */
  readonly from: string;
  /** A stream's part between `low` and `high`. Its `stock_id` is null where the whole entry is meant. */
  readonly part: (between: Bounds, limit: string) => string;
  /** Streams of stock rows begin at a place within an entry. */
  readonly id: string | null;
}

interface Bounds {
  readonly where: string;
  readonly order: string;
}

const STREAMS: Readonly<Record<StreamKind, Streams>> = {
  rows: {
    from: "unnest($18::uuid[]) as w (id)",
    part: ({ where, order }, limit) => `
      select seq, stock_id from posting
       where tenant_id = $1 and stock_id = w.id and ${where} order by seq ${order} limit ${limit}`,
    id: "w.id",
  },
  reservations: {
    from: "unnest($18::uuid[]) as w (id)",
    part: ({ where, order }, limit) => `
      select seq, null::uuid as stock_id from entry
       where tenant_id = $1 and reservation_id = w.id and ${where} order by seq ${order} limit ${limit}`,
    id: null,
  },
  told: {
    from: "unnest($18::text[], $19::text[]) as w (kind, actor)",
    part: ({ where, order }, limit) => `
      select seq, null::uuid as stock_id from entry
       where tenant_id = $1 and kind = w.kind and actor = w.actor and ${where}
       order by seq ${order} limit ${limit}`,
    id: null,
  },
  all: {
    from: "(select 1) as w (id)",
    part: ({ where, order }, limit) => `
      select seq, stock_id from posting
       where tenant_id = $1 and ${where} and (seq <> $2 or stock_id ${order === "asc" ? ">=" : "<="} $3)
       order by seq ${order}, kind ${order}, stock_id ${order} limit ${limit}`,
    id: null,
  },
};

const FIRST_ID = "'00000000-0000-0000-0000-000000000000'::uuid";
const LAST_ID = "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid";

/**
 * A page of movements from streams. Of each stream the first number is looked up; those that begin first are read on, a
 * bounded part of each; and what may be missing from these parts lies beyond the horizon, where the next page begins.
 *
 * Parameters: tenant, start (number, stock row), least and greatest number, rows wanted, length of a part, streams read;
 * then what narrows: kinds of entries, removals only, actor, reservations, happened from and until, item, location, lot;
 * then the streams.
 */
export function movementsStatement(kind: StreamKind, newestFirst: boolean): Statement {
  const text = `
    with first as materialized (
      ${firstSql(kind, newestFirst)}
    ), part as materialized (
      select w.n, k.seq, k.stock_id from first as w
       cross join lateral (${partSql(kind, newestFirst, "$7")}) as k where w.n <= $8
    ), horizon as materialized (
      ${horizonSql(kind, newestFirst)}
    ), found as materialized (
      ${foundSql(kind, newestFirst)}
    )
    select h.seq as horizon_seq, h.stock_id as horizon_stock_id, m.*
      from (select 1) as always
      left join horizon as h on true
      left join (${namedSql()}) as m on true
     order by m.seq ${newestFirst ? "desc" : "asc"}, m.stock_id ${newestFirst ? "desc" : "asc"}`;
  return { name: `find_movements_of_${kind}_${newestFirst ? "down" : "up"}`, text };
}

function partSql(kind: StreamKind, newestFirst: boolean, limit: string): string {
  const { part, id } = STREAMS[kind];
  if (newestFirst) {
    const high =
      id === null ? "$2::bigint" : `case when ${id} <= $3 then $2::bigint else $2::bigint - 1 end`;
    return part({ where: `seq >= $4 and seq <= least($5::bigint, ${high})`, order: "desc" }, limit);
  }
  const low =
    id === null ? "$2::bigint" : `case when ${id} >= $3 then $2::bigint else $2::bigint + 1 end`;
  return part({ where: `seq >= greatest($4::bigint, ${low}) and seq <= $5`, order: "asc" }, limit);
}

function firstSql(kind: StreamKind, newestFirst: boolean): string {
  const order = newestFirst ? "desc" : "asc";
  return `
    select w.*, f.seq as first_seq, f.stock_id as first_stock_id,
           row_number() over (order by f.seq ${order}, f.stock_id ${order}) as n
      from ${STREAMS[kind].from}
     cross join lateral (${partSql(kind, newestFirst, "1")}) as f
     order by n limit $8 + 1`;
}

/** The first place of which it is not known whether something is there. */
function horizonSql(kind: StreamKind, newestFirst: boolean): string {
  const order = newestFirst ? "desc" : "asc";
  const [step, edge] = newestFirst ? ["- 1", LAST_ID] : ["+ 1", FIRST_ID];
  const beyond =
    kind === "all"
      ? `select seq, stock_id from (select *, row_number() over (order by seq ${order}, stock_id ${order}) as place from part) as last where place = $7`
      : `select ${newestFirst ? "min" : "max"}(seq) ${step}, ${edge} from part group by n having count(*) = $7`;
  return `
    select seq, stock_id from (
      ${beyond}
      union all
      select first_seq, coalesce(first_stock_id, ${newestFirst ? LAST_ID : FIRST_ID}) from first where n > $8
    ) as ends (seq, stock_id)
     order by seq ${order}, stock_id ${order} limit 1`;
}

function foundSql(kind: StreamKind, newestFirst: boolean): string {
  const isOne = kind === "rows" || kind === "all" ? "and stock_id = k.stock_id limit 1" : "";
  const [order, reached, before] = newestFirst ? ["desc", "<=", ">"] : ["asc", ">=", "<"];
  const isNear = newestFirst ? ">=" : "<=";
  return `
    select p.*, e.id as entry_id, e.actor, e.reservation_id, e.reason, e.reference,
           e.recorded_at, e.occurred_at, s.item_id, s.location_id, s.lot_id
      from (
        select seq, stock_id from part
         where (seq ${isNear} (select seq from horizon)) is not false
         order by seq ${order}, stock_id ${order}) as k
     cross join lateral (
       select * from posting
        where tenant_id = $1 and seq = k.seq ${isOne || "offset 0"}) as p
     cross join lateral (select * from entry where tenant_id = $1 and seq = p.seq limit 1) as e
     cross join lateral (
       select item_id, location_id, lot_id from stock where tenant_id = $1 and id = p.stock_id limit 1) as s
     where (p.seq, p.stock_id) ${reached} ($2, $3)
       and ((p.seq, p.stock_id) ${before} (select seq, stock_id from horizon)) is not false
       and p.kind = any($9::text[])
       and ($10::boolean is null or p.kind not in ('adjust', 'set_stock') or (p.on_hand_delta < 0) = $10)
       and ($11::text is null or e.actor = $11)
       and ($12::uuid[] is null or e.reservation_id = any($12))
       and ($13::float8 is null or e.occurred_at >= to_timestamp($13 / 1000))
       and ($14::float8 is null or e.occurred_at < to_timestamp($14 / 1000))
       and ($15::uuid is null or s.item_id = $15)
       and ($16::uuid is null or s.location_id = $16)
       and ($17::uuid is null or s.lot_id = $17)
     order by k.seq ${order}, ${isOne ? "k" : "p"}.stock_id ${order} limit $6`;
}

function namedSql(): string {
  return `
    select m.seq, m.stock_id, m.kind, m.entry_id, m.actor, m.reservation_id, m.reason, m.reference,
           ${msOf("m.recorded_at")} as recorded_at, ${msOf("m.occurred_at")} as occurred_at,
           ${everyBucket((bucket) => `m.${bucket}_delta`)}, ${everyBucket((bucket) => `m.${bucket}_after`)},
           i.sku, l.code, t.number as lot_number, coalesce(r.order_ref, '') as order_ref
      from found as m
     cross join lateral (select sku from item where tenant_id = $1 and id = m.item_id limit 1) as i
     cross join lateral (
       select code from location where tenant_id = $1 and id = m.location_id limit 1) as l
      left join lateral (select number from lot where tenant_id = $1 and id = m.lot_id limit 1) as t on true
      left join lateral (
        select order_ref from reservation where tenant_id = $1 and id = m.reservation_id limit 1) as r on true`;
}
