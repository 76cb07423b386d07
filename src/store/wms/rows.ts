import type { Pool } from "pg";

import type { Uuid } from "../../core/stock.ts";
import type { WmsRow } from "../../core/wms/row.ts";
import { findWmsRows } from "../lane/read/wms.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { SEARCHING } from "../sql/session.ts";
import { send, type Statement } from "../sql/statement.ts";

/** An item at a location, or a lot of it. */
export interface RowName {
  readonly sku: string;
  readonly lot: string | null;
}

/** A row that a walk did not see. */
export interface UnseenRow extends RowName {
  readonly stockId: Uuid;
}

/** Rows in the byte order of SKU and lot, after one and up to another, both as far as they are given. */
export interface RowRange {
  readonly after: RowName | null;
  readonly upTo: RowName | null;
}

const FIND_UNSEEN: Statement = {
  name: "find_unseen_rows",
  text: `
    select s.id as stock_id, i.sku, t.number as lot
      from stock s
      join item i on i.tenant_id = $1 and i.id = s.item_id
      left join lot t on t.tenant_id = $1 and t.id = s.lot_id
      left join wms_row w on w.tenant_id = $1 and w.stock_id = s.id
     where s.tenant_id = $1 and s.location_id = $2 and w.walk is distinct from $3
       and ($4::text is null or i.sku > $4 or i.sku = $4 and coalesce(t.number, '') > $5)
       and ($6::text is null or i.sku < $6 or i.sku = $6 and coalesce(t.number, '') <= $7)
     order by i.sku, coalesce(t.number, '')
     limit $8`,
};

const FIND_WAITING: Statement = {
  name: "find_waiting_wms_rows",
  text: `
    select w.stock_id
      from wms_row w
      join stock s on s.tenant_id = $1 and s.id = w.stock_id
     where w.tenant_id = $1 and w.next is not null and s.location_id = $2 and w.stock_id > $3
     order by w.stock_id
     limit $4`,
};

/** Rows of a location that a walk has not listed. */
export async function listUnseenRows(
  pool: Pool,
  tenantId: Uuid,
  locationId: Uuid,
  walk: Uuid,
  range: RowRange,
  limit: number,
): Promise<UnseenRow[]> {
  interface Row {
    readonly stock_id: string;
    readonly sku: string;
    readonly lot: string | null;
  }
  const { after, upTo } = range;
  const from = [after?.sku ?? null, after?.lot ?? ""];
  const to = [upTo?.sku ?? null, upTo?.lot ?? ""];
  const values = [tenantId, locationId, walk, ...from, ...to, limit];
  const search = async (client: Parameters<typeof send>[0]): Promise<Row[]> =>
    (await send<Row>(client, FIND_UNSEEN, values)).rows;
  const rows = await readTransaction(pool, tenantId, search, SEARCHING);
  return rows.map(({ stock_id: stockId, sku, lot }) => ({ stockId, sku, lot }));
}

/** Rows of a location whose last page waits for order states. */
export async function listWaitingRows(
  pool: Pool,
  tenantId: Uuid,
  locationId: Uuid,
  page: { readonly after: Uuid; readonly limit: number },
): Promise<Uuid[]> {
  return await readTransaction(pool, tenantId, async (client) => {
    const values = [tenantId, locationId, page.after, page.limit];
    const { rows } = await send<{ stock_id: string }>(client, FIND_WAITING, values);
    return rows.map(({ stock_id }) => stock_id);
  });
}

/** What the warehouse system has told of stock rows, by stock row. */
export async function readWmsRows(
  pool: Pool,
  tenantId: Uuid,
  stockIds: readonly Uuid[],
): Promise<ReadonlyMap<Uuid, WmsRow>> {
  if (stockIds.length === 0) return new Map();
  const find = (client: Parameters<typeof findWmsRows>[0]): Promise<WmsRow[]> =>
    findWmsRows(client, tenantId, stockIds);
  const rows = await readTransaction(pool, tenantId, find);
  return new Map(rows.map((row) => [row.stockId, row]));
}
