import { reject, type Rejection } from "../rejection.ts";
import type { Item } from "../stock.ts";

/** Refuses to count units of a bundle: it has none. @param hint what to do instead, with its components */
export function bundleHasNoStock(
  item: Pick<Item, "sku" | "isBundle">,
  field: string,
  hint: string,
): Rejection | undefined {
  if (!item.isBundle) return undefined;
  const message = `${field}: "${item.sku}" is a bundle and has no stock of its own; ${hint} its components`;
  return { ...reject("INVALID_MOVEMENT", message, { sku: item.sku, field }), field };
}
