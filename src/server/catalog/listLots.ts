import type { CatalogService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { lotToProto } from "../convert/lot.ts";
import { Pager } from "../paging.ts";

/** Lists lots, in pages. */
export const listLots: Handler<typeof CatalogService.method.listLots> = async (request, call) => {
  const { sku, supplier } = request;
  const pager = new Pager("ListLots", request, [sku, supplier], "id");
  const place = { afterId: pager.after, limit: pager.limit };
  const asked = { sku: sku || null, supplier: supplier || null };
  const found = await call.catalog.listLots({ ...place, ...asked });
  const { page, nextPageToken } = pager.cut(found, ({ id }) => id);
  return { lots: page.map(lotToProto), nextPageToken };
};
