import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Lot, LotSchema } from "@holdfast/client";
import type { CatalogLot, NewLot } from "../../catalog/catalog.ts";
import { costFromProto, costToProto } from "./stock.ts";
import { instantFromProto, timestampToProto } from "./time.ts";

/** What a caller says of a lot. What the service sets is ignored. */
export function newLot(lot: Lot): NewLot {
  return {
    sku: lot.sku,
    number: lot.number,
    expiresAt: instantFromProto(lot.expireTime),
    supplier: lot.supplier || null,
    supplierReference: lot.supplierReference || null,
    unitCost: costFromProto(lot.unitCost),
  };
}

/** A lot as it is told. */
export function lotToProto(lot: CatalogLot): MessageInitShape<typeof LotSchema> {
  return {
    sku: lot.sku,
    number: lot.number,
    expireTime: timestampToProto(lot.expiresAt),
    supplier: lot.supplier ?? "",
    supplierReference: lot.supplierReference ?? "",
    unitCost: costToProto(lot.unitCost),
    receiveTime: timestampToProto(lot.receivedAt),
    barTime: timestampToProto(lot.barredAt),
    etag: lot.etag,
  };
}
