import { TenantEntity } from "../store/entities/tenant.ts";
import { readTwice } from "../store/sql/readTransaction.ts";
import type { CatalogTenant } from "./resources.ts";
import type { Room } from "./room.ts";
import { tenantManager } from "./turn.ts";

/** The tenant whose catalog it is. */
export async function findTenant({ orm, tenantId }: Room): Promise<CatalogTenant> {
  const tenant = await readTwice(() =>
    tenantManager(orm, tenantId).findOneOrFail(TenantEntity, { id: tenantId }),
  );
  return { code: tenant.code, name: tenant.name, createdAt: tenant.createdAt.getTime() };
}
