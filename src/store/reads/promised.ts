import type { Pool } from "pg";

import type { Uuid } from "../../core/stock.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { SEARCHING } from "../sql/session.ts";
import { send, type Statement } from "../sql/statement.ts";
import { PROMISED_MAX } from "../store.ts";
import { READ_MOMENT } from "./clock.ts";

/** Ids sort by the time they were made. Overdue holds are promises to nobody. */
const FIND_PROMISED: Statement = {
  name: "find_promised_on_stock",
  text: `
    select p.reservation_id as id
      from (
        select a.reservation_id, false as is_bought
          from unnest($2::uuid[]) as wanted (id)
         cross join lateral (
           select reservation_id from allocation
            where tenant_id = $1 and stock_id = wanted.id and held > 0
              and (expires_at is null or expires_at > ${READ_MOMENT})
           offset 0) as a
         union all
        select a.reservation_id, true
          from unnest($2::uuid[]) as wanted (id)
         cross join lateral (
           select reservation_id from allocation
            where tenant_id = $1 and stock_id = wanted.id and committed > 0
           offset 0) as a) as p
     group by p.reservation_id
     order by bool_or(p.is_bought), p.reservation_id desc
     limit $3`,
};

/** Ids of reservations that hold or have bought units of these stock rows: who goes without first comes first. */
export async function findPromised(
  pool: Pool,
  tenantId: string,
  stockIds: readonly Uuid[],
): Promise<Uuid[]> {
  if (stockIds.length === 0) return [];
  const search = async (client: Parameters<typeof send>[0]): Promise<{ id: string }[]> =>
    (await send<{ id: string }>(client, FIND_PROMISED, [tenantId, stockIds, PROMISED_MAX])).rows;
  const rows = await readTransaction(pool, tenantId, search, SEARCHING);
  return rows.map(({ id }) => id);
}
