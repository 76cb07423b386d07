import type { StockService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { stockToProto } from "../convert/stock.ts";
import { stockFilter } from "../convert/stockList.ts";
import { Pager } from "../paging.ts";

/** Lists stock rows, in pages. */
export const listStock: Handler<typeof StockService.method.listStock> = async (request, call) => {
  const filter = stockFilter(request);
  const pager = new Pager("ListStock", request, Object.values(filter), "id");
  const { after: afterId, limit } = pager;
  const found = await call.books.stock.list({ ...filter, afterId, limit });
  const { page, nextPageToken } = pager.cut(found, ({ id }) => id);
  return { stock: page.map((row) => stockToProto(row)), nextPageToken };
};
