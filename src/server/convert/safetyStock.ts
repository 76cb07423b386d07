import type { MessageInitShape } from "@bufbuild/protobuf";
import type { SafetyStock as Message, SafetyStockSchema } from "@holdfast/client";
import type { SafetyStock } from "../../catalog/catalog.ts";

/** What a caller says that new promises are to leave. */
export function safetyStockFromProto({ sku, location, quantity }: Message): SafetyStock {
  return { sku, location, quantity: quantity ?? null };
}

/** What new promises leave, as it is told. */
export function safetyStockToProto({
  quantity,
  ...pair
}: SafetyStock): MessageInitShape<typeof SafetyStockSchema> {
  return { ...pair, ...(quantity !== null && { quantity }) };
}
