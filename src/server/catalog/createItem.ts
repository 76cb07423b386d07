import { type CatalogService, ItemSchema } from "@holdfast/client";
import { create } from "@bufbuild/protobuf";
import type { Handler } from "../call.ts";
import { itemToProto, newItem } from "../convert/catalog.ts";

/** Creates an item. */
export const createItem: Handler<typeof CatalogService.method.createItem> = async (
  request,
  call,
) => {
  const asked = newItem(request.item ?? create(ItemSchema));
  const item = await call.create(call.catalog.createItem(call.header(request), asked));
  return { item: itemToProto(item) };
};
