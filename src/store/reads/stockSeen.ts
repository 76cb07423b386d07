import type { Pool } from "pg";

import { type Bundle, Parts } from "../../core/bundle/bundle.ts";
import type { StockRow } from "../../core/stock.ts";
import type { AvailabilityKey } from "../answer.ts";
import type { ItemRow } from "../lane/read/catalog.ts";
import { belowItems, partOf, type PartRow, partsBelow } from "../lane/read/parts.ts";
import {
  SCOPES,
  STOCK_COLUMNS,
  STOCK_OF_SCOPE,
  type StockColumns,
  stockOf,
} from "../lane/read/stock.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import type { Parameter } from "../sql/parameters.ts";
import { send, settled, type Statement } from "../sql/statement.ts";
import { NOW, READ_MOMENT } from "./clock.ts";

/** The stock of some items, and what of them is made of others, all as of one moment. */
export interface StockSeen {
  readonly now: number;
  readonly rows: readonly StockRow[];
  /** By SKU. */
  readonly bundles: ReadonlyMap<string, Bundle>;
}

const READ_CLOCK: Statement = {
  name: "read_statement_clock",
  text: `select ${NOW}`,
};

/** What overdue holds have of a stock row, as of the statement's moment. */
const OVERDUE_HELD = `
  coalesce((select sum(a.held)::bigint from allocation a
             where a.tenant_id = $1 and a.stock_id = s.id and a.held > 0
               and a.expires_at <= ${READ_MOMENT}), 0) as overdue_held`;

/** An item without stock there comes with a row of nulls: it may be a bundle. */
const READ_STOCK: Statement = {
  name: "read_stock_for_availability",
  text: `
    select distinct on (i.id, s.id) ${STOCK_COLUMNS}, ${OVERDUE_HELD}
    ${SCOPES} left join (${STOCK_OF_SCOPE}) on true`,
};

const ITEMS_OF_SCOPES = `select i.id, wanted.code, 1
      from unnest($2::text[], $3::text[]) as wanted (sku, code)
     cross join lateral (
       select id from item where tenant_id = $1 and sku = wanted.sku limit 1) as i`;

const READ_STOCK_OF_BUNDLES: Statement = {
  name: "read_stock_of_bundles",
  text: `
    with recursive ${belowItems("$1", ITEMS_OF_SCOPES)}
    select distinct on (s.id) ${STOCK_COLUMNS}, ${OVERDUE_HELD}
      from (select distinct id, code from below) as wanted
     cross join lateral (
       select * from item where tenant_id = $1 and id = wanted.id limit 1) as i
      left join lateral (
       select id from location where tenant_id = $1 and code = wanted.code limit 1) as place on true
     cross join ${STOCK_OF_SCOPE}`,
};

const READ_PARTS: Statement = {
  name: "read_parts",
  text: partsBelow("$1", ITEMS_OF_SCOPES),
};

type Seen = StockColumns & { readonly overdue_held: bigint };
type MaybeSeen = Seen | (ItemRow & { readonly id: null });

/** The stock of items that have stock of their own. @returns undefined where one of them is a bundle */
export async function readStock(
  pool: Pool,
  tenantId: string,
  keys: readonly AvailabilityKey[],
): Promise<StockSeen | undefined> {
  const values = valuesOf(tenantId, keys);
  const [clock, stock] = await readTransaction(pool, tenantId, (client) =>
    settled([
      send<{ now: number }>(client, READ_CLOCK, [tenantId]),
      send<MaybeSeen>(client, READ_STOCK, values),
    ]),
  );
  if (stock.rows.some((row) => row.is_bundle)) return undefined;
  const rows = stock.rows.filter(isSeen).map(rowOf);
  return { now: clock.rows[0]?.now ?? 0, rows, bundles: new Map() };
}

/** The stock of items and of all that they are made of. */
export async function readStockOfBundles(
  pool: Pool,
  tenantId: string,
  keys: readonly AvailabilityKey[],
): Promise<StockSeen> {
  const values = valuesOf(tenantId, keys);
  const [clock, stock, parts] = await readTransaction(pool, tenantId, (client) =>
    settled([
      send<{ now: number }>(client, READ_CLOCK, [tenantId]),
      send<Seen>(client, READ_STOCK_OF_BUNDLES, values),
      send<PartRow>(client, READ_PARTS, values),
    ]),
  );
  const apart = new Parts(parts.rows.map(partOf));
  const bundles = new Map(
    parts.rows.map((row) => [row.bundle_sku, apart.takeApart(row.bundle_id)]),
  );
  return { now: clock.rows[0]?.now ?? 0, rows: stock.rows.map(rowOf), bundles };
}

function isSeen(row: MaybeSeen): row is Seen {
  return row.id !== null;
}

function rowOf(row: Seen): StockRow {
  return { ...stockOf(row), overdueHeld: row.overdue_held };
}

function valuesOf(tenantId: string, keys: readonly AvailabilityKey[]): Parameter[] {
  return [tenantId, keys.map(({ sku }) => sku), keys.map(({ location }) => location)];
}
