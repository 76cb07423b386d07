import type { WmsService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { driftToProto } from "../convert/drift.ts";
import { Pager } from "../paging.ts";

/** Lists where warehouse systems and books differ, in pages. */
export const listDrift: Handler<typeof WmsService.method.listDrift> = async (request, call) => {
  const { location, classes } = request;
  const pager = new Pager("ListDrift", request, [location, classes], "id");
  const { after, limit } = pager;
  const found = await call.wms.drift({ location: location || null, after, limit });
  const { page, nextPageToken } = pager.cut(found, ({ key }) => key);
  return { rows: driftToProto(page, classes), nextPageToken };
};
