import type { CatalogService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { timestampToProto } from "../convert/time.ts";

/** Returns the caller's tenant. */
export const getTenant: Handler<typeof CatalogService.method.getTenant> = async (_, call) => {
  const { code, name, createdAt } = await call.catalog.tenant();
  return { tenant: { code, name, createTime: timestampToProto(createdAt) } };
};
