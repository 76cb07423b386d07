import type { Pool, PoolClient } from "pg";

import { seenAt } from "../../core/reservation.ts";
import type { WmsOrder } from "../../core/wms/order.ts";
import {
  findAllocations,
  type FoundAllocations,
  RESERVATION_COLUMNS,
} from "../lane/read/reservations.ts";
import { reservationOf, type ReservationRow } from "../lane/read/reservationRows.ts";
import { findWmsOrders } from "../lane/read/wms.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { SEARCHING } from "../sql/session.ts";
import { send, settled, type Statement } from "../sql/statement.ts";
import type { ReservationQuery, SeenReservation } from "../store.ts";
import { NOW, READ_MOMENT } from "./clock.ts";

const READ_RESERVATIONS: Statement = {
  name: "read_reservations",
  text: `
    select ${NOW}, ${RESERVATION_COLUMNS}
      from unnest($2::uuid[]) as wanted (id)
     cross join lateral (
       select * from reservation where tenant_id = $1 and id = wanted.id limit 1) as r`,
};

/** The state as a reader sees it: an overdue hold is expired, swept or not. Mirrors `stateAt` in the core. */
const STATE = `
  case
    when r.held > 0 and (r.expires_at is null or r.expires_at > ${READ_MOMENT}) then 'held'
    when r.committed > 0 then 'committed'
    when r.fulfilled > 0 then 'fulfilled'
    when r.released_at >= coalesce(case when r.held > 0 then r.expires_at else r.expired_at end,
                                   '-infinity') then 'released'
    else 'expired'
  end`;

const LIST_RESERVATIONS: Statement = {
  name: "list_reservations",
  text: `
    select ${NOW}, ${RESERVATION_COLUMNS}
      from reservation r
     where r.tenant_id = $1
       and ($2::uuid is null or r.id < $2)
       and ($3::text is null or r.order_ref = $3 and r.order_ref <> '')
       and ($4::text is null or ${STATE} = $4)
     order by r.id desc
     limit $5`,
};

type SeenRow = ReservationRow & { readonly now: number };

/** A reservation as it was read. */
export interface ReadReservation extends SeenReservation {
  /** Warehouse systems have a part in it. */
  readonly isManaged: boolean;
}

/**
 * Reservations as they are seen now, in the order of the ids; null where there is none.
 *
 * @param withOrders their orders to warehouse systems are read too, as of the same moment
 */
export async function readReservations(
  pool: Pool,
  tenantId: string,
  ids: readonly string[],
  withOrders: boolean,
): Promise<(ReadReservation | null)[]> {
  const wanted = [...new Set(ids)];
  const found = await readTransaction(pool, tenantId, async (client) => {
    const [reservations, allocations, orders] = await settled([
      send<SeenRow>(client, READ_RESERVATIONS, [tenantId, wanted]),
      findAllocations(client, tenantId, wanted),
      withOrders ? findWmsOrders(client, tenantId, wanted) : Promise.resolve([]),
    ]);
    const byReservation = Map.groupBy(orders, ({ reservationId }) => reservationId);
    return reservations.rows.map((row) =>
      seenOf(row, allocations.get(row.id), byReservation.get(row.id) ?? []),
    );
  });
  const byId = new Map(found.map((seen) => [seen.reservation.id, seen]));
  return ids.map((id) => byId.get(id) ?? null);
}

/** Newest first. */
export async function listReservations(
  pool: Pool,
  tenantId: string,
  query: ReservationQuery,
): Promise<SeenReservation[]> {
  const { afterId, orderRef, state, limit } = query;
  const search = async (client: PoolClient): Promise<SeenRow[]> => {
    const values = [tenantId, afterId, orderRef, state, limit];
    return (await send<SeenRow>(client, LIST_RESERVATIONS, values)).rows;
  };
  const rows = await readTransaction(pool, tenantId, search, SEARCHING);
  const ids = rows.map((row) => row.id);
  const listed = await readReservations(pool, tenantId, ids, false);
  return listed.flatMap((seen) => seen ?? []);
}

function seenOf(
  row: SeenRow,
  found: FoundAllocations | undefined,
  wmsOrders: readonly WmsOrder[],
): ReadReservation {
  const { allocations, isManaged } = found ?? { allocations: [], isManaged: false };
  const reservation = seenAt(reservationOf(row, allocations), row.now);
  return { reservation, now: row.now, wmsOrders, isManaged };
}
