import type { CatalogService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { locationToProto } from "../convert/catalog.ts";

/** Takes a location out of use. */
export const archiveLocation: Handler<typeof CatalogService.method.archiveLocation> = async (
  request,
  call,
) => {
  const target = { name: request.code, etag: request.etag };
  const archiving = call.catalog.archiveLocation(call.header(request), target, true);
  return { location: locationToProto(await call.create(archiving)) };
};
