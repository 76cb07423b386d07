import type { StockService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { cancelCountCommand, countStepToProto } from "../convert/count.ts";

/** Ends a count without a correction. */
export const cancelCount: Handler<typeof StockService.method.cancelCount> = async (request, call) =>
  countStepToProto(await call.submit(cancelCountCommand(request, call)));
