import type { InventoryService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { availabilityToProto } from "../convert/stock.ts";

/** Tells how much of each SKU is available. */
export const getAvailability: Handler<typeof InventoryService.method.getAvailability> = async (
  request,
  call,
) => {
  const keys = request.keys.map(({ sku, location }) => ({ sku, location: location || null }));
  const answers = await call.books.availability(keys);
  return { availability: answers.map(availabilityToProto) };
};
