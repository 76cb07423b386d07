import type { Component } from "../../../core/bundle/bundle.ts";
import type { Allocation, Reservation, ReservationLine } from "../../../core/reservation.ts";
import type { StoredComponent, StoredLine } from "../../entities/reservation.ts";

/** A reservation as it is read. */
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

/** An allocation as it is read. */
export interface AllocationRow
  extends Omit<Allocation, Named>, Record<"reservation_id" | "stock_id", string> {
  readonly per_bundle: bigint;
  readonly short_at: number | null;
}

/** What a stock row is called in an allocation. */
export interface StockName {
  readonly sku: string;
  readonly code: string;
  readonly lot_number: string | null;
}

/** A reservation, and what serves it. */
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

/** An allocation, with what its stock is called. */
export function allocationOf(row: AllocationRow & StockName): Allocation {
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
