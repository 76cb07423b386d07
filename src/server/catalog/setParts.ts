import type { CatalogService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { bundleToProto, newParts } from "../convert/bundle.ts";

/** Says what an item is made of. */
export const setParts: Handler<typeof CatalogService.method.setParts> = async (request, call) => {
  const bundle = await call.create(call.catalog.setParts(call.header(request), newParts(request)));
  return { bundle: bundleToProto(bundle) };
};
