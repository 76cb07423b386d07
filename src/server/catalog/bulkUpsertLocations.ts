import type { CatalogService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { bulkFromProto, bulkToProto, LOCATION_ROWS } from "../convert/bulk.ts";

/** Creates and replaces locations, thousands at a time. */
export const bulkUpsertLocations: Handler<
  typeof CatalogService.method.bulkUpsertLocations
> = async (request, call) => {
  const bulk = await bulkFromProto(LOCATION_ROWS, request.locations, request.allOrNothing);
  return bulkToProto(await call.create(call.catalog.upsertLocations(call.header(request), bulk)));
};
