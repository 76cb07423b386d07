import type { StockService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { expiringKey, expiringToProto, keyOfExpiring } from "../convert/stockList.ts";
import { instantFromProto } from "../convert/time.ts";
import { Pager } from "../paging.ts";

/** Lists what is on hand of lots that expire, in pages. */
export const listExpiring: Handler<typeof StockService.method.listExpiring> = async (
  request,
  call,
) => {
  const [sku, location] = [request.sku || null, request.location || null];
  const before = instantFromProto(request.beforeTime);
  const pager = new Pager("ListExpiring", request, [sku, location, before], "text");
  const [after, limit] = [expiringKey(pager.after), pager.limit];
  const { rows, now } = await call.books.stock.expiring({ sku, location, before, after, limit });
  const { page, nextPageToken } = pager.cut(rows, keyOfExpiring);
  return { stock: page.map((row) => expiringToProto(row, now)), nextPageToken };
};
