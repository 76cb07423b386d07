import type { LotReceipt } from "../core/command.ts";
import type { Instant } from "../core/instant.ts";
import type { RejectionReason } from "../core/rejection.ts";
import type { Cost, StockRow } from "../core/stock.ts";
import type { ItemDescription } from "../store/catalog/items.ts";
import type { LocationDescription } from "../store/catalog/locations.ts";

/** What the service says of items and locations. */
interface Kept {
  readonly createdAt: Instant;
  readonly archivedAt: Instant | null;
  readonly etag: string;
}

export interface NewItem extends ItemDescription {
  readonly sku: string;
}

export interface NewLocation extends LocationDescription {
  readonly code: string;
}

/** An item as the catalog keeps it. */
export interface CatalogItem extends NewItem, Kept {}

/** A location as the catalog keeps it. */
export interface CatalogLocation extends NewLocation, Kept {
  /** Code of the account at the warehouse system that counts what is there; null: we do. */
  readonly wmsAccount: string | null;
}

/** Units of a new item that are there already. */
export interface InitialStock {
  readonly location: string;
  readonly quantity: bigint;
  readonly lot: LotReceipt | null;
}

/** An item that was created, and the stock rows that were made with it. */
export interface CreatedItem {
  readonly item: CatalogItem;
  readonly stock: readonly StockRow[];
}

/** What may be said of a lot, and changed. */
export interface LotDescription {
  readonly expiresAt: Instant | null;
  readonly supplier: string | null;
  readonly supplierReference: string | null;
  readonly unitCost: Cost | null;
}

export interface NewLot extends LotDescription {
  readonly sku: string;
  readonly number: string;
}

/** A lot as the catalog keeps it. */
export interface CatalogLot extends NewLot {
  /** Sorts by when lots were made known. */
  readonly id: string;
  readonly receivedAt: Instant;
  readonly barredAt: Instant | null;
  readonly etag: string;
}

/** The caller's tenant. */
export interface CatalogTenant {
  readonly code: string;
  readonly name: string;
  readonly createdAt: Instant;
}

/** What an item is made of. */
export interface CatalogBundle {
  readonly sku: string;
  /** In the order in which they were given; none: it is no bundle. */
  readonly parts: readonly CatalogPart[];
  /** What is taken from stock for one, by SKU. */
  readonly components: readonly CatalogPart[];
  /** The item's. */
  readonly etag: string;
}

export interface CatalogPart {
  readonly sku: string;
  readonly quantity: bigint;
}

/** What an item is to be made of. */
export interface NewParts {
  readonly sku: string;
  readonly parts: readonly CatalogPart[];
  /** What the caller has seen, or null. */
  readonly etag: string | null;
}

/** What a writing call answers: the resource as it stands now, and whether an earlier call had written it. */
export interface Created<T> {
  readonly resource: T;
  readonly replayed: boolean;
}

/** Which resource is to be changed, and what it is believed to be; an empty etag: whatever it is. */
export interface Target {
  readonly name: string;
  readonly etag: string;
}

/** Which locations to list, and from where. */
export interface LocationQuery {
  readonly afterCode: string | null;
  readonly limit: number;
  readonly showArchived?: boolean;
}

/** Which lots to list, and from where. */
export interface LotQuery {
  readonly afterId: string | null;
  readonly limit: number;
  readonly sku: string | null;
  readonly supplier: string | null;
}

/** A row of a bulk write. */
export interface BulkRow<T> {
  readonly index: number;
  /** What the resource is believed to be; empty: whatever it is. */
  readonly etag: string;
  readonly given: T;
}

/** A row that is wrong. */
export interface RowError {
  readonly index: number;
  readonly field: string;
  readonly reason: RejectionReason;
  readonly message: string;
}

/** What a bulk write is to do. */
export interface Bulk<T> {
  readonly rows: readonly BulkRow<T>[];
  /** Rows that are known to be wrong. */
  readonly errors: readonly RowError[];
  readonly allOrNothing: boolean;
}

/** What has become of the rows of a bulk write. */
export interface BulkResult {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly errors: readonly RowError[];
}

/** How many units of an item new promises leave at a location; null: as many as of every other item there. */
export interface SafetyStock {
  readonly sku: string;
  readonly location: string;
  readonly quantity: bigint | null;
}

/** What was said of an item at a location, with the key that lists go by: both ids, a space between them. */
export interface ListedSafetyStock extends SafetyStock {
  readonly key: string;
}

/** Whose safety stock to list, and from where: after the key of another. */
export interface SafetyStockQuery {
  readonly after: string | null;
  readonly limit: number;
  readonly sku: string;
  readonly location: string;
}

/** Two names that belong together; where no location is asked for it is empty. */
export interface KeyPair {
  readonly sku: string;
  readonly location: string;
}

/** Are both there, and open? If not, what is wrong first. */
export type Validity =
  "active" | "itemUnknown" | "itemArchived" | "locationUnknown" | "locationArchived";
