import type { FieldMask } from "@bufbuild/protobuf/wkt";
import type {
  ItemDescription,
  LocationDescription,
  LotDescription,
} from "../../catalog/catalog.ts";
import type { FieldProblem } from "../validate/violation.ts";

/** What may be changed of a resource: as a mask names it, and as it is called inside. */
type Maskable<T> = Readonly<Record<string, keyof T>>;

export const ITEM_FIELDS: Maskable<ItemDescription> = {
  name: "name",
  seller: "seller",
  lot_tracked: "lotTracked",
  unit: "unit",
  display_scale: "displayScale",
  product_type: "productType",
  price: "price",
  attributes: "attributes",
};

export const LOCATION_FIELDS: Maskable<LocationDescription> = {
  name: "name",
  kind: "kind",
  fulfilment: "fulfilment",
  sourcing_priority: "sourcingPriority",
  safety_stock: "safetyStock",
  time_zone: "timeZone",
  wms_buffer_percent: "wmsBufferPercent",
};

export const LOT_FIELDS: Maskable<LotDescription> = {
  expire_time: "expiresAt",
  supplier: "supplier",
  supplier_reference: "supplierReference",
  unit_cost: "unitCost",
};

/** What a mask takes from a description. */
export function masked<T extends object>(
  fields: Maskable<T>,
  mask: FieldMask | undefined,
  described: T,
): Partial<T> {
  const change: Partial<T> = {};
  for (const path of mask?.paths ?? []) {
    const key = Object.hasOwn(fields, path) ? fields[path] : undefined;
    if (key !== undefined) change[key] = described[key];
  }
  return change;
}

/** Refuses a mask that names nothing, or something that may not be changed. */
export function maskCheck(
  fields: Maskable<never>,
): (request: { readonly updateMask?: FieldMask | undefined }) => FieldProblem[] {
  const known = Object.keys(fields).join(", ");
  return ({ updateMask }) => {
    const paths = updateMask?.paths ?? [];
    if (paths.length === 0) return [problem(`must name at least one of: ${known}`)];
    const stranger = paths.find((path) => !Object.hasOwn(fields, path));
    if (stranger === undefined) return [];
    return [problem(`must not name "${stranger}", but at least one of: ${known}`)];
  };
}

function problem(description: string): FieldProblem {
  return { field: "update_mask", description };
}
