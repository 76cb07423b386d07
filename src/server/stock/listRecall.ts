import type { StockService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { recalledToProto, recallToProto } from "../convert/recall.ts";
import { Pager } from "../paging.ts";

/** Tells what has become of a recalled lot's promises, by reservation, in pages. */
export const listRecall: Handler<typeof StockService.method.listRecall> = async (request, call) => {
  const { sku, lot } = request;
  const pager = new Pager("ListRecall", request, [sku, lot], "id");
  const { after: afterId, limit } = pager;
  const recall = recallToProto(await call.books.stock.recall(sku, lot));
  const found = await call.books.stock.recalled({ sku, lot, afterId, limit });
  const { page, nextPageToken } = pager.cut(found, ({ id }) => id);
  return { recall, reservations: page.map(recalledToProto), nextPageToken };
};
