import type { CatalogService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { safetyStockToProto } from "../convert/safetyStock.ts";
import { Pager } from "../paging.ts";

/** Lists what was said of single items, in pages. */
export const listSafetyStock: Handler<typeof CatalogService.method.listSafetyStock> = async (
  request,
  call,
) => {
  const { sku, location } = request;
  const pager = new Pager("ListSafetyStock", request, [sku, location], "pair");
  const asked = { after: pager.after, limit: pager.limit, sku, location };
  const found = await call.catalog.listSafetyStock(asked);
  const { page, nextPageToken } = pager.cut(found, ({ key }) => key);
  return { safetyStock: page.map(safetyStockToProto), nextPageToken };
};
