import type { ClientBase } from "pg";

import type { WmsOrder, WmsOrderStatus } from "../../../core/wms/order.ts";
import type { WmsRow } from "../../../core/wms/row.ts";
import type {
  StoredHold,
  StoredLooseEvent,
  StoredSight,
  StoredWmsLine,
} from "../../entities/wmsStored.ts";
import { msOf, send, type Statement } from "../../sql/statement.ts";
import { holdOf, looseEventOf, sightOf, wmsLineOf } from "../wmsJson.ts";

const FIND_WMS_ROWS: Statement = {
  name: "find_wms_rows",
  text: `
    select w.stock_id, w.sight, w.next, w.cap, w.events, w.ours, w.drift, w.told_run, w.walk, w.version,
           ${msOf("w.raises_from")} as raises_from, ${msOf("w.drift_since")} as drift_since,
           ${msOf("w.told_at")} as told_at
      from unnest($2::uuid[]) as wanted (id)
     cross join lateral (
       select * from wms_row where tenant_id = $1 and stock_id = wanted.id limit 1) as w`,
};

/** The columns of an order, of the alias `o`. */
export const WMS_ORDER_COLUMNS = `
  o.reference, o.reservation_id, o.location, o.status, o.reason, o.parked, o.lines, o.cancel_sent,
  o.version, ${msOf("o.created_at")} as created_at, ${msOf("o.sent_at")} as sent_at`;

const FIND_WMS_ORDERS: Statement = {
  name: "find_wms_orders",
  text: `
    select ${WMS_ORDER_COLUMNS}
      from unnest($2::uuid[]) as wanted (id)
     cross join lateral (
       select * from wms_order where tenant_id = $1 and reservation_id = wanted.id offset 0) as o
     order by o.reference`,
};

interface WmsRowColumns {
  readonly stock_id: string;
  readonly sight: StoredSight | null;
  readonly next: StoredSight | null;
  readonly cap: StoredSight | null;
  readonly raises_from: number | null;
  readonly events: readonly StoredLooseEvent[];
  readonly ours: readonly StoredHold[];
  readonly drift: bigint;
  readonly drift_since: number | null;
  readonly told_at: number | null;
  readonly told_run: bigint | null;
  readonly walk: string | null;
  readonly version: bigint;
}

export interface WmsOrderColumns {
  readonly reference: string;
  readonly reservation_id: string;
  readonly location: string;
  readonly status: WmsOrderStatus;
  readonly reason: string;
  readonly parked: boolean;
  readonly lines: readonly StoredWmsLine[];
  readonly created_at: number;
  readonly sent_at: number | null;
  readonly cancel_sent: bigint;
  readonly version: bigint;
}

/** What warehouse systems have told of stock rows. Rows that nothing was told of are left out. */
export async function findWmsRows(
  client: ClientBase,
  tenantId: string,
  stockIds: readonly string[],
): Promise<WmsRow[]> {
  if (stockIds.length === 0) return [];
  const { rows } = await send<WmsRowColumns>(client, FIND_WMS_ROWS, [tenantId, stockIds]);
  return rows.map((row) => ({
    stockId: row.stock_id,
    sight: row.sight && sightOf(row.sight),
    next: row.next && sightOf(row.next),
    cap: row.cap && sightOf(row.cap),
    raisesFrom: row.raises_from,
    events: row.events.map(looseEventOf),
    ours: row.ours.map(holdOf),
    drift: row.drift,
    driftSince: row.drift_since,
    toldAt: row.told_at,
    toldRun: row.told_run,
    walk: row.walk,
    version: Number(row.version),
  }));
}

/** The orders of reservations to warehouse systems. @param reservationIds each once */
export async function findWmsOrders(
  client: ClientBase,
  tenantId: string,
  reservationIds: readonly string[],
): Promise<WmsOrder[]> {
  if (reservationIds.length === 0) return [];
  const values = [tenantId, reservationIds];
  const { rows } = await send<WmsOrderColumns>(client, FIND_WMS_ORDERS, values);
  return rows.map(wmsOrderOf);
}

export function wmsOrderOf(row: WmsOrderColumns): WmsOrder {
  return {
    reference: row.reference,
    reservationId: row.reservation_id,
    location: row.location,
    status: row.status,
    reason: row.reason,
    parked: row.parked,
    lines: row.lines.map(wmsLineOf),
    createdAt: row.created_at,
    sentAt: row.sent_at,
    cancelSent: row.cancel_sent,
    version: Number(row.version),
  };
}
