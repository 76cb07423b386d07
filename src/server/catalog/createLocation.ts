import { type CatalogService, LocationSchema } from "@holdfast/client";
import { create } from "@bufbuild/protobuf";
import type { Handler } from "../call.ts";
import { locationToProto, newLocation } from "../convert/catalog.ts";

/** Creates a location. */
export const createLocation: Handler<typeof CatalogService.method.createLocation> = async (
  request,
  call,
) => {
  const asked = newLocation(request.location ?? create(LocationSchema));
  const location = await call.create(call.catalog.createLocation(call.header(request), asked));
  return { location: locationToProto(location) };
};
