import type { InventoryService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { availabilityToProto } from "../convert/stock.ts";

/** Tells how much of each SKU is available. */
export const getAvailability: Handler<typeof InventoryService.method.getAvailability> = async (
  request,
  call,
) => {
  const keys = request.keys.map(({ sku, location, supplier }) => ({
    sku,
    location: location || null,
    supplier: supplier || null,
  }));
  const answers = await call.books.availability(keys);
  return { availability: answers.map(availabilityToProto) };
};
