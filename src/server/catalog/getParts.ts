import type { CatalogService } from "@holdfast/client";
import { itemNotFound } from "../../core/rejection.ts";
import { CommandRejected } from "../../store/errors.ts";
import type { Handler } from "../call.ts";
import { bundleToProto } from "../convert/bundle.ts";

/** Tells what an item is made of. */
export const getParts: Handler<typeof CatalogService.method.getParts> = async ({ sku }, call) => {
  const bundle = await call.catalog.bundle(sku);
  if (bundle === undefined) throw new CommandRejected(itemNotFound(sku, "sku"));
  return { bundle: bundleToProto(bundle) };
};
