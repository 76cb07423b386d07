import type { CatalogService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { itemToProto } from "../convert/catalog.ts";
import { Pager } from "../paging.ts";

/** Lists items by SKU, in pages. */
export const listItems: Handler<typeof CatalogService.method.listItems> = async (request, call) => {
  const { seller, supplier, skus, text, showArchived } = request;
  const filter = [seller, supplier, skus, text, showArchived];
  const pager = new Pager("ListItems", request, filter, "text");
  const place = { afterSku: pager.after, limit: pager.limit };
  const asked = { seller, supplier, skus, text, showArchived };
  const found = await call.catalog.listItems({ ...place, ...asked });
  const { page, nextPageToken } = pager.cut(found, ({ sku }) => sku);
  return { items: page.map(itemToProto), nextPageToken };
};
