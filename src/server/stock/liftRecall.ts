import type { StockService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { recallCommand, recallToProto } from "../convert/recall.ts";
import { entryToProto } from "../convert/stock.ts";

/** Lets a recalled lot serve again. */
export const liftRecall: Handler<typeof StockService.method.liftRecall> = async (request, call) => {
  const { entry } = await call.submit(recallCommand("liftRecall", request, call));
  const recall = recallToProto(await call.books.stock.recall(request.sku, request.lot));
  return { ...(entry !== null && { entry: entryToProto(entry) }), recall };
};
