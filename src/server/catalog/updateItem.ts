import { type CatalogService, ItemSchema } from "@holdfast/client";
import { create } from "@bufbuild/protobuf";
import type { Handler } from "../call.ts";
import { itemToProto, newItem } from "../convert/catalog.ts";
import { ITEM_FIELDS, masked } from "../convert/mask.ts";

/** Changes what the mask names of an item. */
export const updateItem: Handler<typeof CatalogService.method.updateItem> = async (
  request,
  call,
) => {
  const asked = request.item ?? create(ItemSchema);
  const described = newItem(asked);
  const { etag } = asked;
  const change = masked(ITEM_FIELDS, request.updateMask, described);
  const header = call.header(request);
  const item = await call.create(
    call.catalog.updateItem(header, { name: described.sku, etag }, change),
  );
  return { item: itemToProto(item) };
};
