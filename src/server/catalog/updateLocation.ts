import { type CatalogService, LocationSchema } from "@holdfast/client";
import { create } from "@bufbuild/protobuf";
import type { Handler } from "../call.ts";
import { locationToProto, newLocation } from "../convert/catalog.ts";
import { LOCATION_FIELDS, masked } from "../convert/mask.ts";

/** Changes what the mask names of a location. */
export const updateLocation: Handler<typeof CatalogService.method.updateLocation> = async (
  request,
  call,
) => {
  const asked = request.location ?? create(LocationSchema);
  const described = newLocation(asked);
  const { etag } = asked;
  const change = masked(LOCATION_FIELDS, request.updateMask, described);
  const header = call.header(request);
  const location = await call.create(
    call.catalog.updateLocation(header, { name: described.code, etag }, change),
  );
  return { location: locationToProto(location) };
};
