import type { Pool, PoolClient } from "pg";

import type { Instant } from "../../core/instant.ts";
import type { StockRow, Uuid } from "../../core/stock.ts";
import type { WmsRow } from "../../core/wms/row.ts";
import { findStock } from "../lane/read/stock.ts";
import { findWmsRows } from "../lane/read/wms.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { SEARCHING } from "../sql/session.ts";
import { msOf, send, settled, type Statement } from "../sql/statement.ts";

/** Something that a warehouse system shows and no item names. */
export interface StrangerFound {
  readonly location: string;
  readonly sku: string;
  readonly lot: string | null;
  readonly units: bigint;
  readonly seenAt: Instant;
}

/** A stock row, or a stranger, that something may be odd about. */
export interface Suspect {
  /** Of the stock row; a stranger's is a hash of its name. */
  readonly id: Uuid;
  readonly stranger: StrangerFound | null;
}

/** Which suspects: those of locations, after a given id. */
export interface SuspectQuery {
  readonly locations: readonly { readonly id: Uuid; readonly code: string }[];
  readonly after: Uuid;
  readonly limit: number;
}

/** Each branch has an index of its own, which holds little else but what is looked for. */
function branch(from: string, where: string): string {
  return `
    (select s.id, null as location, null as sku, null as lot, null::bigint as units, null as seen_at
       from ${from}
      where s.tenant_id = $1 and s.location_id = any($2::uuid[]) and s.id > $4 and ${where}
      order by s.id limit $5)`;
}

const TOLD = "wms_row w join stock s on s.tenant_id = w.tenant_id and s.id = w.stock_id";
const STRANGER_ID = String.raw`md5(w.location || E'\n' || w.sku || E'\n' || w.lot)::uuid`;

const FIND: Statement = {
  name: "find_wms_suspects",
  text: `
    ${branch(TOLD, "w.tenant_id = $1 and w.stock_id > $4 and (w.drift <> 0 or w.events <> '[]'::jsonb)")}
    union
    ${branch(
      TOLD,
      `w.tenant_id = $1 and w.stock_id > $4 and w.next is not null
       and (w.next ->> 'orderable')::numeric > coalesce((w.sight ->> 'orderable')::numeric, 0)`,
    )}
    union
    ${branch("stock s", "s.shortfall > 0")}
    union
    ${branch("stock s", "s.wms_unallocatable > 0 and s.damaged + s.quarantined + s.withheld > 0")}
    union
    (select ${STRANGER_ID}, w.location, w.sku, w.lot, w.units, ${msOf("w.seen_at")}::text
       from wms_stranger w
      where w.tenant_id = $1 and w.location = any($3::text[]) and w.units > 0 and ${STRANGER_ID} > $4
        and not exists (select from item where tenant_id = $1 and sku = w.sku)
      order by 1 limit $5)
    order by 1 limit $5`,
};

/** Stock rows and strangers that something may be odd about, by their ids. */
export async function findSuspects(
  pool: Pool,
  tenantId: Uuid,
  { locations, after, limit }: SuspectQuery,
): Promise<Suspect[]> {
  interface Row {
    readonly id: string;
    readonly location: string | null;
    readonly sku: string;
    readonly lot: string;
    readonly units: bigint;
    readonly seen_at: string;
  }
  const places = [locations.map(({ id }) => id), locations.map(({ code }) => code)];
  const search = async (client: PoolClient): Promise<readonly Row[]> =>
    (await send<Row>(client, FIND, [tenantId, ...places, after, limit])).rows;
  const rows = await readTransaction(pool, tenantId, search, SEARCHING);
  return rows.map(({ id, location, sku, lot, units, seen_at: seenAt }) => {
    if (location === null) return { id, stranger: null };
    const stranger = { location, sku, lot: lot === "" ? null : lot, units };
    return { id, stranger: { ...stranger, seenAt: Number(seenAt) } };
  });
}

/** Stock rows with what was told of them. */
export interface ToldStock {
  readonly stock: readonly StockRow[];
  readonly told: ReadonlyMap<Uuid, WmsRow>;
}

/** Stock rows by their ids, with what was told of them, as of one moment. */
export async function readToldStock(
  pool: Pool,
  tenantId: Uuid,
  ids: readonly Uuid[],
): Promise<ToldStock> {
  if (ids.length === 0) return { stock: [], told: new Map() };
  return await readTransaction(pool, tenantId, async (client) => {
    const [stock, rows] = await settled([
      findStock(client, tenantId, ids),
      findWmsRows(client, tenantId, ids),
    ]);
    return { stock, told: new Map(rows.map((row) => [row.stockId, row])) };
  });
}
