import type { Pool } from "pg";

import { wmsAccountNotFound } from "../../core/rejection.ts";
import type { Uuid } from "../../core/stock.ts";
import { CommandRejected } from "../../store/errors.ts";
import { findWmsPlaces, type WmsPlaceLink } from "../../store/wms/accounts.ts";
import { findTenantAccounts, type TenantAccount } from "../../store/wms/tenantAccounts.ts";

/** An account, and the places of it that are a tenant's. */
export interface Served {
  readonly account: TenantAccount;
  readonly places: readonly WmsPlaceLink[];
}

/** Everything that serves a tenant, in the order of the accounts' codes. */
export async function servedBy(pool: Pool, tenantId: Uuid): Promise<Served[]> {
  return await withPlaces(pool, tenantId, await findTenantAccounts(pool, tenantId, null));
}

/** One account by its code. One that does not serve the tenant is not there. @throws CommandRejected */
export async function servedByAccount(pool: Pool, tenantId: Uuid, code: string): Promise<Served> {
  const found = await findTenantAccounts(pool, tenantId, code);
  const [served] = await withPlaces(pool, tenantId, found);
  if (served === undefined) throw new CommandRejected(wmsAccountNotFound(code));
  return served;
}

async function withPlaces(
  pool: Pool,
  tenantId: Uuid,
  accounts: readonly TenantAccount[],
): Promise<Served[]> {
  const served: Served[] = [];
  for (const account of accounts) {
    served.push({ account, places: await findWmsPlaces(pool, account.id, tenantId) });
  }
  return served;
}
