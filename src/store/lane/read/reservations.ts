import type { PoolClient } from "pg";

import { type Allocation, isToldShort, type Reservation } from "../../../core/reservation.ts";
import type { StockRow } from "../../../core/stock.ts";
import { msOf, send, settled, type Statement } from "../../sql/statement.ts";
import {
  allocationOf,
  type AllocationRow,
  reservationOf,
  type ReservationRow,
  type StockName,
} from "./reservationRows.ts";
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

/** The allocations of a reservation. */
export interface FoundAllocations {
  readonly allocations: readonly Allocation[];
  /** Warehouse systems have a part in them. */
  readonly isManaged: boolean;
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
