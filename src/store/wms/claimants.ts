import type { Pool, PoolClient } from "pg";

import type { StockRow, Uuid } from "../../core/stock.ts";
import { READ_MOMENT } from "../reads/clock.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { SEARCHING } from "../sql/session.ts";
import { send, settled, type Statement } from "../sql/statement.ts";

/** Reservations that are named per stock row: enough to begin with. */
export const CLAIMANTS_MAX = 20;

/** Who has a claim on a stock row, and how many units. */
export interface Claimants {
  readonly units: bigint;
  readonly reservationIds: readonly Uuid[];
}

/** By stock row. Rows without any are left out. */
export type ClaimantsByStock = ReadonlyMap<Uuid, Claimants>;

/** Orders that were sent may be served from any row of the item at their location. */
const FIND_SENT: Statement = {
  name: "find_sent_claims",
  text: `
    select wanted.id, sum(a.committed)::bigint as units,
           (array_agg(a.reservation_id::text order by a.reservation_id))[1:${CLAIMANTS_MAX}] as reservations
      from unnest($2::uuid[], $3::text[]) as wanted (id, location)
     cross join lateral (
       select item_id, location_id from stock
        where tenant_id = $1 and id = wanted.id limit 1) as s
     cross join lateral (
       select id from stock
        where tenant_id = $1 and item_id = s.item_id and location_id = s.location_id offset 0) as r
     cross join lateral (
       select reservation_id, sum(committed) as committed from allocation
        where tenant_id = $1 and stock_id = r.id and committed > 0
        group by reservation_id offset 0) as a
     where exists (
       select from wms_order o
        where o.tenant_id = $1 and o.reservation_id = a.reservation_id
          and o.location = wanted.location and o.status in ('sending', 'acked'))
     group by wanted.id`,
};

/** Who goes without first comes first: who only holds before who has bought, and the newest of them. */
const FIND_PROMISED: Statement = {
  name: "find_promised_by_stock",
  text: `
    select wanted.id, 0::bigint as units, array_agg(p.id::text order by p.rank) as reservations
      from unnest($2::uuid[]) as wanted (id)
     cross join lateral (
       select reservation_id as id,
              row_number() over (order by bool_or(is_bought), reservation_id desc) as rank
         from (select reservation_id, false as is_bought from allocation
                where tenant_id = $1 and stock_id = wanted.id and held > 0
                  and (expires_at is null or expires_at > ${READ_MOMENT})
               union all
               select reservation_id, true from allocation
                where tenant_id = $1 and stock_id = wanted.id and committed > 0) as a
        group by reservation_id
        order by rank limit ${CLAIMANTS_MAX}) as p
     group by wanted.id`,
};

interface Row {
  readonly id: string;
  readonly units: bigint;
  readonly reservations: readonly string[];
}

/** Orders that were sent for the items of stock rows, and reservations that stock rows are promised to. */
export async function findClaimants(
  pool: Pool,
  tenantId: Uuid,
  drifting: readonly StockRow[],
  short: readonly StockRow[],
): Promise<{ readonly sent: ClaimantsByStock; readonly promised: ClaimantsByStock }> {
  const sentOf = [drifting.map(({ id }) => id), drifting.map(({ location }) => location.code)];
  const search = async (client: PoolClient) => {
    const [sent, promised] = await settled([
      send<Row>(client, FIND_SENT, [tenantId, ...sentOf]),
      send<Row>(client, FIND_PROMISED, [tenantId, short.map(({ id }) => id)]),
    ]);
    return { sent: byStock(sent.rows), promised: byStock(promised.rows) };
  };
  if (drifting.length + short.length === 0) return { sent: new Map(), promised: new Map() };
  return await readTransaction(pool, tenantId, search, SEARCHING);
}

function byStock(rows: readonly Row[]): ClaimantsByStock {
  return new Map(
    rows.map(({ id, units, reservations }) => [id, { units, reservationIds: reservations }]),
  );
}
