import { Client } from "pg";

/** Asks the database itself, past the service. */
export type Query = <R extends object>(sql: string, values: readonly unknown[]) => Promise<R[]>;

/** A line of the journal. Moments are in milliseconds; quantities are small here, so that they are plain numbers. */
export interface Entry {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly source: string;
  readonly requestId: string;
  readonly reservationId: string | null;
  readonly recordedAt: number;
  readonly occurredAt: number;
}

/** What an entry did to the stock of a SKU at a location. */
export interface Posting {
  readonly seq: number;
  readonly kind: string;
  readonly sku: string;
  readonly location: string;
  /** Whether what is sold there ships later. */
  readonly deferred: boolean;
  readonly onHand: number;
  readonly held: number;
  readonly committed: number;
  /** How much all other buckets were moved: never here. */
  readonly others: number;
  readonly onHandAfter: number;
  readonly heldAfter: number;
  readonly committedAfter: number;
}

export interface Reservation {
  readonly id: string;
  readonly orderRef: string;
  readonly expiresAt: number | null;
  readonly lines: readonly { readonly sku: string; readonly quantity: string }[];
  readonly held: number;
  readonly committed: number;
  readonly fulfilled: number;
}

/** What serves one line of a reservation with one SKU, added up. */
export interface Allocated {
  readonly reservationId: string;
  readonly line: number;
  readonly sku: string;
  readonly held: number;
  readonly committed: number;
  readonly fulfilled: number;
  readonly released: number;
  readonly expired: number;
}

/** What lies of a SKU at all locations. */
export interface Lying {
  readonly sku: string;
  readonly onHand: number;
  readonly held: number;
  readonly committed: number;
}

/** All that is written of one tenant. */
export interface Books {
  readonly headSeq: number;
  readonly entries: readonly Entry[];
  readonly postings: readonly Posting[];
  readonly reservations: readonly Reservation[];
  readonly allocated: readonly Allocated[];
  readonly stock: readonly Lying[];
  /** SKUs of items and codes of locations. */
  readonly names: readonly string[];
}

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;

const ENTRIES = `select seq::int, id, kind, source, request_id as "requestId",
  reservation_id as "reservationId", ${ms("recorded_at")} as "recordedAt",
  ${ms("occurred_at")} as "occurredAt"
from entry where tenant_id = $1 order by seq`;

const OTHERS = ["damaged", "quarantined", "withheld", "wms_unallocatable", "in_transit"];

const POSTINGS = `select p.seq::int, p.kind, coalesce(i.sku, '') as sku, coalesce(l.code, '') as location,
  coalesce(l.fulfilment, '') = 'deferred' as deferred, on_hand_delta::int as "onHand",
  held_delta::int as held, committed_delta::int as committed,
  (${OTHERS.map((bucket) => `abs(${bucket}_delta)`).join(" + ")})::int as others,
  on_hand_after::int as "onHandAfter", held_after::int as "heldAfter",
  committed_after::int as "committedAfter"
from posting p
left join stock s on s.tenant_id = p.tenant_id and s.id = p.stock_id
left join item i on i.tenant_id = s.tenant_id and i.id = s.item_id
left join location l on l.tenant_id = s.tenant_id and l.id = s.location_id
where p.tenant_id = $1 order by p.seq`;

const RESERVATIONS = `select id, order_ref as "orderRef", ${ms("expires_at")} as "expiresAt", lines,
  held::int, committed::int, fulfilled::int from reservation where tenant_id = $1`;

const PARTS = ["held", "committed", "fulfilled", "released", "expired"];

const ALLOCATED = `select a.reservation_id as "reservationId", a.line, coalesce(i.sku, '') as sku,
  ${PARTS.map((part) => `sum(a.${part})::int as ${part}`).join(", ")}
from allocation a
left join stock s on s.tenant_id = a.tenant_id and s.id = a.stock_id
left join item i on i.tenant_id = s.tenant_id and i.id = s.item_id
where a.tenant_id = $1 group by a.reservation_id, a.line, i.sku`;

const STOCK = `select i.sku, sum(s.on_hand)::int as "onHand", sum(s.held)::int as held,
  sum(s.committed)::int as committed
from stock s join item i on i.tenant_id = s.tenant_id and i.id = s.item_id
where s.tenant_id = $1 group by i.sku order by i.sku`;

const NAMES = `select sku as name from item where tenant_id = $1
  union all select code from location where tenant_id = $1`;

/** Reads it with plain SQL. The queries must see one moment: wrap them in a REPEATABLE READ transaction. */
export async function readBooks(query: Query, tenantId: string): Promise<Books> {
  const of = <R extends object>(sql: string): Promise<R[]> => query<R>(sql, [tenantId]);
  const [head] = await of<{ seq: number }>("select seq::int from head where tenant_id = $1");
  const names = await of<{ name: string }>(NAMES);
  return {
    headSeq: head?.seq ?? -1,
    entries: await of<Entry>(ENTRIES),
    postings: await of<Posting>(POSTINGS),
    reservations: await of<Reservation>(RESERVATIONS),
    allocated: await of<Allocated>(ALLOCATED),
    stock: await of<Lying>(STOCK),
    names: names.map(({ name }) => name),
  };
}

/**
 * Reads the books of tenants in one picture each, past the service and past row security. Whoever had a head in
 * hand when he died has let go of it by then: a dead server's transaction may outlive it for a moment.
 *
 * @param url of a superuser
 */
export async function readPictures(url: string, tenantIds: readonly string[]): Promise<Books[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("begin");
    await client.query("select from head where tenant_id = any($1) order by tenant_id for update", [
      tenantIds,
    ]);
    await client.query("commit");
    await client.query("begin isolation level repeatable read read only");
    const books: Books[] = [];
    for (const tenantId of tenantIds) {
      const query = async <R extends object>(sql: string, values: readonly unknown[]) =>
        (await client.query<R>(sql, [...values])).rows;
      books.push(await readBooks(query, tenantId));
    }
    return books;
  } finally {
    await client.end();
  }
}
