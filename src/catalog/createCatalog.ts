import type { MikroORM } from "@mikro-orm/postgresql";

import type { Uuid } from "../core/stock.ts";
import type { TenantCatalog } from "./catalog.ts";
import { createItem, findItem, listItems } from "./items.ts";
import { findBundle, setParts } from "./bundles.ts";
import { createLocation, findLocation, listLocations } from "./locations.ts";

/** The catalog of one tenant, kept by the ORM. */
export function createCatalog(orm: MikroORM, tenantId: Uuid): TenantCatalog {
  return {
    createItem: (header, item) => createItem(orm, tenantId, header, item),
    item: (sku) => findItem(orm, tenantId, sku),
    listItems: (afterSku, limit) => listItems(orm, tenantId, afterSku, limit),
    setParts: (header, parts) => setParts(orm, tenantId, header, parts),
    bundle: (sku) => findBundle(orm, tenantId, sku),
    createLocation: (header, location) => createLocation(orm, tenantId, header, location),
    location: (code) => findLocation(orm, tenantId, code),
    listLocations: (afterCode, limit) => listLocations(orm, tenantId, afterCode, limit),
  };
}
