import type { CatalogService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { itemToProto } from "../convert/catalog.ts";

/** Takes an item out of sale. */
export const archiveItem: Handler<typeof CatalogService.method.archiveItem> = async (
  request,
  call,
) => {
  const target = { name: request.sku, etag: request.etag };
  const archiving = call.catalog.archiveItem(call.header(request), target, true);
  return { item: itemToProto(await call.create(archiving)) };
};
