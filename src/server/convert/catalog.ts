import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  type Item,
  type ItemSchema,
  type Location,
  Location_Fulfilment,
  Location_Kind,
  type LocationSchema,
} from "@holdfast/client";
import type {
  CatalogItem,
  CatalogLocation,
  LocationKind,
  NewItem,
  NewLocation,
} from "../../catalog/catalog.ts";
import type { Fulfilment } from "../../core/stock.ts";
import { costFromProto, costToProto } from "./stock.ts";
import { timestampToProto } from "./time.ts";

const KINDS = {
  warehouse: Location_Kind.WAREHOUSE,
  store: Location_Kind.STORE,
  hub: Location_Kind.HUB,
} satisfies Record<LocationKind, Location_Kind>;

const FULFILMENTS = {
  immediate: Location_Fulfilment.IMMEDIATE,
  deferred: Location_Fulfilment.DEFERRED,
} satisfies Record<Fulfilment, Location_Fulfilment>;

/** What a caller says of an item. What the service sets is ignored. */
export function newItem(item: Item): NewItem {
  const { sku, name, seller, lotTracked, displayScale, productType, attributes } = item;
  const price = costFromProto(item.price);
  const unit = item.unit || "piece";
  return { sku, name, seller, lotTracked, unit, displayScale, productType, price, attributes };
}

/** What a caller says of a location. What the service sets is ignored. */
export function newLocation(location: Location): NewLocation {
  return {
    code: location.code,
    name: location.name,
    kind: kindFromProto(location.kind),
    fulfilment: location.fulfilment === Location_Fulfilment.DEFERRED ? "deferred" : "immediate",
    sourcingPriority: location.sourcingPriority,
    safetyStock: location.safetyStock,
    timeZone: location.timeZone || "UTC",
    wmsBufferPercent: location.wmsBufferPercent,
  };
}

/** An item as it is told. */
export function itemToProto(item: CatalogItem): MessageInitShape<typeof ItemSchema> {
  return {
    sku: item.sku,
    name: item.name,
    seller: item.seller,
    lotTracked: item.lotTracked,
    unit: item.unit,
    displayScale: item.displayScale,
    productType: item.productType,
    price: costToProto(item.price),
    attributes: { ...item.attributes },
    createTime: timestampToProto(item.createdAt),
    archiveTime: timestampToProto(item.archivedAt),
    etag: item.etag,
  };
}

/** A location as it is told. */
export function locationToProto(
  location: CatalogLocation,
): MessageInitShape<typeof LocationSchema> {
  return {
    code: location.code,
    name: location.name,
    kind: KINDS[location.kind],
    fulfilment: FULFILMENTS[location.fulfilment],
    sourcingPriority: location.sourcingPriority,
    safetyStock: location.safetyStock,
    timeZone: location.timeZone,
    wmsBufferPercent: location.wmsBufferPercent,
    wmsAccount: location.wmsAccount ?? "",
    createTime: timestampToProto(location.createdAt),
    archiveTime: timestampToProto(location.archivedAt),
    etag: location.etag,
  };
}

function kindFromProto(kind: Location_Kind): LocationKind {
  if (kind === Location_Kind.STORE) return "store";
  return kind === Location_Kind.HUB ? "hub" : "warehouse";
}
