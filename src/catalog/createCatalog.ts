import { upsert } from "./bulk.ts";
import { itemsInBulk, locationsInBulk } from "./bulkKinds.ts";
import type { TenantCatalog } from "./catalog.ts";
import { archiveItem, updateItem } from "./changeItem.ts";
import { archiveLocation, updateLocation } from "./changeLocation.ts";
import { findBundle, setParts } from "./bundles.ts";
import { createItem, findItem, findItemsNamed, listItems } from "./items.ts";
import { validateKeys } from "./keys.ts";
import { createLocation, findLocation, findLocationsNamed, listLocations } from "./locations.ts";
import { createLot, findLot, listLots, updateLot } from "./lots.ts";
import type { Room } from "./room.ts";
import { listSafetyStock, setSafetyStock } from "./safetyStock.ts";
import { findTenant } from "./tenant.ts";

/** The catalog of one tenant. */
export function createCatalog(room: Room): TenantCatalog {
  const { tenantId } = room;
  return {
    createItem: (header, item, stock) => createItem(room, header, item, stock),
    updateItem: (header, target, change) => updateItem(room, header, target, change),
    archiveItem: (header, target, isArchived) => archiveItem(room, header, target, isArchived),
    item: (sku) => findItem(room, sku),
    itemsNamed: (skus) => findItemsNamed(room, skus),
    listItems: (query) => listItems(room, query),
    setParts: (header, parts) => setParts(room, header, parts),
    bundle: (sku) => findBundle(room, sku),
    createLocation: (header, location) => createLocation(room, header, location),
    updateLocation: (header, target, change) => updateLocation(room, header, target, change),
    archiveLocation: (header, target, isArchived) =>
      archiveLocation(room, header, target, isArchived),
    location: (code) => findLocation(room, code),
    locationsNamed: (codes) => findLocationsNamed(room, codes),
    listLocations: (query) => listLocations(room, query),
    createLot: (header, lot) => createLot(room, header, lot),
    updateLot: (header, sku, target, change) => updateLot(room, header, sku, target, change),
    lot: (sku, number) => findLot(room, sku, number),
    listLots: (query) => listLots(room, query),
    upsertItems: (header, bulk) => upsert(room, header, itemsInBulk(tenantId), bulk),
    upsertLocations: (header, bulk) => upsert(room, header, locationsInBulk(tenantId), bulk),
    setSafetyStock: (header, pairs) => setSafetyStock(room, header, pairs),
    listSafetyStock: (query) => listSafetyStock(room, query),
    validateKeys: (pairs) => validateKeys(room, pairs),
    tenant: () => findTenant(room),
  };
}
