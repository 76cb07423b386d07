import type { Pool } from "pg";

import type { StockRow } from "../../core/stock.ts";
import { CLAIMS } from "../entities/stock.ts";
import {
  ITEM_LOCATION_AND_LOT,
  STOCK_COLUMNS,
  type StockColumns,
  stockOf,
} from "../lane/read/stock.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { SEARCHING } from "../sql/session.ts";
import { fromMs, send, settled, type Statement } from "../sql/statement.ts";
import type { Expiring, ExpiringQuery, StockQuery } from "../stockReads.ts";
import { NOW, READ_MOMENT } from "./clock.ts";
import { insistOnNamed } from "./named.ts";

/** Said of a stock row `s`, by the names $3 and $4 of its item and its location, as far as they are given. */
const IS_PLACE = `
  ($3::text is null or s.item_id = (select id from item where tenant_id = $1 and sku = $3))
  and ($4::text is null or s.location_id = (select id from location where tenant_id = $1 and code = $4))`;

const OWN = "s.damaged + s.quarantined + s.withheld";

const IN_CONDITION = `
  case $7::text when 'available' then s.on_hand > ${OWN} when 'damaged' then s.damaged > 0
    when 'quarantined' then s.quarantined > 0 when 'withheld' then s.withheld > 0 else true end`;

const lots = (where: string): string =>
  `s.lot_id in (select id from lot where tenant_id = $1 and ${where})`;

const LIST_STOCK: Statement = {
  name: "list_stock",
  text: `
    select ${STOCK_COLUMNS}
      from (
        select s.* from stock s
         where s.tenant_id = $1 and ($2::uuid is null or s.id > $2) and ${IS_PLACE}
           and ($5::text is null or ${lots("number = $5")})
           and ($6::text is null or ${lots("supplier = $6")})
           and ${IN_CONDITION}
           and (not $8::boolean or s.shortfall > 0)
           and (not $9::boolean or ${lots("barred_at is not null")})
           and ($10::boolean or s.on_hand + ${CLAIMS} + s.in_transit > 0)
         order by s.id
         limit $11) as s
     ${ITEM_LOCATION_AND_LOT}
     order by s.id`,
};

/** Stock rows in the order in which they were made: their ids sort by it. */
export async function listStock(
  pool: Pool,
  tenantId: string,
  query: StockQuery,
): Promise<StockRow[]> {
  const { sku, location, lot, supplier, condition } = query;
  const { hasShortfall, isRecalled, showEmpty, afterId, limit } = query;
  const where = [afterId, sku, location, lot, supplier, condition];
  const values = [tenantId, ...where, hasShortfall, isRecalled, showEmpty, limit];
  const [, { rows }] = await readTransaction(
    pool,
    tenantId,
    (client) =>
      settled([
        insistOnNamed(client, tenantId, query),
        send<StockColumns>(client, LIST_STOCK, values),
      ]),
    SEARCHING,
  );
  return rows.map(stockOf);
}

/** How far ahead is looked where nobody says: a month, in which most of what is short-dated can still be sold. */
const AHEAD = "interval '30 days'";

const LIST_EXPIRING: Statement = {
  name: "list_expiring",
  text: `
    select ${STOCK_COLUMNS}
      from (
        select s.*, e.expires_at
          from lot e
          join stock s on s.tenant_id = $1 and s.lot_id = e.id
         where e.tenant_id = $1
           and e.expires_at <= coalesce(${fromMs("$2")}, ${READ_MOMENT} + ${AHEAD})
           and s.on_hand > 0 and ${IS_PLACE}
           and ($5::float8 is null or (e.expires_at, s.id) > (${fromMs("$5")}, $6::uuid))
         order by e.expires_at, s.id
         limit $7) as s
     ${ITEM_LOCATION_AND_LOT}
     order by s.expires_at, s.id`,
};

const READ_NOW: Statement = { name: "read_now", text: `select ${NOW}` };

/** What is on hand of lots that expire or have expired, earliest first. */
export async function listExpiring(
  pool: Pool,
  tenantId: string,
  query: ExpiringQuery,
): Promise<Expiring> {
  const { before, sku, location, after, limit } = query;
  const from = [after?.expiresAt ?? null, after?.stockId ?? null];
  const values = [tenantId, before, sku, location, ...from, limit];
  const [, clock, { rows }] = await readTransaction(
    pool,
    tenantId,
    (client) =>
      settled([
        insistOnNamed(client, tenantId, query),
        send<{ now: number }>(client, READ_NOW, [tenantId]),
        send<StockColumns>(client, LIST_EXPIRING, values),
      ]),
    SEARCHING,
  );
  return { now: clock.rows[0]?.now ?? 0, rows: rows.map(stockOf) };
}
