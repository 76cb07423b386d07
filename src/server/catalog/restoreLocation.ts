import type { CatalogService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { locationToProto } from "../convert/catalog.ts";

/** Puts an archived location back into use. */
export const restoreLocation: Handler<typeof CatalogService.method.restoreLocation> = async (
  request,
  call,
) => {
  const target = { name: request.code, etag: request.etag };
  const restoring = call.catalog.archiveLocation(call.header(request), target, false);
  return { location: locationToProto(await call.create(restoring)) };
};
