import type { CatalogItem, CatalogLocation, TenantCatalog } from "../catalog/catalog.ts";
import { moneyOf } from "../catalog/money.ts";
import type { StockRow } from "../core/stock.ts";
import type { TenantBooks } from "../store/store.ts";
import type { Movement } from "../store/stockReads.ts";
import type { RowKind } from "./columns.ts";
import type { Told } from "./writeRows.ts";

/** Which rows to export, and from where. */
export interface ExportQuery {
  readonly kind: RowKind;
  /** Null: of any. */
  readonly sku: string | null;
  /** Null: at any. */
  readonly location: string | null;
  /** Movements: only entries with this number or a higher one. */
  readonly fromSeq: bigint;
  /** The key of the last row before, or null. */
  readonly after: string | null;
  readonly limit: number;
}

/** A row, and the key that says where it stands. */
export interface ExportedRow {
  readonly key: string;
  readonly told: Told;
}

const MOVEMENT_KEY = /^(\d{1,19})\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Reads the next rows, in an order that what is added meanwhile does not disturb. */
export async function exportRows(
  books: TenantBooks,
  catalog: TenantCatalog,
  query: ExportQuery,
): Promise<readonly ExportedRow[]> {
  const { sku, location, after, limit } = query;
  switch (query.kind) {
    case "items": {
      const skus = sku === null ? [] : [sku];
      return (await catalog.listItems({ afterSku: after, limit, skus })).map(toldItem);
    }
    case "locations": {
      if (location === null) {
        return (await catalog.listLocations({ afterCode: after, limit })).map(toldLocation);
      }
      const found = after === null ? await catalog.location(location) : undefined;
      return found === undefined ? [] : [toldLocation(found)];
    }
    case "stock":
      return (await books.stock.list({ ...STOCK, sku, location, afterId: after, limit })).map(
        toldStock,
      );
    case "movements": {
      const { fromSeq } = query;
      const found = await books.stock.movements({
        sku,
        location,
        fromSeq,
        after: movementKey(after),
        limit,
      });
      return found.map(toldMovement);
    }
    default:
      throw new Error(`no such rows: ${String(query.kind satisfies never)}`);
  }
}

const STOCK = {
  lot: null,
  supplier: null,
  condition: null,
  hasShortfall: false,
  isRecalled: false,
  showEmpty: false,
};

function movementKey(after: string | null): { seq: bigint; stockId: string } | null {
  const [, seq, stockId] = MOVEMENT_KEY.exec(after ?? "") ?? [];
  return seq === undefined || stockId === undefined ? null : { seq: BigInt(seq), stockId };
}

function toldItem(item: CatalogItem): ExportedRow {
  const told = {
    sku: item.sku,
    name: item.name,
    seller: item.seller,
    product_type: item.productType,
    price: item.price?.amount ?? null,
    currency: item.price?.currency ?? null,
    unit: item.unit,
    display_scale: item.displayScale,
    lot_tracked: item.lotTracked,
    attributes: item.attributes,
  };
  return { key: item.sku, told };
}

function toldLocation(location: CatalogLocation): ExportedRow {
  const told = {
    code: location.code,
    name: location.name,
    kind: location.kind,
    fulfilment: location.fulfilment,
    sourcing_priority: location.sourcingPriority,
    safety_stock: location.safetyStock,
    time_zone: location.timeZone,
    wms_buffer_percent: location.wmsBufferPercent,
  };
  return { key: location.code, told };
}

function toldStock({ id, item, location, lot, balances }: StockRow): ExportedRow {
  const place = { sku: item.sku, location: location.code };
  return { key: id, told: { ...place, on_hand: balances.onHand, ...toldLot(lot) } };
}

function toldMovement(movement: Movement): ExportedRow {
  const told = {
    movement_id: movement.name,
    kind: movement.kind,
    sku: movement.sku,
    location: movement.location,
    quantity: movement.quantity,
    occurred_time: movement.occurredAt,
    reference: movement.reference,
    reason: movement.reason,
    ...toldLot(movement.lot),
    seq: movement.seq,
    record_time: movement.recordedAt,
  };
  return { key: `${movement.seq}/${movement.stockId}`, told };
}

function toldLot(lot: Movement["lot"]): Told {
  if (lot === null) return {};
  const cost = moneyOf(lot.unitCost?.amount, lot.unitCost?.currency);
  return {
    lot: lot.number,
    expire_time: lot.expiresAt,
    supplier: lot.supplier,
    unit_cost: cost?.amount ?? null,
    currency: cost?.currency ?? null,
  };
}
