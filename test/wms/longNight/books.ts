import type { Pool, PoolClient } from "pg";

import { availableUnits } from "../../../src/core/availability.ts";
import type { StockRow } from "../../../src/core/stock.ts";
import { claimOf, type WmsOrder } from "../../../src/core/wms/order.ts";
import type { WmsRow } from "../../../src/core/wms/row.ts";
import { findWmsRows, WMS_ORDER_COLUMNS, wmsOrderOf } from "../../../src/store/lane/read/wms.ts";
import type { WmsOrderColumns } from "../../../src/store/lane/read/wms.ts";
import {
  ITEM_LOCATION_AND_LOT,
  STOCK_COLUMNS,
  type StockColumns,
  stockOf,
} from "../../../src/store/lane/read/stock.ts";
import { createPool } from "../../../src/store/sql/pool.ts";

/** Our books at one moment, as a referee reads them. */
export interface BooksNow {
  readonly now: number;
  readonly rows: readonly StockRow[];
  readonly wmsRows: ReadonlyMap<string, WmsRow>;
  readonly orders: readonly WmsOrder[];
  /** Ids of the events that are in the journal. */
  readonly events: ReadonlySet<string>;
}

const HELD_OVERDUE = `
  select a.stock_id, sum(a.held)::bigint as held from allocation a
   where a.tenant_id = $1 and a.held > 0 and a.expires_at <= to_timestamp($2::float8 / 1000)
   group by a.stock_id`;

/** Reads one tenant's books past all walls, as of one moment. */
export class BooksReader {
  readonly #pool: Pool;
  readonly #client: PoolClient;
  readonly #tenantId: string;

  constructor(pool: Pool, client: PoolClient, tenantId: string) {
    this.#pool = pool;
    this.#client = client;
    this.#tenantId = tenantId;
  }

  static async open(url: string, tenantId: string): Promise<BooksReader> {
    const pool = createPool(url, 1, "referee");
    return new BooksReader(pool, await pool.connect(), tenantId);
  }

  async close(): Promise<void> {
    this.#client.release();
    await this.#pool.end();
  }

  async read(): Promise<BooksNow> {
    const client = this.#client;
    await client.query("begin isolation level repeatable read read only");
    try {
      return await this.#readAll();
    } finally {
      await client.query("commit");
    }
  }

  async #readAll(): Promise<BooksNow> {
    const ask = async <R extends object>(text: string, ...more: unknown[]): Promise<R[]> =>
      (await this.#client.query<R>(text, [this.#tenantId, ...more])).rows;
    const [clock] = await ask<{ now: number }>(
      `select extract(epoch from greatest(clock_timestamp(), recorded_at))::float8 * 1000 as now
         from head where tenant_id = $1`,
    );
    const now = Math.floor(clock?.now ?? 0);
    const stock = await ask<StockColumns>(
      `select ${STOCK_COLUMNS}
         from (select * from stock where tenant_id = $1) as s ${ITEM_LOCATION_AND_LOT}`,
    );
    const overdue = await ask<{ stock_id: string; held: bigint }>(HELD_OVERDUE, now);
    const late = new Map(overdue.map(({ stock_id, held }) => [stock_id, held]));
    const rows = stock.map((row) => ({ ...stockOf(row), overdueHeld: late.get(row.id) ?? 0n }));
    const orders = await ask<WmsOrderColumns>(
      `select ${WMS_ORDER_COLUMNS} from wms_order o where o.tenant_id = $1`,
    );
    const events = await ask<{ id: string }>(
      `select substr(request_id, 7) as id from entry where tenant_id = $1 and kind = 'wms_event'`,
    );
    const ids = rows.map(({ id }) => id);
    const wmsRows = await findWmsRows(this.#client, this.#tenantId, ids);
    return {
      now,
      rows,
      wmsRows: new Map(wmsRows.map((row) => [row.stockId, row])),
      orders: orders.map(wmsOrderOf),
      events: new Set(events.map(({ id }) => id)),
    };
  }
}

/** What could be promised of an item. */
export function availableOf({ rows, now }: BooksNow, sku: string): number {
  return Number(
    availableUnits(
      rows.filter(({ item }) => item.sku === sku),
      now,
    ),
  );
}

/** What is held of an item by those whose time is not up. */
export function heldOf({ rows }: BooksNow, sku: string): number {
  let held = 0n;
  for (const row of rows) if (row.item.sku === sku) held += row.balances.held - row.overdueHeld;
  return Number(held);
}

/** What orders claim of an item, line by line. */
export function claimsOf({ orders }: BooksNow): {
  readonly reference: string;
  readonly line: number;
  readonly sku: string;
  readonly claim: number;
}[] {
  return orders.flatMap(({ reference, lines }) =>
    lines.map((line) => {
      return { reference, line: line.number, sku: line.sku, claim: Number(claimOf(line)) };
    }),
  );
}
