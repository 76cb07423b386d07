import type { CreateItemRequest } from "@holdfast/client";
import type { InitialStock } from "../../catalog/catalog.ts";
import { lotFromProto, lotNumber } from "./movement.ts";

/** What is there already of a new item. */
export function initialStock(request: CreateItemRequest): InitialStock[] {
  return request.initialStock.map(({ location, quantity, lot }, index) => ({
    location,
    quantity,
    lot: lot === undefined ? null : lotFromProto(lot, lotNumber(request.requestId, index)),
  }));
}
