import type { PoolClient } from "pg";

import type { Allocation, Reservation, ReservationLine } from "../../../core/reservation.ts";
import type { StoredLine } from "../../entities/reservation.ts";
import { msOf, send, settled, type Statement } from "../../sql/statement.ts";
import { ITEM_LOCATION_AND_LOT } from "./stock.ts";

export const RESERVATION_COLUMNS = `
  r.id, r.order_ref, r.lines, r.ttl_ms, r.version,
  ${msOf("r.created_at")} as created_at, ${msOf("r.expires_at")} as expires_at,
  ${msOf("r.released_at")} as released_at, ${msOf("r.expired_at")} as expired_at`;

const FIND_RESERVATIONS: Statement = {
  name: "find_reservations",
  text: `
    select ${RESERVATION_COLUMNS}
      from unnest($2::uuid[]) as wanted (id)
     cross join lateral (
       select * from reservation where tenant_id = $1 and id = wanted.id limit 1) as r`,
};

const FIND_ALLOCATIONS: Statement = {
  name: "find_allocations",
  text: `
    select a.reservation_id, a.line, a.number, a.stock_id, i.sku, l.code, t.number as lot_number,
           a.quantity, a.held, a.committed, a.fulfilled, a.released, a.expired
      from unnest($2::uuid[]) as wanted (id)
     cross join lateral (
       select * from allocation where tenant_id = $1 and reservation_id = wanted.id offset 0) as a
     cross join lateral (
       select * from stock where tenant_id = $1 and id = a.stock_id limit 1) as s
     ${ITEM_LOCATION_AND_LOT}
     order by a.reservation_id, a.line, a.number`,
};

export interface ReservationRow {
  readonly id: string;
  readonly order_ref: string;
  readonly lines: readonly StoredLine[];
  readonly ttl_ms: bigint | null;
  readonly version: bigint;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly released_at: number | null;
  readonly expired_at: number | null;
}

interface AllocationRow extends Omit<Allocation, "stockId" | "location" | "lot"> {
  readonly reservation_id: string;
  readonly stock_id: string;
  readonly code: string;
  readonly lot_number: string | null;
}

/** Reservations with their allocations, each once. Ids that do not exist are left out. */
export async function findReservations(
  client: PoolClient,
  tenantId: string,
  wanted: Iterable<string>,
): Promise<Reservation[]> {
  const ids = [...new Set(wanted)];
  if (ids.length === 0) return [];
  const [found, allocations] = await settled([
    send<ReservationRow>(client, FIND_RESERVATIONS, [tenantId, ids]),
    findAllocations(client, tenantId, ids),
  ]);
  return found.rows.map((row) => reservationOf(row, allocations.get(row.id) ?? []));
}

/**
 * The allocations of reservations, by reservation, in the order of lines and numbers.
 *
 * @param reservationIds each once
 */
export async function findAllocations(
  client: PoolClient,
  tenantId: string,
  reservationIds: readonly string[],
): Promise<Map<string, Allocation[]>> {
  const values = [tenantId, reservationIds];
  const { rows } = await send<AllocationRow>(client, FIND_ALLOCATIONS, values);
  const byReservation = new Map<string, Allocation[]>();
  for (const row of rows) {
    const allocation = allocationOf(row);
    const known = byReservation.get(row.reservation_id);
    if (known === undefined) byReservation.set(row.reservation_id, [allocation]);
    else known.push(allocation);
  }
  return byReservation;
}

export function reservationOf(
  row: ReservationRow,
  allocations: readonly Allocation[],
): Reservation {
  return {
    id: row.id,
    orderRef: row.order_ref,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    ttlMs: row.ttl_ms === null ? null : Number(row.ttl_ms),
    lines: row.lines.map(lineOf),
    allocations,
    releasedAt: row.released_at,
    expiredAt: row.expired_at,
    version: Number(row.version),
  };
}

function lineOf(line: StoredLine, index: number): ReservationLine {
  return {
    number: index + 1,
    itemId: line.item,
    sku: line.sku,
    quantity: BigInt(line.quantity),
    shortQuantity: BigInt(line.short ?? 0),
    location: line.location ?? null,
    lot: line.lot ?? null,
    minShelfLifeMs: line.shelfLifeMs ?? 0,
  };
}

function allocationOf(row: AllocationRow): Allocation {
  return {
    line: row.line,
    number: row.number,
    stockId: row.stock_id,
    sku: row.sku,
    location: row.code,
    lot: row.lot_number,
    quantity: row.quantity,
    held: row.held,
    committed: row.committed,
    fulfilled: row.fulfilled,
    released: row.released,
    expired: row.expired,
  };
}
