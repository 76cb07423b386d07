import type { StockService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { countStateFromProto, countToProto } from "../convert/count.ts";
import { Pager } from "../paging.ts";

/** Lists counts, newest first, in pages. */
export const listCounts: Handler<typeof StockService.method.listCounts> = async (request, call) => {
  const pager = new Pager("ListCounts", request, [request.state, request.location], "id");
  const state = countStateFromProto(request.state);
  const location = request.location || null;
  const { after: afterId, limit } = pager;
  const found = await call.books.listCounts({ location, state, afterId, limit });
  const { page, nextPageToken } = pager.cut(found, ({ id }) => id);
  return { counts: page.map(countToProto), nextPageToken };
};
