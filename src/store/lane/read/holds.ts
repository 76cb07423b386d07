import type { PoolClient } from "pg";

import type { Instant } from "../../../core/instant.ts";
import { fromMs, msOf, send, settled, type Statement } from "../../sql/statement.ts";

/** Overdue holds on some stock rows, as far as they were read, and what else is known of holds there. */
export interface HoldsOnStock {
  /** Reservations with overdue holds, in no order. */
  readonly overdue: ReadonlySet<string>;
  /** Stock rows that have more overdue holds than were read. */
  readonly more: ReadonlySet<string>;
  /** When the earliest live hold on a row ends. */
  readonly nextExpiry: ReadonlyMap<string, Instant>;
}

const FIND_OVERDUE: Statement = {
  name: "find_overdue_on_stock",
  text: `
    select wanted.id as stock_id, o.reservation_id
      from unnest($2::uuid[]) as wanted (id)
     cross join lateral (
       select a.reservation_id
         from allocation a
        where a.tenant_id = $1 and a.stock_id = wanted.id and a.held > 0
          and a.expires_at <= ${fromMs("$3")}
        order by a.expires_at, a.reservation_id
        limit $4) as o`,
};

const FIND_NEXT_EXPIRY: Statement = {
  name: "find_next_expiry_on_stock",
  text: `
    select wanted.id as stock_id, n.expires_at
      from unnest($2::uuid[]) as wanted (id)
     cross join lateral (
       select ${msOf("a.expires_at")} as expires_at
         from allocation a
        where a.tenant_id = $1 and a.stock_id = wanted.id and a.held > 0
          and a.expires_at > ${fromMs("$3")}
        order by a.expires_at
        limit 1) as n`,
};

/** So many holds of a row that falls short are read, the newest first: they may be served from elsewhere. */
const HOLDERS_MAX = 50;

const FIND_HOLDERS: Statement = {
  name: "find_holders_on_stock",
  text: `
    select distinct h.reservation_id
      from unnest($2::uuid[]) as wanted (id)
     cross join lateral (
       select a.reservation_id
         from allocation a
        where a.tenant_id = $1 and a.stock_id = wanted.id and a.held > 0
          and (a.expires_at is null or a.expires_at > ${fromMs("$3")})
        order by a.reservation_id desc
        limit $4) as h`,
};

/** Reservations that hold units of stock rows and whose time is not up. */
export async function findHolders(
  client: PoolClient,
  tenantId: string,
  stockIds: readonly string[],
  now: Instant,
): Promise<string[]> {
  if (stockIds.length === 0) return [];
  const values = [tenantId, stockIds, now, HOLDERS_MAX];
  const { rows } = await send<{ reservation_id: string }>(client, FIND_HOLDERS, values);
  return rows.map(({ reservation_id }) => reservation_id);
}

/** @param rowMax at most this many overdue holds are read per stock row, oldest first */
export async function findHoldsOnStock(
  client: PoolClient,
  tenantId: string,
  stockIds: readonly string[],
  now: Instant,
  rowMax: number,
): Promise<HoldsOnStock> {
  if (stockIds.length === 0) return { overdue: new Set(), more: new Set(), nextExpiry: new Map() };
  const [holds, next] = await settled([
    send<{ stock_id: string; reservation_id: string }>(client, FIND_OVERDUE, [
      tenantId,
      stockIds,
      now,
      rowMax + 1,
    ]),
    send<{ stock_id: string; expires_at: number }>(client, FIND_NEXT_EXPIRY, [
      tenantId,
      stockIds,
      now,
    ]),
  ]);
  const byRow = Map.groupBy(holds.rows, (hold) => hold.stock_id);
  const full = [...byRow].filter(([, found]) => found.length > rowMax);
  return {
    overdue: new Set(holds.rows.map((hold) => hold.reservation_id)),
    more: new Set(full.map(([stockId]) => stockId)),
    nextExpiry: new Map(next.rows.map((row) => [row.stock_id, row.expires_at])),
  };
}
