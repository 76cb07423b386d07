import type { StockService } from "@holdfast/client";
import { countNotFound } from "../../core/count/count.ts";
import { CommandRejected } from "../../store/errors.ts";
import type { Handler } from "../call.ts";
import { countLinesToProto, onlyFromProto } from "../convert/count.ts";
import { Pager } from "../paging.ts";

/** Lists the lines of a count in pages, without what the books say while it is open. */
export const listCountLines: Handler<typeof StockService.method.listCountLines> = async (
  request,
  call,
) => {
  const countId = request.countId.toLowerCase();
  const pager = new Pager("ListCountLines", request, [countId, request.only], "number");
  const only = onlyFromProto(request.only);
  const query = { countId, only, afterLine: Number(pager.after ?? 0), limit: pager.limit };
  const found = await call.books.countLines(query);
  if (found === undefined) throw new CommandRejected(countNotFound(countId));
  const isTold = only !== "differing" || found.count.state !== "open";
  const { page, nextPageToken } = pager.cut(isTold ? found.lines : [], (it) => String(it.number));
  return { lines: countLinesToProto(found.count, page), nextPageToken };
};
