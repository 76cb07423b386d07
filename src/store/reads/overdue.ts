import type { Pool } from "pg";

import { readTransaction } from "../sql/readTransaction.ts";
import { send, type Statement } from "../sql/statement.ts";
import { READ_MOMENT } from "./clock.ts";

const FIND_OVERDUE: Statement = {
  name: "find_overdue",
  text: `
    select r.id,
           (extract(epoch from ${READ_MOMENT} - r.expires_at) * 1000)::float8 as lag_ms
      from reservation r
     where r.tenant_id = $1 and r.held > 0 and r.expires_at <= ${READ_MOMENT}
     order by r.expires_at, r.id
     limit $2`,
};

/** Every tenant. The list belongs to the platform and is read before a tenant is known. */
export async function listTenantIds(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>("select id from tenant order by id");
  return rows.map((row) => row.id);
}

/** The oldest overdue holds of a tenant, and for how long the oldest of them has been overdue. */
export async function findOverdue(
  pool: Pool,
  tenantId: string,
  limit: number,
): Promise<{ ids: string[]; lagMs: number }> {
  const rows = await readTransaction(pool, tenantId, async (client) => {
    const found = await send<{ id: string; lag_ms: number }>(client, FIND_OVERDUE, [
      tenantId,
      limit,
    ]);
    return found.rows;
  });
  return { ids: rows.map((row) => row.id), lagMs: rows[0]?.lag_ms ?? 0 };
}
