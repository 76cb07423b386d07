import type { CatalogService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { itemToProto } from "../convert/catalog.ts";
import { Pager } from "../paging.ts";

/** Lists items by SKU, in pages. */
export const listItems: Handler<typeof CatalogService.method.listItems> = async (request, call) => {
  const pager = new Pager("ListItems", request, [], "text");
  const found = await call.catalog.listItems(pager.after, pager.limit);
  const { page, nextPageToken } = pager.cut(found, ({ sku }) => sku);
  return { items: page.map(itemToProto), nextPageToken };
};
