import type { CommandHeader } from "../core/command.ts";
import type { ItemQuery } from "../store/catalog/findItems.ts";
import type { ItemDescription } from "../store/catalog/items.ts";
import type { LocationDescription } from "../store/catalog/locations.ts";
import type {
  Bulk,
  BulkResult,
  CatalogBundle,
  CatalogItem,
  CatalogLocation,
  CatalogLot,
  CatalogTenant,
  Created,
  CreatedItem,
  InitialStock,
  KeyPair,
  ListedSafetyStock,
  LocationQuery,
  LotDescription,
  LotQuery,
  NewItem,
  NewLocation,
  NewLot,
  NewParts,
  SafetyStock,
  SafetyStockQuery,
  Target,
  Validity,
} from "./resources.ts";

export type { ItemQuery } from "../store/catalog/findItems.ts";
export type { ItemDescription } from "../store/catalog/items.ts";
export type { LocationDescription, LocationKind } from "../store/catalog/locations.ts";
export type * from "./resources.ts";

/** A call that writes one resource. */
type Writing<A extends readonly unknown[], T> = (
  header: CommandHeader,
  ...what: A
) => Promise<Created<T>>;

/**
 * One tenant's catalog. Whatever writes throws CommandRejected: SKU_EXISTS, LOCATION_EXISTS, LOT_EXISTS,
 * STALE_EXPECTATION, REQUEST_ID_REUSED, or what is told of a name that nobody has.
 */
export interface TenantCatalog {
  /** With its first stock, or neither. */
  createItem: Writing<[item: NewItem, stock?: readonly InitialStock[]], CreatedItem>;
  updateItem: Writing<[target: Target, change: Partial<ItemDescription>], CatalogItem>;
  /** Takes an item out of sale, or puts it back. */
  archiveItem: Writing<[target: Target, isArchived: boolean], CatalogItem>;
  item(sku: string): Promise<CatalogItem | undefined>;
  /** Those of these SKUs that are there, archived ones too, in no order. Fresh. */
  itemsNamed(skus: readonly string[]): Promise<readonly CatalogItem[]>;
  /** In the byte order of their SKUs. */
  listItems(query: ItemQuery): Promise<readonly CatalogItem[]>;
  /** Also throws CommandRejected with INVALID_PARTS. */
  setParts: Writing<[parts: NewParts], CatalogBundle>;
  bundle(sku: string): Promise<CatalogBundle | undefined>;
  createLocation: Writing<[location: NewLocation], CatalogLocation>;
  updateLocation: Writing<[target: Target, change: Partial<LocationDescription>], CatalogLocation>;
  /** Takes a location out of use, or puts it back. */
  archiveLocation: Writing<[target: Target, isArchived: boolean], CatalogLocation>;
  location(code: string): Promise<CatalogLocation | undefined>;
  /** Those of these codes that are there, archived ones too. Fresh. */
  locationsNamed(codes: readonly string[]): Promise<readonly CatalogLocation[]>;
  /** In the byte order of their codes. */
  listLocations(query: LocationQuery): Promise<readonly CatalogLocation[]>;
  createLot: Writing<[lot: NewLot], CatalogLot>;
  /** @param target the lot's number and etag */
  updateLot: Writing<[sku: string, target: Target, change: Partial<LotDescription>], CatalogLot>;
  /** @throws CommandRejected when there is no such item or lot */
  lot(sku: string, number: string): Promise<CatalogLot>;
  /** In the order in which they were made known. @throws CommandRejected when there is no such item */
  listLots(query: LotQuery): Promise<readonly CatalogLot[]>;
  upsertItems: Writing<[bulk: Bulk<NewItem>], BulkResult>;
  upsertLocations: Writing<[bulk: Bulk<NewLocation>], BulkResult>;
  setSafetyStock: Writing<[pairs: readonly SafetyStock[]], readonly SafetyStock[]>;
  /** In the byte order of their SKUs, then of their codes. */
  listSafetyStock(query: SafetyStockQuery): Promise<readonly ListedSafetyStock[]>;
  /** One answer per pair, in their order. */
  validateKeys(pairs: readonly KeyPair[]): Promise<readonly Validity[]>;
  tenant(): Promise<CatalogTenant>;
}
