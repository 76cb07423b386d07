import type { PoolClient } from "pg";

import type { Fulfilment, Item, Location, Lot } from "../../../core/stock.ts";
import { msOf, send, type Statement } from "../../sql/statement.ts";

/** The columns of an item, of a location and of a lot, for statements that join them. */
export const ITEM_COLUMNS = `
  i.id as item_id, i.sku, i.lot_tracked, i.archived_at is not null as item_archived,
  i.is_bundle,
  (select jsonb_object_agg(location_id, quantity) from safety_stock
    where tenant_id = $1 and item_id = i.id and quantity is not null) as safety_stock_at`;
export const LOCATION_COLUMNS = `
  l.id as location_id, l.code, l.fulfilment, l.sourcing_priority, l.safety_stock, l.time_zone,
  l.archived_at is not null as location_archived, l.wms_account_id, l.wms_buffer_percent,
  ${msOf("l.wms_seen_at")} as wms_seen_at`;
export const LOT_COLUMNS = `
  t.id as lot_id, t.item_id as lot_item_id, t.number as lot_number, t.supplier,
  t.unit_cost, t.cost_currency, ${msOf("t.expires_at")} as lot_expires_at,
  ${msOf("t.received_at")} as lot_received_at, ${msOf("t.barred_at")} as lot_barred_at,
  t.version as lot_version`;

export interface ItemRow {
  readonly item_id: string;
  readonly sku: string;
  readonly lot_tracked: boolean;
  readonly item_archived: boolean;
  readonly is_bundle: boolean;
  /** By a location's id; null for most. No number in it is too large for JavaScript. */
  readonly safety_stock_at: Readonly<Record<string, number>> | null;
}

export interface LocationRow {
  readonly location_id: string;
  readonly code: string;
  readonly fulfilment: Fulfilment;
  readonly sourcing_priority: number;
  readonly safety_stock: bigint;
  readonly time_zone: string;
  readonly location_archived: boolean;
  readonly wms_account_id: string | null;
  readonly wms_buffer_percent: number;
  readonly wms_seen_at: number | null;
}

export interface LotRow {
  readonly lot_id: string;
  readonly lot_item_id: string;
  readonly lot_number: string;
  readonly supplier: string | null;
  readonly unit_cost: string | null;
  readonly cost_currency: string | null;
  readonly lot_expires_at: number | null;
  readonly lot_received_at: number;
  readonly lot_barred_at: number | null;
  readonly lot_version: number;
}

const FIND_LOCATIONS: Statement = {
  name: "find_locations",
  text: `
    select ${LOCATION_COLUMNS}
      from unnest($2::text[]) as wanted (code)
     cross join lateral (
       select * from location where tenant_id = $1 and code = wanted.code limit 1) as l`,
};

const FIND_LOTS: Statement = {
  name: "find_lots",
  text: `
    select ${LOT_COLUMNS}
      from unnest($2::text[], $3::text[]) as wanted (sku, number)
     cross join lateral (
       select id from item where tenant_id = $1 and sku = wanted.sku limit 1) as i
     cross join lateral (
       select * from lot
        where tenant_id = $1 and item_id = i.id and number = wanted.number limit 1) as t`,
};

export async function findLocations(
  client: PoolClient,
  tenantId: string,
  codes: readonly string[],
): Promise<Location[]> {
  if (codes.length === 0) return [];
  const { rows } = await send<LocationRow>(client, FIND_LOCATIONS, [tenantId, codes]);
  return rows.map(locationOf);
}

export async function findLots(
  client: PoolClient,
  tenantId: string,
  wanted: readonly { readonly sku: string; readonly number: string }[],
): Promise<Lot[]> {
  if (wanted.length === 0) return [];
  const skus = wanted.map((lot) => lot.sku);
  const numbers = wanted.map((lot) => lot.number);
  const { rows } = await send<LotRow>(client, FIND_LOTS, [tenantId, skus, numbers]);
  return rows.map(lotOf);
}

export function itemOf(row: ItemRow): Item {
  return {
    id: row.item_id,
    sku: row.sku,
    lotTracked: row.lot_tracked,
    archived: row.item_archived,
    isBundle: row.is_bundle,
    ...(row.safety_stock_at !== null && { safetyStockAt: unitsById(row.safety_stock_at) }),
  };
}

function unitsById(units: Readonly<Record<string, number>>): ReadonlyMap<string, bigint> {
  return new Map(Object.entries(units).map(([id, quantity]) => [id, BigInt(quantity)]));
}

export function locationOf(row: LocationRow): Location {
  return {
    id: row.location_id,
    code: row.code,
    fulfilment: row.fulfilment,
    sourcingPriority: row.sourcing_priority,
    safetyStock: row.safety_stock,
    timeZone: row.time_zone,
    archived: row.location_archived,
    wmsAccountId: row.wms_account_id,
    wmsSeenAt: row.wms_seen_at,
    wmsBufferPercent: row.wms_buffer_percent,
  };
}

export function lotOf(row: LotRow): Lot {
  return {
    id: row.lot_id,
    itemId: row.lot_item_id,
    number: row.lot_number,
    expiresAt: row.lot_expires_at,
    supplier: row.supplier,
    unitCost:
      row.unit_cost === null || row.cost_currency === null
        ? null
        : { amount: row.unit_cost, currency: row.cost_currency },
    receivedAt: row.lot_received_at,
    barredAt: row.lot_barred_at,
    version: row.lot_version,
  };
}
