import type { CatalogService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { safetyStockFromProto, safetyStockToProto } from "../convert/safetyStock.ts";

/** Says how many units of single items new promises leave. */
export const setSafetyStock: Handler<typeof CatalogService.method.setSafetyStock> = async (
  request,
  call,
) => {
  const pairs = request.safetyStock.map(safetyStockFromProto);
  const set = await call.create(call.catalog.setSafetyStock(call.header(request), pairs));
  return { safetyStock: set.map(safetyStockToProto) };
};
