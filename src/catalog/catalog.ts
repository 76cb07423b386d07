import type { CommandHeader } from "../core/command.ts";
import type { Instant } from "../core/instant.ts";
import type { Fulfilment } from "../core/stock.ts";

/** An item as the catalog keeps it. */
export interface CatalogItem {
  readonly sku: string;
  readonly name: string;
  readonly seller: string;
  readonly lotTracked: boolean;
  readonly unit: string;
  readonly displayScale: number;
  readonly createdAt: Instant;
  readonly archivedAt: Instant | null;
  readonly etag: string;
}

export type LocationKind = "warehouse" | "store" | "hub";

/** A location as the catalog keeps it. */
export interface CatalogLocation {
  readonly code: string;
  readonly name: string;
  readonly kind: LocationKind;
  readonly fulfilment: Fulfilment;
  readonly sourcingPriority: number;
  readonly safetyStock: bigint;
  readonly timeZone: string;
  readonly createdAt: Instant;
  readonly archivedAt: Instant | null;
  readonly etag: string;
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

export type NewItem = Omit<CatalogItem, "createdAt" | "archivedAt" | "etag">;
export type NewLocation = Omit<CatalogLocation, "createdAt" | "archivedAt" | "etag">;

/** What a creating call answers: the resource as it stands now, and whether an earlier call had made it. */
export interface Created<T> {
  readonly resource: T;
  readonly replayed: boolean;
}

/** One tenant's catalog. Creating throws CommandRejected (SKU_EXISTS, LOCATION_EXISTS, REQUEST_ID_REUSED). */
export interface TenantCatalog {
  createItem(header: CommandHeader, item: NewItem): Promise<Created<CatalogItem>>;
  item(sku: string): Promise<CatalogItem | undefined>;
  /** In the byte order of their SKUs, after the given one. */
  listItems(afterSku: string | null, limit: number): Promise<readonly CatalogItem[]>;
  /** Throws CommandRejected (ITEM_NOT_FOUND, STALE_EXPECTATION, INVALID_PARTS, REQUEST_ID_REUSED). */
  setParts(header: CommandHeader, parts: NewParts): Promise<Created<CatalogBundle>>;
  bundle(sku: string): Promise<CatalogBundle | undefined>;
  createLocation(header: CommandHeader, location: NewLocation): Promise<Created<CatalogLocation>>;
  location(code: string): Promise<CatalogLocation | undefined>;
  /** In the byte order of their codes, after the given one. */
  listLocations(afterCode: string | null, limit: number): Promise<readonly CatalogLocation[]>;
}
