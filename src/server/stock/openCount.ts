import type { StockService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { countStepToProto, openCountCommand, scopeFromProto } from "../convert/count.ts";

/** Opens a count of what lies at a location. */
export const openCount: Handler<typeof StockService.method.openCount> = async (request, call) => {
  const scope = scopeFromProto(request, call);
  const found = await call.books.countPlaces(request.location, scope);
  return countStepToProto(await call.submit(openCountCommand(request, call, scope, found)));
};
