import type { CatalogService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { bulkFromProto, bulkToProto, ITEM_ROWS } from "../convert/bulk.ts";

/** Creates and replaces items, thousands at a time. */
export const bulkUpsertItems: Handler<typeof CatalogService.method.bulkUpsertItems> = async (
  request,
  call,
) => {
  const bulk = await bulkFromProto(ITEM_ROWS, request.items, request.allOrNothing);
  return bulkToProto(await call.create(call.catalog.upsertItems(call.header(request), bulk)));
};
