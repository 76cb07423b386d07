import type { StockService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { recallCommand, recallToProto } from "../convert/recall.ts";
import { entryToProto } from "../convert/stock.ts";

/** Bars a lot, and tells what it had promised. */
export const recallLot: Handler<typeof StockService.method.recallLot> = async (request, call) => {
  const { entry } = await call.submit(recallCommand("recallLot", request, call));
  const recall = recallToProto(await call.books.stock.recall(request.sku, request.lot));
  return { ...(entry !== null && { entry: entryToProto(entry) }), recall };
};
