import type {
  CatalogItem,
  CatalogLocation,
  LocationKind,
  NewItem,
  NewLocation,
  TenantCatalog,
} from "../catalog/catalog.ts";
import type { Cost, Fulfilment } from "../core/stock.ts";
import type { CatalogRows } from "./importCatalog.ts";
import type { Row, RowProblem } from "./rows.ts";

/** Rows of items. */
export function itemRows(catalog: TenantCatalog): CatalogRows<NewItem, CatalogItem> {
  return {
    name: "sku",
    nameOf: ({ sku }) => sku,
    find: (skus) => catalog.itemsNamed(skus),
    given: givenItem,
    upsert: (header, bulk) => catalog.upsertItems(header, bulk),
  };
}

/** Rows of locations. */
export function locationRows(catalog: TenantCatalog): CatalogRows<NewLocation, CatalogLocation> {
  return {
    name: "code",
    nameOf: ({ code }) => code,
    find: (codes) => catalog.locationsNamed(codes),
    given: givenLocation,
    upsert: (header, bulk) => catalog.upsertLocations(header, bulk),
  };
}

function givenItem(row: Row, stored: CatalogItem | undefined): NewItem | RowProblem {
  const price = priceOf(row, stored?.price ?? null);
  if (price !== null && "message" in price) return price;
  return {
    sku: row.text("sku") ?? "",
    name: row.text("name") ?? stored?.name ?? "",
    seller: row.text("seller") ?? stored?.seller ?? "",
    productType: row.text("product_type") ?? stored?.productType ?? "",
    price,
    unit: (row.text("unit") ?? stored?.unit ?? "") || "piece",
    displayScale: Number(row.count("display_scale") ?? stored?.displayScale ?? 0),
    lotTracked: row.flag("lot_tracked") ?? stored?.lotTracked ?? false,
    attributes: row.attributes("attributes") ?? stored?.attributes ?? {},
  };
}

/** An amount and its currency come together. */
function priceOf(row: Row, stored: Cost | null): Cost | null | RowProblem {
  const [amount, currency] = [row.text("price"), row.text("currency")];
  if (amount !== null && currency !== null) return { amount, currency };
  if (amount === null && currency === null) return stored;
  const missing = amount === null ? "price" : "currency";
  const message = `${missing} is empty beside the other; fill in both, or neither`;
  return row.problem("FIELD_VIOLATION", missing, message);
}

function givenLocation(row: Row, stored: CatalogLocation | undefined): NewLocation {
  return {
    code: row.text("code") ?? "",
    name: row.text("name") ?? stored?.name ?? "",
    kind: oneOf<LocationKind>(row.text("kind"), stored?.kind ?? "warehouse"),
    fulfilment: oneOf<Fulfilment>(row.text("fulfilment"), stored?.fulfilment ?? "immediate"),
    sourcingPriority: Number(row.count("sourcing_priority") ?? stored?.sourcingPriority ?? 0),
    safetyStock: row.count("safety_stock") ?? stored?.safetyStock ?? 0n,
    timeZone: (row.text("time_zone") ?? stored?.timeZone ?? "") || "UTC",
    wmsBufferPercent: Number(row.count("wms_buffer_percent") ?? stored?.wmsBufferPercent ?? 0),
  };
}

/** A word that the columns allow: they allow no other. */
function oneOf<T extends string>(said: string | null, otherwise: T): T {
  return said === null ? otherwise : (said as T);
}
