import type { StockService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { asOfQuery, pastStockToProto } from "../convert/history.ts";
import { filterOf, Pager } from "../paging.ts";

/** Tells stock as it was at a moment, in pages. */
export const getStockAsOf: Handler<typeof StockService.method.getStockAsOf> = async (
  request,
  call,
) => {
  const pager = new Pager("GetStockAsOf", request, filterOf(asOfQuery(request, null)), "id");
  const { stock, nextAfterId, seq } = await call.books.history.stockAsOf(
    asOfQuery(request, pager.after),
  );
  return { stock: stock.map(pastStockToProto), nextPageToken: pager.tokenOf(nextAfterId), seq };
};
