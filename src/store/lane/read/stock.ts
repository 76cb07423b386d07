import type { PoolClient } from "pg";

import type { Item, StockRow } from "../../../core/stock.ts";
import { send, type Statement } from "../../sql/statement.ts";
import {
  ITEM_COLUMNS,
  itemOf,
  type ItemRow,
  LOCATION_COLUMNS,
  locationOf,
  type LocationRow,
  LOT_COLUMNS,
  lotOf,
  type LotRow,
} from "./catalog.ts";

/** All rows of an item: at one location, or everywhere (null). */
export interface Scope {
  readonly sku: string;
  readonly location: string | null;
}

/** The columns of a stock row with all that it belongs to. */
export const STOCK_COLUMNS = `
  s.id, s.version, s.on_hand, s.damaged, s.quarantined, s.withheld, s.wms_unallocatable, s.held,
  s.committed, s.in_transit, ${ITEM_COLUMNS}, ${LOCATION_COLUMNS}, ${LOT_COLUMNS}`;
const LOCATION_AND_LOT = `
  cross join lateral (
    select * from location where tenant_id = $1 and id = s.location_id limit 1) as l
  left join lateral (
    select * from lot where tenant_id = $1 and id = s.lot_id limit 1) as t on true`;

export const ITEM_LOCATION_AND_LOT = `
  cross join lateral (
    select * from item where tenant_id = $1 and id = s.item_id limit 1) as i ${LOCATION_AND_LOT}`;

/**
 * Items and stock of the scopes that are given as arrays of SKUs ($2) and of location codes ($3). The limits, here and
 * elsewhere, leave the planner no choice but to look up row by row by key: whatever it knows of the tables' sizes, which
 * on a young database is nothing, it plans once for all.
 */
export const SCOPES = `
  from unnest($2::text[], $3::text[]) as wanted (sku, code)
  cross join lateral (
    select * from item where tenant_id = $1 and sku = wanted.sku limit 1) as i
  left join lateral (
    select id from location where tenant_id = $1 and code = wanted.code limit 1) as place on true`;

/** The stock of an item at a place, or everywhere. */
export const STOCK_OF_SCOPE = `
  lateral (
    select * from stock
     where tenant_id = $1 and item_id = i.id and (wanted.code is null or location_id = place.id)
    offset 0) as s ${LOCATION_AND_LOT}`;

export interface StockColumns extends ItemRow, LocationRow, Omit<LotRow, "lot_id"> {
  readonly lot_id: string | null;
  readonly id: string;
  readonly version: bigint;
  readonly on_hand: bigint;
  readonly damaged: bigint;
  readonly quarantined: bigint;
  readonly withheld: bigint;
  readonly wms_unallocatable: bigint;
  readonly held: bigint;
  readonly committed: bigint;
  readonly in_transit: bigint;
}

/** An item without stock there comes with a row of nulls. */
const FIND_ITEMS_AND_STOCK: Statement = {
  name: "find_items_and_stock",
  text: `select ${STOCK_COLUMNS} ${SCOPES} left join (${STOCK_OF_SCOPE}) on true`,
};

const FIND_STOCK_OF_RESERVATIONS: Statement = {
  name: "find_stock_of_reservations",
  text: `
    select ${STOCK_COLUMNS}
      from (select distinct a.stock_id
              from unnest($2::uuid[]) as wanted (id)
             cross join lateral (
               select stock_id from allocation
                where tenant_id = $1 and reservation_id = wanted.id
               offset 0) as a) as serving
     cross join lateral (
       select * from stock where tenant_id = $1 and id = serving.stock_id limit 1) as s
     ${ITEM_LOCATION_AND_LOT}`,
};

const FIND_STOCK: Statement = {
  name: "find_stock",
  text: `
    select ${STOCK_COLUMNS}
      from unnest($2::uuid[]) as wanted (id)
     cross join lateral (
       select * from stock where tenant_id = $1 and id = wanted.id limit 1) as s
     ${ITEM_LOCATION_AND_LOT}`,
};

type MaybeStock = StockColumns | (ItemRow & { readonly id: null });

function isStock(row: MaybeStock): row is StockColumns {
  return row.id !== null;
}

/** The items of the scopes, and what stock there is of them there. A row may come twice. */
export async function findItemsAndStock(
  client: PoolClient,
  tenantId: string,
  scopes: readonly Scope[],
): Promise<{ items: Item[]; stock: StockRow[] }> {
  if (scopes.length === 0) return { items: [], stock: [] };
  const skus = scopes.map((scope) => scope.sku);
  const codes = scopes.map((scope) => scope.location);
  const values = [tenantId, skus, codes];
  const { rows } = await send<MaybeStock>(client, FIND_ITEMS_AND_STOCK, values);
  return { items: rows.map(itemOf), stock: rows.filter(isStock).map(stockOf) };
}

/** Stock rows by their ids. Ids that do not exist are left out. */
export async function findStock(
  client: PoolClient,
  tenantId: string,
  ids: readonly string[],
): Promise<StockRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await send<StockColumns>(client, FIND_STOCK, [tenantId, ids]);
  return rows.map(stockOf);
}

/** The stock that serves these reservations. */
export async function findStockOfReservations(
  client: PoolClient,
  tenantId: string,
  reservationIds: readonly string[],
): Promise<StockRow[]> {
  if (reservationIds.length === 0) return [];
  const values = [tenantId, reservationIds];
  const { rows } = await send<StockColumns>(client, FIND_STOCK_OF_RESERVATIONS, values);
  return rows.map(stockOf);
}

export function stockOf(row: StockColumns): StockRow {
  return {
    id: row.id,
    item: itemOf(row),
    location: locationOf(row),
    lot: row.lot_id === null ? null : lotOf({ ...row, lot_id: row.lot_id }),
    balances: {
      onHand: row.on_hand,
      damaged: row.damaged,
      quarantined: row.quarantined,
      withheld: row.withheld,
      wmsUnallocatable: row.wms_unallocatable,
      held: row.held,
      committed: row.committed,
      inTransit: row.in_transit,
    },
    overdueHeld: 0n,
    version: Number(row.version),
  };
}
