import type { Pool } from "pg";

import {
  add,
  type Availability,
  availabilityOf,
  availabilityOfSupplier,
  NO_STOCK,
} from "../../core/availability.ts";
import type { StockRow } from "../../core/stock.ts";
import type { AvailabilityAnswer, AvailabilityKey } from "../answer.ts";
import {
  SCOPES,
  STOCK_COLUMNS,
  STOCK_OF_SCOPE,
  type StockColumns,
  stockOf,
} from "../lane/read/stock.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { send, type Statement } from "../sql/statement.ts";
import { NOW, READ_MOMENT } from "./clock.ts";

const READ_CLOCK: Statement = {
  name: "read_statement_clock",
  text: `select ${NOW}`,
};

/** Stock with what overdue holds have of it, as of the statement's moment. */
const READ_STOCK: Statement = {
  name: "read_stock_for_availability",
  text: `
    select distinct on (s.id) ${STOCK_COLUMNS},
           coalesce((select sum(a.held)::bigint from allocation a
                      where a.tenant_id = $1 and a.stock_id = s.id and a.held > 0
                        and a.expires_at <= ${READ_MOMENT}), 0) as overdue_held
${SCOPES} cross join ${STOCK_OF_SCOPE}`,
};

/** Answers several callers' keys with one query. */
export async function readAvailability(
  pool: Pool,
  tenantId: string,
  questions: readonly (readonly AvailabilityKey[])[],
): Promise<AvailabilityAnswer[][]> {
  const wanted = new Map<string, AvailabilityKey>();
  for (const key of questions.flat()) wanted.set(nameOf(key), key);
  const keys = [...wanted.values()];
  const { now, rows } = await readRows(pool, tenantId, keys);
  const byItem = Map.groupBy(rows, (row) => row.item.sku);
  const answers = new Map<string, AvailabilityAnswer>();
  for (const key of keys) {
    const availability = sumOver(byItem.get(key.sku) ?? [], key, now);
    const asOf = asOfRows(byItem.get(key.sku) ?? [], key.location, now);
    answers.set(nameOf(key), { ...key, availability, asOf });
  }
  return questions.map((asked) => asked.flatMap((key) => answers.get(nameOf(key)) ?? []));
}

async function readRows(
  pool: Pool,
  tenantId: string,
  keys: readonly AvailabilityKey[],
): Promise<{ now: number; rows: StockRow[] }> {
  const skus = keys.map((key) => key.sku);
  const codes = keys.map((key) => key.location);
  const [clock, stock] = await readTransaction(pool, tenantId, (client) =>
    Promise.all([
      send<{ now: number }>(client, READ_CLOCK, [tenantId]),
      send<StockColumns & { overdue_held: bigint }>(client, READ_STOCK, [tenantId, skus, codes]),
    ]),
  );
  const rows = stock.rows.map((row) => ({ ...stockOf(row), overdueHeld: row.overdue_held }));
  return { now: clock.rows[0]?.now ?? 0, rows };
}

function sumOver(
  rows: readonly StockRow[],
  { location, supplier }: AvailabilityKey,
  now: number,
): Availability {
  const asked = location === null ? rows : rows.filter((row) => row.location.code === location);
  const byLocation = Map.groupBy(asked, (row) => row.location.id);
  let sum = NO_STOCK;
  for (const place of byLocation.values()) {
    const whole = supplier === null;
    sum = add(
      sum,
      whole ? availabilityOf(place, now) : availabilityOfSupplier(place, supplier, now),
    );
  }
  return sum;
}

/** What we count ourselves is as of now; what a warehouse system counts, as of its last complete walk. */
function asOfRows(rows: readonly StockRow[], location: string | null, now: number): number | null {
  let asOf: number | null = now;
  for (const row of rows) {
    if (location !== null && row.location.code !== location) continue;
    const { wmsAccountId, wmsSeenAt } = row.location;
    if (wmsAccountId === null || asOf === null) continue;
    asOf = wmsSeenAt === null ? null : Math.min(asOf, wmsSeenAt);
  }
  return asOf;
}

function nameOf(key: AvailabilityKey): string {
  return `${key.sku}\n${key.location ?? ""}\n${key.supplier ?? ""}`;
}
