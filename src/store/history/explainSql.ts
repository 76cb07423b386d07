import type { EntryKind } from "../../core/decision.ts";
import type { Uuid } from "../../core/stock.ts";
import { ITEM_COLUMNS } from "../lane/read/catalog.ts";
import { ITEM_LOCATION_AND_LOT, STOCK_COLUMNS, type StockColumns } from "../lane/read/stock.ts";
import { fromMs, msOf, type Statement } from "../sql/statement.ts";
import { TOLD_LATER } from "./asOf.ts";
import { type BucketsRow, everyBucket } from "./buckets.ts";

/** The entry that made a reservation. */
export const FIND_MAKER: Statement = {
  name: "find_maker_of_reservation",
  text: `
    select e.id, e.seq, e.kind, ${msOf("e.recorded_at")} as recorded_at, ${msOf("e.occurred_at")} as occurred_at
      from entry e
     where e.tenant_id = $1 and e.reservation_id = $2 and e.kind in ('reserve', 'sell')
     order by e.seq limit 1`,
};

/** What an entry took of each stock row for an order. */
export const FIND_CHOSEN: Statement = {
  name: "find_chosen_stock",
  text: `
    select stock_id, held_delta + committed_delta - on_hand_delta as units
      from posting where tenant_id = $1 and seq = $2`,
};

/** How often rules of the catalog have changed since an entry, up to a limit. */
export const COUNT_RULE_CHANGES: Statement = {
  name: "count_rule_changes_since",
  text: `
    select count(*)::int as changes from (
      select 1 from unnest($3::text[]) as w (kind)
       cross join lateral (
         select 1 from entry where tenant_id = $1 and kind = w.kind and seq > $2 offset 0) as e
       limit $4) as counted`,
};

/** Items, and whether they were archived at a moment. */
export const FIND_ITEMS: Statement = {
  name: "find_items_to_explain",
  text: `
    select ${ITEM_COLUMNS}, (i.archived_at <= ${fromMs("$3")}) is true as was_archived
      from unnest($2::uuid[]) as w (id)
     cross join lateral (select * from item where tenant_id = $1 and id = w.id limit 1) as i`,
};

/**
 * The stock of some items as it stood before an entry ($3), decided at a moment ($4): with what was overdue then and not
 * yet taken back, whether it was since or not. $5 is the last entry of that very moment.
 */
export const ROWS_BEFORE: Statement = {
  name: "read_rows_before_entry",
  text: `
    with told_later as materialized (
      ${TOLD_LATER}
      union all
      select seq from entry
       where tenant_id = $1 and seq > $3 and seq <= $5 and occurred_at = recorded_at)
    select ${STOCK_COLUMNS}, ${everyBucket((bucket) => `p.${bucket}_after`)},
           (coalesce(lapsed.held, 0) - coalesce(later.held, 0))::bigint as overdue_held,
           (i.archived_at <= ${fromMs("$4")}) is true as item_was_archived,
           (l.archived_at <= ${fromMs("$4")}) is true as location_was_archived,
           (t.barred_at <= ${fromMs("$4")}) is true as lot_was_barred
      from unnest($2::uuid[]) as w (id)
     cross join lateral (
       select * from stock where tenant_id = $1 and item_id = w.id offset 0) as s
     cross join lateral (
       select * from posting where tenant_id = $1 and stock_id = s.id and seq < $3
        order by seq desc limit 1) as p
     cross join lateral (
       select sum(held) as held from allocation
        where tenant_id = $1 and stock_id = s.id and held > 0 and expires_at <= ${fromMs("$4")}) as lapsed
      left join (
        select d.stock_id, sum(d.held_delta) as held from told_later as k
         cross join lateral (
           select * from posting
            where tenant_id = $1 and seq = k.seq and kind = 'expire' offset 0) as d
         group by d.stock_id) as later on later.stock_id = s.id
     ${ITEM_LOCATION_AND_LOT}`,
};

/** The entry that made a reservation. */
export interface MakerRow {
  readonly id: Uuid;
  readonly seq: bigint;
  readonly kind: EntryKind;
  readonly recorded_at: number;
  readonly occurred_at: number;
}

/** A stock row as it stood. */
export type PastRow = StockColumns &
  BucketsRow<"_after"> & {
    readonly overdue_held: bigint;
    readonly item_was_archived: boolean;
    readonly location_was_archived: boolean;
    readonly lot_was_barred: boolean;
  };
