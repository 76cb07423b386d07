import type { CatalogService } from "@holdfast/client";
import { itemNotFound } from "../../core/rejection.ts";
import { CommandRejected } from "../../store/errors.ts";
import type { Handler } from "../call.ts";
import { itemToProto } from "../convert/catalog.ts";

/** Returns one item by its SKU. */
export const getItem: Handler<typeof CatalogService.method.getItem> = async ({ sku }, call) => {
  const item = await call.catalog.item(sku);
  if (item === undefined) throw new CommandRejected(itemNotFound(sku, "sku"));
  return { item: itemToProto(item) };
};
