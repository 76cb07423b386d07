import type { Pool } from "pg";

import { readTransaction } from "../sql/readTransaction.ts";
import { SEARCHING } from "../sql/session.ts";
import { fromMs, send, settled, type Statement } from "../sql/statement.ts";
import type { SalesQuery, SupplierSales } from "../stockReads.ts";
import { insistOnNamed } from "./named.ts";

/** A sale ships at once (on hand falls) or later (committed rises); what is given back before that was never delivered. */
const LIST_SALES: Statement = {
  name: "list_supplier_sales",
  text: `
    select s.item_id || '/' || s.location_id as key, i.sku, l.code as location, sum(p.sold)::bigint as sold,
           sum(p.cancelled)::bigint as cancelled, sum(p.returned)::bigint as returned
      from lot t
      join stock s on s.tenant_id = $1 and s.lot_id = t.id
      join item i on i.tenant_id = $1 and i.id = s.item_id
      join location l on l.tenant_id = $1 and l.id = s.location_id
      join lateral (
        select case when p.kind in ('sell', 'commit') then p.committed_delta - p.on_hand_delta else 0 end as sold,
               case when p.kind = 'release' then -p.committed_delta else 0 end as cancelled,
               case when p.kind = 'return' then p.on_hand_delta else 0 end as returned
          from posting p
          join entry e on e.tenant_id = $1 and e.seq = p.seq
         where p.tenant_id = $1 and p.stock_id = s.id
           and p.kind in ('sell', 'commit', 'release', 'return')
           and ($4::float8 is null or e.recorded_at >= ${fromMs("$4")})
           and ($5::float8 is null or e.recorded_at < ${fromMs("$5")})) as p on true
     where t.tenant_id = $1 and t.supplier = $2 and ($3::text is null or l.code = $3)
       and ($6::uuid is null or (s.item_id, s.location_id) > ($6, $7::uuid))
     group by s.item_id, s.location_id, i.sku, l.code
    having sum(p.sold) > 0 or sum(p.cancelled) > 0 or sum(p.returned) > 0
     order by s.item_id, s.location_id
     limit $8`,
};

/** What was sold out of one supplier's lots, by item and location, in the order in which these were made. */
export async function listSales(
  pool: Pool,
  tenantId: string,
  { supplier, location, from, to, after, limit }: SalesQuery,
): Promise<SupplierSales[]> {
  const [itemId = null, locationId = null] = after?.split("/") ?? [];
  const where = [supplier, location, from, to, itemId, locationId];
  const [, { rows }] = await readTransaction(
    pool,
    tenantId,
    (client) =>
      settled([
        insistOnNamed(client, tenantId, { sku: null, location }),
        send<SupplierSales>(client, LIST_SALES, [tenantId, ...where, limit]),
      ]),
    SEARCHING,
  );
  return rows;
}
