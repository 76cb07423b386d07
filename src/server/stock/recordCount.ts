import type { StockService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { recordCountCommand, countStepToProto } from "../convert/count.ts";

/** Writes down what somebody has counted. */
export const recordCount: Handler<typeof StockService.method.recordCount> = async (request, call) =>
  countStepToProto(await call.submit(recordCountCommand(request, call)));
