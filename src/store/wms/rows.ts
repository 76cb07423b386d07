import type { Pool } from "pg";

import type { Uuid } from "../../core/stock.ts";
import type { WmsRow } from "../../core/wms/row.ts";
import { findWmsRows } from "../lane/read/wms.ts";
import { readTransaction } from "../sql/readTransaction.ts";
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

/** After every SKU that there can be. */
const LAST_SKU = "\u{10FFFF}".repeat(101);

/** The SKU that ends a stretch of so many items. */
const FIND_STRETCH: Statement = {
  name: "find_stretch_of_items",
  text: `
    select sku from item
     where tenant_id = $1 and sku >= $2 and sku <= $3
     order by sku offset $4 limit 1`,
};

/** Item by item, so that a short range costs little however large the location is. */
const FIND_UNSEEN: Statement = {
  name: "find_unseen_rows",
  text: `
    select s.id as stock_id, i.sku, t.number as lot
      from (select id, sku from item
             where tenant_id = $1 and sku >= $4 and sku <= $5 offset 0) as i
     cross join lateral (
       select id, lot_id from stock
        where tenant_id = $1 and item_id = i.id and location_id = $2 offset 0) as s
      left join lateral (
       select number from lot where tenant_id = $1 and id = s.lot_id limit 1) as t on true
      left join lateral (
       select walk from wms_row where tenant_id = $1 and stock_id = s.id limit 1) as w on true
     where w.walk is distinct from $3
       and (i.sku, coalesce(t.number, '')) > ($4, $6) and (i.sku, coalesce(t.number, '')) <= ($5, $7)
     order by i.sku, coalesce(t.number, '')`,
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

/** Rows of a location that a walk has not listed, in stretches of so many items at most. */
export async function* unseenRows(
  pool: Pool,
  tenantId: Uuid,
  locationId: Uuid,
  walk: Uuid,
  { after, upTo }: RowRange,
): AsyncGenerator<UnseenRow[]> {
  let from: RowName = after ?? { sku: "", lot: null };
  const end: RowName = upTo ?? { sku: LAST_SKU, lot: null };
  for (;;) {
    const last = await endOfStretch(pool, tenantId, from.sku, end.sku);
    const to = last === null ? end : { sku: last, lot: LAST_SKU };
    const bounds = [from.sku, to.sku, from.lot ?? "", to.lot ?? ""];
    const values = [tenantId, locationId, walk, ...bounds];
    yield await readTransaction(pool, tenantId, async (client) => {
      const { rows } = await send<UnseenColumns>(client, FIND_UNSEEN, values);
      return rows.map(({ stock_id: stockId, sku, lot }) => ({ stockId, sku, lot }));
    });
    if (last === null) return;
    from = to;
  }
}

interface UnseenColumns {
  readonly stock_id: string;
  readonly sku: string;
  readonly lot: string | null;
}

/** Items that are looked through at once: some tens of milliseconds. */
const ITEMS_AT_ONCE = 5_000;

/** Null: what is left is one stretch. */
async function endOfStretch(
  pool: Pool,
  tenantId: Uuid,
  from: string,
  to: string,
): Promise<string | null> {
  return await readTransaction(pool, tenantId, async (client) => {
    const values = [tenantId, from, to, ITEMS_AT_ONCE];
    const { rows } = await send<{ sku: string }>(client, FIND_STRETCH, values);
    return rows[0]?.sku ?? null;
  });
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
