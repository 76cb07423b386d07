import type { Pool } from "pg";

import type { Uuid } from "../../core/stock.ts";
import { askPlatform } from "../sql/platform.ts";
import type { Statement } from "../sql/statement.ts";
import { ACCOUNT_COLUMNS, accountOf, type AccountRow, type WmsAccount } from "./accounts.ts";

/** An account that serves a tenant. */
export interface TenantAccount extends WmsAccount {
  /** It serves other tenants too. */
  readonly isShared: boolean;
}

const FIND: Statement = {
  name: "find_wms_accounts_of_tenant",
  text: `
    select ${ACCOUNT_COLUMNS},
           exists (select from wms_place where account_id = a.id and tenant_id <> $1) as is_shared
      from wms_account a
     where ($2::text is null or a.code = $2)
       and exists (select from wms_place where account_id = a.id and tenant_id = $1)
     order by a.code`,
};

/** Accounts that serve a tenant, in the order of their codes. @param code of one; null: all */
export async function findTenantAccounts(
  pool: Pool,
  tenantId: Uuid,
  code: string | null,
): Promise<TenantAccount[]> {
  type Row = AccountRow & { readonly is_shared: boolean };
  const { rows } = await askPlatform<Row>(pool, FIND, [tenantId, code]);
  return rows.map((row) => ({ ...accountOf(row), isShared: row.is_shared }));
}
