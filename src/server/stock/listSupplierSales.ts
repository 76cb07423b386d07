import type { StockService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { salesKey, salesToProto } from "../convert/stockList.ts";
import { instantFromProto } from "../convert/time.ts";
import { Pager } from "../paging.ts";

/** Tells what was sold out of a supplier's lots, in pages. */
export const listSupplierSales: Handler<typeof StockService.method.listSupplierSales> = async (
  request,
  call,
) => {
  const { supplier } = request;
  const location = request.location || null;
  const [from, to] = [instantFromProto(request.fromTime), instantFromProto(request.toTime)];
  const pager = new Pager("ListSupplierSales", request, [supplier, location, from, to], "text");
  const { limit } = pager;
  const query = { supplier, location, from, to, after: salesKey(pager.after), limit };
  const { page, nextPageToken } = pager.cut(await call.books.stock.sales(query), ({ key }) => key);
  return { sales: page.map(salesToProto), nextPageToken };
};
