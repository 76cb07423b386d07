import { type CatalogService, LotSchema } from "@holdfast/client";
import { create } from "@bufbuild/protobuf";
import type { Handler } from "../call.ts";
import { lotToProto, newLot } from "../convert/lot.ts";

/** Announces a lot. */
export const createLot: Handler<typeof CatalogService.method.createLot> = async (request, call) => {
  const asked = newLot(request.lot ?? create(LotSchema));
  const lot = await call.create(call.catalog.createLot(call.header(request), asked));
  return { lot: lotToProto(lot) };
};
