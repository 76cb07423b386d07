import type { CatalogService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { itemToProto } from "../convert/catalog.ts";

/** Puts an archived item back on sale. */
export const restoreItem: Handler<typeof CatalogService.method.restoreItem> = async (
  request,
  call,
) => {
  const target = { name: request.sku, etag: request.etag };
  const restoring = call.catalog.archiveItem(call.header(request), target, false);
  return { item: itemToProto(await call.create(restoring)) };
};
