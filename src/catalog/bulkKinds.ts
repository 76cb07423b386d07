import { isDeepStrictEqual } from "node:util";

import { itemNotFound, locationNotFound } from "../core/rejection.ts";
import type { Uuid } from "../core/stock.ts";
import { findItems } from "../store/catalog/findItems.ts";
import {
  expectNothingBooked,
  findBookedItems,
  insertItems,
  type StoredItem,
  updateItems,
} from "../store/catalog/items.ts";
import {
  findStoredLocations,
  insertLocations,
  type StoredLocation,
  updateLocations,
} from "../store/catalog/locations.ts";
import type { BulkKind, Change } from "./bulk.ts";
import { bookedAlready, bundleHasNoLots } from "./changeItem.ts";
import { shipsLater } from "./changeLocation.ts";
import { isSameMoney } from "./money.ts";
import type { NewItem, NewLocation } from "./resources.ts";
import { wrongTimeZone } from "./timeZone.ts";

type ItemChange = Change<NewItem, StoredItem>;
type LocationChange = Change<NewLocation, StoredLocation>;

/** Items in bulk, of one tenant and one request. */
export function itemsInBulk(tenantId: Uuid): BulkKind<NewItem, StoredItem> {
  let booked: ReadonlySet<Uuid> = new Set();
  return {
    list: "items",
    nameField: "sku",
    nameOf: ({ sku }) => sku,
    notFound: itemNotFound,
    find: (client, skus) => findItems(client, tenantId, skus),
    isSame: isSameItem,
    learn: async (client, changes) => {
      booked = await findBookedItems(client, tenantId, otherTracking(changes));
    },
    refuse: ({ sku, lotTracked }, stored, at) => {
      if (stored === undefined || stored.lotTracked === lotTracked) return undefined;
      if (stored.isBundle) return bundleHasNoLots(sku, `${at}.lot_tracked`);
      return booked.has(stored.id) ? bookedAlready(sku, `${at}.lot_tracked`) : undefined;
    },
    insert: (client, added, now) => insertItems(client, tenantId, added, now),
    update: (client, changes) =>
      updateItems(
        client,
        tenantId,
        changes.map(({ write }) => write),
      ),
    finish: ({ client }, changes) => expectNothingBooked(client, tenantId, otherTracking(changes)),
  };
}

/** Locations in bulk, of one tenant and one request. */
export function locationsInBulk(tenantId: Uuid): BulkKind<NewLocation, StoredLocation> {
  return {
    list: "locations",
    nameField: "code",
    nameOf: ({ code }) => code,
    notFound: locationNotFound,
    find: (client, codes) => findStoredLocations(client, tenantId, codes),
    isSame: isSameLocation,
    learn: async () => undefined,
    refuse: ({ code, timeZone, fulfilment }, stored, at) => {
      const isManaged = stored !== undefined && stored.wmsAccountId !== null;
      if (isManaged && fulfilment === "immediate") return shipsLater(code, `${at}.fulfilment`);
      return wrongTimeZone(timeZone, at);
    },
    insert: (client, added, now) => insertLocations(client, tenantId, added, now),
    update: (client, changes) => updateLocations(client, tenantId, writesOf(changes, isUnmanaged)),
    // The lane writes down when a warehouse system was walked: it would wait for these rows with the head in its hands.
    finish: ({ client }, changes) =>
      updateLocations(
        client,
        tenantId,
        writesOf(changes, (change) => !isUnmanaged(change)),
      ),
  };
}

function otherTracking(changes: readonly ItemChange[]): Uuid[] {
  return changes
    .filter(({ stored, write }) => stored.lotTracked !== write.lotTracked)
    .map(({ stored }) => stored.id);
}

function isUnmanaged({ stored }: LocationChange): boolean {
  return stored.wmsAccountId === null;
}

function writesOf(
  changes: readonly LocationChange[],
  isOne: (change: LocationChange) => boolean,
): LocationChange["write"][] {
  return changes.filter(isOne).map(({ write }) => write);
}

function isSameItem(stored: StoredItem, given: NewItem): boolean {
  return (
    stored.name === given.name &&
    stored.seller === given.seller &&
    stored.lotTracked === given.lotTracked &&
    stored.unit === given.unit &&
    stored.displayScale === given.displayScale &&
    stored.productType === given.productType &&
    isSameMoney(stored.price, given.price) &&
    isDeepStrictEqual({ ...stored.attributes }, { ...given.attributes })
  );
}

function isSameLocation(stored: StoredLocation, given: NewLocation): boolean {
  return (
    stored.name === given.name &&
    stored.kind === given.kind &&
    stored.fulfilment === given.fulfilment &&
    stored.sourcingPriority === given.sourcingPriority &&
    stored.safetyStock === given.safetyStock &&
    stored.timeZone === given.timeZone &&
    stored.wmsBufferPercent === given.wmsBufferPercent
  );
}
