import type { CatalogService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { lotToProto } from "../convert/lot.ts";

/** Returns one lot by its item and number. */
export const getLot: Handler<typeof CatalogService.method.getLot> = async (
  { sku, number },
  call,
) => ({ lot: lotToProto(await call.catalog.lot(sku, number)) });
