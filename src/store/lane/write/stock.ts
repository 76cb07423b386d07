import type { PoolClient } from "pg";

import { type Balances, shortfall } from "../../../core/balances.ts";
import type { Lot, StockRow } from "../../../core/stock.ts";
import { CLAIMS } from "../../entities/stock.ts";
import { fromMs, send, type Statement } from "../../sql/statement.ts";
import { arrays, type Column, instant, names, unnest } from "./columns.ts";
import type { Change } from "./page.ts";

/** A changed stock row, and whether a command that states physical truth has touched it. */
export interface StockChange extends Change<StockRow> {
  readonly truth: boolean;
}

/** A column per bucket, in the order of `BUCKETS`. */
export function bucketColumns<T>(suffix: string, of: (row: T) => Balances): Column<T>[] {
  return [
    { name: `on_hand${suffix}`, type: "bigint", of: (row) => of(row).onHand },
    { name: `damaged${suffix}`, type: "bigint", of: (row) => of(row).damaged },
    { name: `quarantined${suffix}`, type: "bigint", of: (row) => of(row).quarantined },
    { name: `withheld${suffix}`, type: "bigint", of: (row) => of(row).withheld },
    { name: `wms_unallocatable${suffix}`, type: "bigint", of: (row) => of(row).wmsUnallocatable },
    { name: `held${suffix}`, type: "bigint", of: (row) => of(row).held },
    { name: `committed${suffix}`, type: "bigint", of: (row) => of(row).committed },
    { name: `in_transit${suffix}`, type: "bigint", of: (row) => of(row).inTransit },
  ];
}

const BALANCES = bucketColumns<StockChange>("", ({ after }) => after.balances);

const CHANGED: readonly Column<StockChange>[] = [
  { name: "id", type: "uuid", of: ({ after }) => after.id },
  { name: "version_before", type: "bigint", of: ({ before }) => before?.version ?? 0 },
  { name: "version", type: "bigint", of: ({ after }) => after.version },
  { name: "truth", type: "boolean", of: ({ truth }) => truth },
  ...BALANCES,
];

const GIVEN_CLAIMS = CLAIMS.replaceAll(/\w+/g, "given.$&");

/**
 * A row whose command does not state physical truth keeps a shortfall that is no larger than before. Where that
 * is not what its balances say, the row's own CHECK refuses it: the database does not oversell.
 */
const UPDATE_STOCK: Statement = {
  name: "update_stock",
  text: `
    update stock s
       set ${BALANCES.map(({ name }) => `${name} = given.${name}`).join(", ")},
           shortfall = case when given.truth
             then greatest(0, ${GIVEN_CLAIMS} - given.on_hand)
             else least(s.shortfall, greatest(0, ${GIVEN_CLAIMS} - given.on_hand)) end,
           version = given.version
      from ${unnest(CHANGED, 2)}
     where s.tenant_id = $1 and s.id = given.id and s.version = given.version_before`,
};

const ADDED: readonly Column<StockChange>[] = [
  { name: "id", type: "uuid", of: ({ after }) => after.id },
  { name: "item_id", type: "uuid", of: ({ after }) => after.item.id },
  { name: "location_id", type: "uuid", of: ({ after }) => after.location.id },
  { name: "lot_id", type: "uuid", of: ({ after }) => after.lot?.id ?? null },
  { name: "version", type: "bigint", of: ({ after }) => after.version },
  ...BALANCES,
  {
    name: "shortfall",
    type: "bigint",
    of: ({ after, truth }) => (truth ? shortfall(after.balances) : 0n),
  },
];

const INSERT_STOCK: Statement = {
  name: "insert_stock",
  text: `insert into stock (tenant_id, ${names(ADDED)}) select $1, given.* from ${unnest(ADDED, 2)}`,
};

const LOTS: readonly Column<Lot>[] = [
  { name: "id", type: "uuid", of: (lot) => lot.id },
  { name: "item_id", type: "uuid", of: (lot) => lot.itemId },
  { name: "number", type: "text", of: (lot) => lot.number },
  { name: "supplier", type: "text", of: (lot) => lot.supplier },
  { name: "unit_cost", type: "numeric", of: (lot) => lot.unitCost?.amount ?? null },
  { name: "cost_currency", type: "text", of: (lot) => lot.unitCost?.currency ?? null },
  instant("expires_at", (lot) => lot.expiresAt),
  instant("received_at", (lot) => lot.receivedAt),
];

const INSERT_LOTS: Statement = {
  name: "insert_lots",
  text: `
    insert into lot (tenant_id, ${names(LOTS)}, version)
    select $1, given.id, given.item_id, given.number, given.supplier, given.unit_cost,
           given.cost_currency, ${fromMs("given.expires_at")}, ${fromMs("given.received_at")}, 1
      from ${unnest(LOTS, 2)}`,
};

export async function insertLots(
  client: PoolClient,
  tenantId: string,
  lots: readonly Lot[],
): Promise<void> {
  if (lots.length > 0) await send(client, INSERT_LOTS, [tenantId, ...arrays(LOTS, lots)]);
}

export async function insertStock(
  client: PoolClient,
  tenantId: string,
  rows: readonly StockChange[],
): Promise<void> {
  if (rows.length > 0) await send(client, INSERT_STOCK, [tenantId, ...arrays(ADDED, rows)]);
}

/** @returns how many rows had the version that was read */
export async function updateStock(
  client: PoolClient,
  tenantId: string,
  rows: readonly StockChange[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const { rowCount } = await send(client, UPDATE_STOCK, [tenantId, ...arrays(CHANGED, rows)]);
  return rowCount ?? 0;
}
