import type { PoolClient } from "pg";

import type { Component } from "../../../core/bundle/bundle.ts";
import {
  type Allocation,
  isToldShort,
  type Reservation,
  type ReservationLine,
} from "../../../core/reservation.ts";
import type { StockRow } from "../../../core/stock.ts";
import type { StoredComponent, StoredLine } from "../../entities/reservation.ts";
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

const ALLOCATION_COLUMNS = `
  a.reservation_id, a.line, a.number, a.component, a.per_bundle, a.stock_id,
  a.quantity, a.held, a.committed, a.fulfilled, a.released, a.expired, a.returned`;
/** Said of an allocation `a` and its lot `t`. Mirrors `isToldShort` in the core. */
export const IS_TOLD_SHORT = "(a.held > 0 and a.short_at >= t.barred_at)";

const ALLOCATIONS_OF_RESERVATIONS = `
  from unnest($2::uuid[]) as wanted (id)
 cross join lateral (
   select * from allocation where tenant_id = $1 and reservation_id = wanted.id offset 0) as a`;

const FIND_ALLOCATIONS: Statement = {
  name: "find_allocations",
  text: `
    select ${ALLOCATION_COLUMNS}, ${msOf("a.short_at")} as short_at
     ${ALLOCATIONS_OF_RESERVATIONS}
     order by a.reservation_id, a.line, a.number`,
};

const FIND_NAMED_ALLOCATIONS: Statement = {
  name: "find_named_allocations",
  text: `
    select ${ALLOCATION_COLUMNS}, i.sku, l.code, t.number as lot_number,
           l.wms_account_id is not null as is_managed,
           case when ${IS_TOLD_SHORT} then ${msOf("a.short_at")} end as short_at
     ${ALLOCATIONS_OF_RESERVATIONS}
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

type Named = "stockId" | "sku" | "location" | "lot" | "shortAt" | "perBundle";

interface AllocationRow
  extends Omit<Allocation, Named>, Record<"reservation_id" | "stock_id", string> {
  readonly per_bundle: bigint;
  readonly short_at: number | null;
}

/** The allocations of a reservation. */
export interface FoundAllocations {
  readonly allocations: readonly Allocation[];
  /** Warehouse systems have a part in them. */
  readonly isManaged: boolean;
}

/** What a stock row is called in an allocation. */
interface StockName {
  readonly sku: string;
  readonly code: string;
  readonly lot_number: string | null;
}

/** A reservation whose allocations do not know yet what the stock is called that serves them. */
export interface FoundReservation {
  readonly row: ReservationRow;
  readonly allocations: readonly AllocationRow[];
}

/** Reservations with their allocations. Ids that do not exist are left out. @param ids each once */
export async function findReservations(
  client: PoolClient,
  tenantId: string,
  ids: readonly string[],
): Promise<FoundReservation[]> {
  if (ids.length === 0) return [];
  const [found, allocations] = await settled([
    send<ReservationRow>(client, FIND_RESERVATIONS, [tenantId, ids]),
    send<AllocationRow>(client, FIND_ALLOCATIONS, [tenantId, ids]),
  ]);
  const byReservation = Map.groupBy(allocations.rows, (allocation) => allocation.reservation_id);
  return found.rows.map((row) => ({ row, allocations: byReservation.get(row.id) ?? [] }));
}

/** @param stock the rows that serve it, by id */
export function servedBy(
  { row, allocations }: FoundReservation,
  stock: ReadonlyMap<string, StockRow>,
): Reservation {
  const named = allocations.map((allocation) => {
    const serving = stock.get(allocation.stock_id);
    if (serving === undefined) throw new Error(`stock row ${allocation.stock_id} was not read`);
    const { item, location, lot } = serving;
    const name = { sku: item.sku, code: location.code, lot_number: lot?.number ?? null };
    const told = allocationOf({ ...allocation, ...name });
    return isToldShort(told, lot) ? told : { ...told, shortAt: null };
  });
  return reservationOf(row, named);
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
): Promise<Map<string, FoundAllocations>> {
  type Row = AllocationRow & StockName & { readonly is_managed: boolean };
  const values = [tenantId, reservationIds];
  const { rows } = await send<Row>(client, FIND_NAMED_ALLOCATIONS, values);
  const byReservation = Map.groupBy(rows, (row) => row.reservation_id);
  return new Map(
    Array.from(byReservation, ([id, found]) => {
      const isManaged = found.some(({ is_managed }) => is_managed);
      return [id, { allocations: found.map(allocationOf), isManaged }];
    }),
  );
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
    components: (line.components ?? []).map(componentOf),
  };
}

function componentOf({ item, sku, units }: StoredComponent): Component {
  return { itemId: item, sku, perBundle: BigInt(units) };
}

function allocationOf(row: AllocationRow & StockName): Allocation {
  return {
    line: row.line,
    number: row.number,
    component: row.component,
    perBundle: row.per_bundle,
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
    shortAt: row.short_at,
    returned: row.returned,
  };
}
