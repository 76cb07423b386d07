import { type CatalogService, ItemSchema } from "@holdfast/client";
import { create } from "@bufbuild/protobuf";
import type { Handler } from "../call.ts";
import { itemToProto, newItem } from "../convert/catalog.ts";
import { initialStock } from "../convert/initialStock.ts";
import { stockToProto } from "../convert/stock.ts";

/** Creates an item, with its first stock. */
export const createItem: Handler<typeof CatalogService.method.createItem> = async (
  request,
  call,
) => {
  const asked = newItem(request.item ?? create(ItemSchema));
  const creating = call.catalog.createItem(call.header(request), asked, initialStock(request));
  const { item, stock } = await call.create(creating);
  return { item: itemToProto(item), stock: stock.map((row) => stockToProto(row, false)) };
};
