import type { ClientBase } from "pg";

import type { Instant } from "../../../core/instant.ts";
import type { Uuid } from "../../../core/stock.ts";
import type {
  Parcel,
  Transfer,
  TransferLine,
  TransferState,
} from "../../../core/transfer/transfer.ts";
import { fromMs, msOf, send, settled, type Statement } from "../../sql/statement.ts";

/** The columns of a transfer, of the aliases `f` for it, `source` and `target` for its locations. */
export const TRANSFER_COLUMNS = `
  f.id, f.from_location_id, f.to_location_id, source.code as from_code, target.code as to_code,
  f.reference, f.state, f.version, ${msOf("f.created_at")} as created_at,
  ${msOf("f.expected_at")} as expected_at, ${msOf("f.shipped_at")} as shipped_at,
  ${msOf("f.closed_at")} as closed_at`;

/** The locations of a transfer. */
export const ENDS_OF_TRANSFER = `
  cross join lateral (
    select code from location where tenant_id = $1 and id = f.from_location_id limit 1) as source
  cross join lateral (
    select code from location where tenant_id = $1 and id = f.to_location_id limit 1) as target`;

const FIND_TRANSFERS: Statement = {
  name: "find_transfers",
  text: `
    select ${TRANSFER_COLUMNS}
      from unnest($2::uuid[]) as wanted (id)
     cross join lateral (
       select * from transfer where tenant_id = $1 and id = wanted.id limit 1) as f
     ${ENDS_OF_TRANSFER}`,
};

const FIND_TRANSFER_LINES: Statement = {
  name: "find_transfer_lines",
  text: `
    select e.transfer_id, e.line, e.item_id, i.sku, e.lot_id, t.number as lot, e.quantity
      from unnest($2::uuid[]) as wanted (id)
     cross join lateral (
       select * from transfer_line where tenant_id = $1 and transfer_id = wanted.id offset 0) as e
     cross join lateral (
       select sku from item where tenant_id = $1 and id = e.item_id limit 1) as i
      left join lateral (
       select number from lot where tenant_id = $1 and id = e.lot_id limit 1) as t on true
     order by e.transfer_id, e.line`,
};

const FIND_TRANSFER_PARCELS: Statement = {
  name: "find_transfer_parcels",
  text: `
    select p.*, t.number as lot
      from unnest($2::uuid[]) as wanted (id)
     cross join lateral (
       select * from transfer_parcel where tenant_id = $1 and transfer_id = wanted.id offset 0) as p
     cross join lateral (
       select lot_id from stock where tenant_id = $1 and id = p.from_stock_id limit 1) as s
      left join lateral (
       select number from lot where tenant_id = $1 and id = s.lot_id limit 1) as t on true
     order by p.transfer_id, p.line, p.number`,
};

const FIND_NEXT_ARRIVALS: Statement = {
  name: "find_next_arrivals",
  text: `
    select wanted.id as stock_id, n.expected_at
      from unnest($2::uuid[]) as wanted (id)
     cross join lateral (
       select ${msOf("min(f.expected_at)")} as expected_at
         from transfer_parcel p
         join transfer f on f.tenant_id = $1 and f.id = p.transfer_id
        where p.tenant_id = $1 and p.to_stock_id = wanted.id and p.in_transit > 0
          and f.expected_at > ${fromMs("$3")}) as n
     where n.expected_at is not null`,
};

export interface TransferRow {
  readonly id: string;
  readonly from_location_id: string;
  readonly to_location_id: string;
  readonly from_code: string;
  readonly to_code: string;
  readonly reference: string;
  readonly state: TransferState;
  readonly version: bigint;
  readonly created_at: number;
  readonly expected_at: number | null;
  readonly shipped_at: number | null;
  readonly closed_at: number | null;
}

interface LineRow extends Omit<TransferLine, "number" | "itemId" | "lotId"> {
  readonly transfer_id: string;
  readonly line: number;
  readonly item_id: string;
  readonly lot_id: string | null;
}

interface ParcelRow extends Omit<Parcel, "fromStockId" | "toStockId"> {
  readonly transfer_id: string;
  readonly from_stock_id: string;
  readonly to_stock_id: string;
}

/** What transfers consist of, by transfer. */
export interface TransferParts {
  readonly lines: ReadonlyMap<Uuid, readonly LineRow[]>;
  readonly parcels: ReadonlyMap<Uuid, readonly ParcelRow[]>;
}

/** Transfers with their lines and parcels. Ids that do not exist are left out. @param ids each once */
export async function findTransfers(
  client: ClientBase,
  tenantId: string,
  ids: readonly string[],
): Promise<Transfer[]> {
  if (ids.length === 0) return [];
  const [found, parts] = await settled([
    send<TransferRow>(client, FIND_TRANSFERS, [tenantId, ids]),
    findTransferParts(client, tenantId, ids),
  ]);
  return found.rows.map((row) => transferOf(row, parts));
}

/** @param ids each once */
export async function findTransferParts(
  client: ClientBase,
  tenantId: string,
  ids: readonly string[],
): Promise<TransferParts> {
  const [lines, parcels] = await settled([
    send<LineRow>(client, FIND_TRANSFER_LINES, [tenantId, ids]),
    send<ParcelRow>(client, FIND_TRANSFER_PARCELS, [tenantId, ids]),
  ]);
  return {
    lines: Map.groupBy(lines.rows, ({ transfer_id }) => transfer_id),
    parcels: Map.groupBy(parcels.rows, ({ transfer_id }) => transfer_id),
  };
}

/** When the earliest transfer to each of these stock rows is expected, of those that are not late. */
export async function findNextArrivals(
  client: ClientBase,
  tenantId: string,
  stockIds: readonly string[],
  now: Instant,
): Promise<Map<Uuid, Instant>> {
  if (stockIds.length === 0) return new Map();
  type Row = { readonly stock_id: string; readonly expected_at: number };
  const { rows } = await send<Row>(client, FIND_NEXT_ARRIVALS, [tenantId, stockIds, now]);
  return new Map(rows.map((row) => [row.stock_id, row.expected_at]));
}

export function transferOf(row: TransferRow, { lines, parcels }: TransferParts): Transfer {
  const { state } = row;
  return {
    id: row.id,
    fromId: row.from_location_id,
    toId: row.to_location_id,
    from: row.from_code,
    to: row.to_code,
    reference: row.reference,
    createdAt: row.created_at,
    expectedAt: row.expected_at,
    shippedAt: row.shipped_at,
    closedAt: row.closed_at,
    end: state === "received" || state === "cancelled" ? state : null,
    lines: (lines.get(row.id) ?? []).map(lineOf),
    parcels: (parcels.get(row.id) ?? []).map(parcelOf),
    version: Number(row.version),
  };
}

function lineOf({ line, item_id, sku, lot_id, lot, quantity }: LineRow): TransferLine {
  return { number: line, itemId: item_id, sku, lotId: lot_id, lot, quantity };
}

function parcelOf(row: ParcelRow): Parcel {
  const { line, number, lot, shipped, received, damaged, lost, returned } = row;
  const ends = { fromStockId: row.from_stock_id, toStockId: row.to_stock_id };
  return { line, number, ...ends, lot, shipped, received, damaged, lost, returned };
}
