import type { CatalogService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { locationToProto } from "../convert/catalog.ts";
import { Pager } from "../paging.ts";

/** Lists locations by code, in pages. */
export const listLocations: Handler<typeof CatalogService.method.listLocations> = async (
  request,
  call,
) => {
  const { showArchived } = request;
  const pager = new Pager("ListLocations", request, [showArchived], "text");
  const place = { afterCode: pager.after, limit: pager.limit };
  const found = await call.catalog.listLocations({ ...place, showArchived });
  const { page, nextPageToken } = pager.cut(found, ({ code }) => code);
  return { locations: page.map(locationToProto), nextPageToken };
};
