import type { MessageInitShape } from "@bufbuild/protobuf";
import type { BundleSchema, SetPartsRequest } from "@holdfast/client";
import type { CatalogBundle, NewParts } from "../../catalog/catalog.ts";

/** What a caller says that an item is made of. */
export function newParts({ sku, parts, etag }: SetPartsRequest): NewParts {
  return { sku, parts, etag: etag || null };
}

/** What an item is made of, as it is told. */
export function bundleToProto(bundle: CatalogBundle): MessageInitShape<typeof BundleSchema> {
  const { sku, parts, components, etag } = bundle;
  return { sku, parts: [...parts], components: [...components], etag };
}
