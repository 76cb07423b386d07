import { setTimeout as sleep } from "node:timers/promises";

import type { Pool } from "pg";

/** What the database says happened, read in one statement and so at one moment. */
export interface ReadBack {
  /** The database's clock, and no earlier than the last recorded time: the clock of the books. */
  readonly now: number;
  /** Entries after the one that was known, in order. */
  readonly entries: readonly EntryRow[];
  readonly stock: readonly StockRow[];
  /** Reservations that an operator may have written. */
  readonly touched: readonly { readonly id: string; readonly touches: number }[];
}

export interface EntryRow {
  readonly seq: number;
  readonly kind: string;
  readonly source: string;
  readonly request_id: string;
  readonly reservation_id: string | null;
  readonly recorded_at: number;
  readonly occurred_at: number;
  readonly reason: string;
  /** Balances of each stock row after it. */
  readonly postings: readonly BalancesRow[];
}

export interface BalancesRow {
  readonly at: string;
  readonly on_hand: number;
  readonly held: number;
  readonly committed: number;
}

export interface StockRow extends BalancesRow {
  readonly shortfall: number;
  /** All that nothing here ever moves. */
  readonly others: number;
  readonly touches: number;
}

/** What an operator adds to a version, so that each of his writes can still be told from those of the service. */
export const TOUCH = 1_000_000;

const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)`;

const OTHERS = ["damaged", "quarantined", "withheld", "wms_unallocatable", "in_transit"].join(
  " + ",
);

const READ_BACK = `
  with place as (
    select s.*, i.sku || '@' || l.code || coalesce('#' || t.number, '') as at
      from stock s
      join item i on i.tenant_id = s.tenant_id and i.id = s.item_id
      join location l on l.tenant_id = s.tenant_id and l.id = s.location_id
      left join lot t on t.tenant_id = s.tenant_id and t.id = s.lot_id
     where s.tenant_id = $1),
  recent as (
    select e.seq, e.kind, e.source, e.request_id, e.reservation_id, e.reason,
           ${ms("e.recorded_at")} as recorded_at, ${ms("e.occurred_at")} as occurred_at,
           (select coalesce(json_agg(json_build_object('at', place.at, 'on_hand', p.on_hand_after,
                     'held', p.held_after, 'committed', p.committed_after)), '[]')
              from posting p left join place on place.id = p.stock_id
             where p.tenant_id = $1 and p.seq = e.seq) as postings
      from entry e where e.tenant_id = $1 and e.seq > $2)
  select json_build_object(
    'now', (select greatest(${ms("clock_timestamp()")}, ${ms("recorded_at")})
              from head where tenant_id = $1),
    'entries', (select coalesce(json_agg(recent order by seq), '[]') from recent),
    'stock', (select coalesce(json_agg(json_build_object('at', at, 'on_hand', on_hand, 'held', held,
                'committed', committed, 'shortfall', shortfall, 'others', ${OTHERS},
                'touches', version / ${TOUCH})), '[]') from place),
    'touched', (select coalesce(json_agg(json_build_object('id', id, 'touches', version / ${TOUCH})), '[]')
                  from reservation where tenant_id = $1 and id = any($3::uuid[]))) as found`;

const TRIES_MAX = 40;

/** @param after the last entry that is known already */
export async function readBack(
  operator: Pool,
  tenantId: string,
  after: number,
  touched: readonly string[],
): Promise<ReadBack> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const values = [tenantId, after, touched];
      const { rows } = await operator.query<{ found: ReadBack }>(READ_BACK, values);
      if (rows[0] === undefined) throw new Error("nothing was read back");
      return rows[0].found;
    } catch (error) {
      // The connection may be one that a crash has cut.
      if (attempt === TRIES_MAX) throw error;
      await sleep(25);
    }
  }
}
