import type { Pool, PoolClient } from "pg";

import { itemNotFound, lotNotFound } from "../../core/rejection.ts";
import { CommandRejected } from "../errors.ts";
import { LOT_COLUMNS, lotOf, type LotRow } from "../lane/read/catalog.ts";
import { IS_TOLD_SHORT } from "../lane/read/reservations.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { SEARCHING } from "../sql/session.ts";
import { send, type Statement } from "../sql/statement.ts";
import type { RecalledQuery, RecalledReservation, RecallState } from "../stockReads.ts";
import { READ_MOMENT } from "./clock.ts";

/** Live holds `a` on stock `s` of the lot `t`. */
const LIVE_HOLDS = `
  stock s
  join allocation a on a.tenant_id = $1 and a.stock_id = s.id and a.held > 0
                   and (a.expires_at is null or a.expires_at > ${READ_MOMENT})
 where s.tenant_id = $1 and s.lot_id = t.id`;

/** Postings `p` that took held units from stock of the lot `t` since it was recalled. */
const MOVES = `
  posting p
 where p.tenant_id = $1 and p.kind = 'rehome' and p.held_delta < 0
   and p.stock_id in (select id from stock where tenant_id = $1 and lot_id = t.id)
   and p.seq > (select min(r.seq) from entry r
                 where r.tenant_id = $1 and r.lot_id = t.id and r.recorded_at >= t.barred_at)`;

/** Units that reservations have of the lot `t`, one row each. */
const PARTS = `
  select a.reservation_id, case when ${IS_TOLD_SHORT} then 0 else a.held end as waiting,
         case when ${IS_TOLD_SHORT} then a.held else 0 end as short, 0::bigint as moved, 0::bigint as committed
    from ${LIVE_HOLDS}
   union all
  select a.reservation_id, 0, 0, 0, a.committed
    from stock s
    join allocation a on a.tenant_id = $1 and a.stock_id = s.id and a.committed > 0
   where s.tenant_id = $1 and s.lot_id = t.id
   union all
  select e.reservation_id, 0, 0, -p.held_delta, 0
    from (select p.seq, p.held_delta from ${MOVES}) as p
    join entry e on e.tenant_id = $1 and e.seq = p.seq`;

const THE_LOT = `
  from (select id, sku from item where tenant_id = $1 and sku = $2) as i
  left join lot t on t.tenant_id = $1 and t.item_id = i.id and t.number = $3`;

const READ_RECALL: Statement = {
  name: "read_recall",
  text: `
    select i.sku, ${LOT_COLUMNS}, rows.on_hand, rows.committed, holds.held, holds.short,
           coalesce((select sum(-p.held_delta) from ${MOVES}), 0)::bigint as moved
    ${THE_LOT}
    cross join lateral (
      select coalesce(sum(on_hand), 0)::bigint as on_hand, coalesce(sum(committed), 0)::bigint as committed
        from stock where tenant_id = $1 and lot_id = t.id) as rows
    cross join lateral (
      select coalesce(sum(a.held), 0)::bigint as held,
             coalesce(sum(a.held) filter (where ${IS_TOLD_SHORT}), 0)::bigint as short
        from ${LIVE_HOLDS}) as holds`,
};

const LIST_RECALLED: Statement = {
  name: "list_recalled",
  text: `
    select u.id, r.order_ref, u.waiting, u.short, u.moved, u.committed
    ${THE_LOT}
    cross join lateral (
      select reservation_id as id, sum(waiting)::bigint as waiting, sum(short)::bigint as short,
             sum(moved)::bigint as moved, sum(committed)::bigint as committed
        from (${PARTS}) as part
       where $4::uuid is null or reservation_id < $4
       group by reservation_id
       order by reservation_id desc
       limit $5) as u
    cross join lateral (
      select order_ref from reservation where tenant_id = $1 and id = u.id limit 1) as r
    order by u.id desc`,
};

type RecallRow = Omit<LotRow, "lot_id"> &
  Omit<RecallState, "lot" | "onHand"> & {
    readonly lot_id: string | null;
    readonly on_hand: bigint;
  };

/** A lot, and what has become of its promises as it is seen now. */
export async function readRecall(
  pool: Pool,
  tenantId: string,
  sku: string,
  number: string,
): Promise<RecallState> {
  const read = (client: PoolClient) =>
    send<RecallRow>(client, READ_RECALL, [tenantId, sku, number]);
  const { rows } = await readTransaction(pool, tenantId, read, SEARCHING);
  const [row] = rows;
  if (row === undefined) throw new CommandRejected(itemNotFound(sku, "sku"));
  const { lot_id, on_hand: onHand, held, short, moved, committed } = row;
  if (lot_id === null) throw new CommandRejected(lotNotFound(sku, number, "lot"));
  return { sku: row.sku, lot: lotOf({ ...row, lot_id }), onHand, held, short, moved, committed };
}

/** The reservations that have, or had when it was recalled, units of a lot, newest first. */
export async function listRecalled(
  pool: Pool,
  tenantId: string,
  { sku, lot, afterId, limit }: RecalledQuery,
): Promise<RecalledReservation[]> {
  interface Row extends Omit<RecalledReservation, "orderRef"> {
    readonly order_ref: string;
  }
  const values = [tenantId, sku, lot, afterId, limit];
  const search = (client: PoolClient) => send<Row>(client, LIST_RECALLED, values);
  const { rows } = await readTransaction(pool, tenantId, search, SEARCHING);
  return rows.map(({ order_ref: orderRef, ...row }) => ({ ...row, orderRef }));
}
