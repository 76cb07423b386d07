import { type CatalogService, Validity } from "@holdfast/client";
import type { Validity as Said } from "../../catalog/catalog.ts";
import type { Handler } from "../call.ts";

const VALIDITIES = {
  active: Validity.ACTIVE,
  itemUnknown: Validity.ITEM_UNKNOWN,
  itemArchived: Validity.ITEM_ARCHIVED,
  locationUnknown: Validity.LOCATION_UNKNOWN,
  locationArchived: Validity.LOCATION_ARCHIVED,
} satisfies Record<Said, Validity>;

/** Tells which pairs of an item and a location are there and open. */
export const validateKeys: Handler<typeof CatalogService.method.validateKeys> = async (
  { keys },
  call,
) => {
  const said = await call.catalog.validateKeys(keys);
  return { validities: said.map((validity) => VALIDITIES[validity]) };
};
