import { type CatalogService, LotSchema } from "@holdfast/client";
import { create } from "@bufbuild/protobuf";
import type { Handler } from "../call.ts";
import { lotToProto, newLot } from "../convert/lot.ts";
import { LOT_FIELDS, masked } from "../convert/mask.ts";

/** Changes what the mask names of a lot. */
export const updateLot: Handler<typeof CatalogService.method.updateLot> = async (request, call) => {
  const asked = request.lot ?? create(LotSchema);
  const described = newLot(asked);
  const { etag } = asked;
  const change = masked(LOT_FIELDS, request.updateMask, described);
  const header = call.header(request);
  const lot = await call.create(
    call.catalog.updateLot(header, described.sku, { name: described.number, etag }, change),
  );
  return { lot: lotToProto(lot) };
};
