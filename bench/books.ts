import type { Client } from "pg";

/** How large the generated books of one tenant are. */
export interface BooksSize {
  /** From 1; names the tenant `T1`, … */
  readonly tenant: number;
  readonly entries: number;
  /** Rows of balances, half at a location that ships at once, half at one that ships later. */
  readonly stock: number;
}

/**
 * Writes consistent books of one tenant by set-based SQL: every stock row is received once; then of five
 * reservations one stays held without end, one is committed, one released, one expired and one sold outright, interleaved.
 * Every third has two lines.
 */
export async function generateBooks(
  client: Client,
  { tenant, entries, stock }: BooksSize,
): Promise<void> {
  const id = `00000000-0000-4000-8000-${String(tenant).padStart(12, "0")}`;
  const reservations = Math.floor(((entries - stock) * 5) / 8);
  for (const statement of statements(id, tenant, stock, reservations))
    await client.query(statement);
}

const KINDS_OF_ID = ["location", "item", "stock", "entry", "reservation"] as const;

/** An id that sorts by the time it was made, as the service's ids do. */
const uuid = (kind: (typeof KINDS_OF_ID)[number], number: string): string =>
  `('01900000-0000-7000-800${KINDS_OF_ID.indexOf(kind)}-' || lpad(to_hex(${number}), 12, '0'))::uuid`;

const START = "timestamptz '2026-01-01 00:00:00Z'";

/** Expired holds are told late: most by less than a second, some by an hour, as after a night without a sweeper. */
const LATE = `case when kind <> 'expire' then interval '0' when seq % 100 = 0 then interval '1 hour'
  else (seq % 1000) * interval '1 ms' end`;

const BUCKETS = [
  "on_hand",
  "damaged",
  "quarantined",
  "withheld",
  "wms_unallocatable",
  "held",
  "committed",
  "in_transit",
];

function statements(id: string, tenant: number, stock: number, reservations: number): string[] {
  return [
    `insert into tenant (id, code, name, created_at) values ('${id}', 'T${tenant}', 'Bench', ${START})`,
    `insert into location (tenant_id, id, code, fulfilment, created_at)
      values ('${id}', ${uuid("location", "0")}, 'DC', 'deferred', ${START}),
        ('${id}', ${uuid("location", "1")}, 'MAIN', 'immediate', ${START})`,
    `insert into item (tenant_id, id, sku, created_at)
      select '${id}', ${uuid("item", "k / 2")}, 'SKU-' || k / 2, ${START} from generate_series(0, ${stock - 1}, 2) k`,
    `drop table if exists event, line, move`,
    // What becomes of each line: which stock row (k) serves it, and in which states its one unit ends.
    `create unlogged table line as
      select j, l, ((j * 7919::bigint + l * 31) % ${stock})::int as k, j % 5 as fate
      from generate_series(1, ${reservations}) j, generate_series(1, 2) l where l = 1 or j % 3 = 0`,
    `create unlogged table event as
      select row_number() over (order by at) + ${stock} as seq, j, kind from (
        select j, j * 10 as at, case j % 5 when 4 then 'sell' else 'reserve' end as kind
        from generate_series(1, ${reservations}) j
        union all
        select j, (j + 1000) * 10 + 5, (array['commit', 'release', 'expire'])[j % 5]
        from generate_series(1, ${reservations}) j where j % 5 between 1 and 3
      ) e`,
    `create unlogged table move as
      select k + 1 as seq, k, 'receive' as kind, 1000000 as on_hand, 0 as held, 0 as committed
      from generate_series(0, ${stock - 1}) k
      union all
      select seq, k, kind,
        case when k % 2 = 1 and kind in ('commit', 'sell') then -1 else 0 end,
        case kind when 'reserve' then 1 when 'sell' then 0 else -1 end,
        case when k % 2 = 0 and kind in ('commit', 'sell') then 1 else 0 end
      from event join line using (j)`,
    ...bookStatements(id, stock),
    `drop table event, line, move`,
  ];
}

function bookStatements(id: string, stock: number): string[] {
  const kept = ["on_hand", "held", "committed"];
  const column = (bucket: string, kind: (bucket: string) => string): string =>
    kept.includes(bucket) ? kind(bucket) : "0";
  const deltas = BUCKETS.map((bucket) => column(bucket, (name) => name));
  const afters = BUCKETS.map((bucket) => column(bucket, (name) => `sum(${name}) over w`));
  return [
    `insert into stock (tenant_id, id, item_id, location_id, on_hand, held, committed)
      select '${id}', ${uuid("stock", "k")}, ${uuid("item", "k / 2")}, ${uuid("location", "k % 2")},
        sum(on_hand), sum(held), sum(committed) from move group by k`,
    `insert into entry (tenant_id, seq, id, kind, source, request_id, method, fingerprint, actor, reservation_id,
        occurred_at, recorded_at)
      select '${id}', seq, ${uuid("entry", "seq")}, kind, 'api', 'request-' || seq, kind, md5(seq::text), 'bench',
        case when j is not null then ${uuid("reservation", "j")} end,
        ${START} + seq * interval '1 ms' - ${LATE}, ${START} + seq * interval '1 ms'
      from (select k + 1 as seq, 'receive' as kind, null::int as j from generate_series(0, ${stock - 1}) k
        union all select seq, kind, j from event order by seq) e`,
    `insert into posting select '${id}', seq, kind, ${uuid("stock", "k")}, ${[...deltas, ...afters].join(", ")}
      from move window w as (partition by k order by seq) order by seq`,
    `insert into reservation (tenant_id, id, order_ref, lines, created_at, expires_at, ttl_ms, held, committed,
        fulfilled, released_at, expired_at)
      select '${id}', ${uuid("reservation", "j")}, 'order-' || j,
        jsonb_agg(jsonb_build_object('item', ${uuid("item", "k / 2")}, 'sku', 'SKU-' || k / 2, 'quantity', '1') order by l),
        ${START}, case when fate between 1 and 3 then ${START} + interval '1 s' end, case when fate between 1 and 3 then 1000 end,
        count(*) filter (where fate = 0), count(*) filter (where fate in (1, 4) and k % 2 = 0),
        count(*) filter (where fate in (1, 4) and k % 2 = 1),
        case when fate = 2 then ${START} + interval '1 s' end, case when fate = 3 then ${START} + interval '1 s' end
      from line group by j, fate`,
    `insert into allocation
      select '${id}', ${uuid("reservation", "j")}, l, 1, ${uuid("stock", "k")}, 1, (fate = 0)::int,
        (fate in (1, 4) and k % 2 = 0)::int, (fate in (1, 4) and k % 2 = 1)::int, (fate = 2)::int, (fate = 3)::int,
        case when fate between 1 and 3 then ${START} + interval '1 s' end
      from line`,
    `insert into head select '${id}', max(seq), max(recorded_at) from entry where tenant_id = '${id}'`,
  ];
}
