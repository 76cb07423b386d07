import type { PoolClient } from "pg";

import { type Delta, shortfall } from "../../../core/balances.ts";
import type { Lot, StockRow } from "../../../core/stock.ts";
import { CLAIMS } from "../../entities/stock.ts";
import { send, settled, type Statement } from "../../sql/statement.ts";
import {
  arrays,
  assignments,
  guarded,
  type Column,
  instant,
  names,
  units,
  unnest,
  givenValue,
  givenValues,
} from "./columns.ts";
import type { Change } from "./page.ts";

/** A changed stock row, and whether a command that states physical truth has touched it. */
export interface StockChange extends Change<StockRow> {
  readonly truth: boolean;
}

/** A column per bucket, in the order of `BUCKETS`. A bucket left out is 0. */
export function bucketColumns<T>(suffix: string, of: (row: T) => Delta): Column<T>[] {
  return [
    units(`on_hand${suffix}`, (row) => of(row).onHand ?? 0n),
    units(`damaged${suffix}`, (row) => of(row).damaged ?? 0n),
    units(`quarantined${suffix}`, (row) => of(row).quarantined ?? 0n),
    units(`withheld${suffix}`, (row) => of(row).withheld ?? 0n),
    units(`wms_unallocatable${suffix}`, (row) => of(row).wmsUnallocatable ?? 0n),
    units(`held${suffix}`, (row) => of(row).held ?? 0n),
    units(`committed${suffix}`, (row) => of(row).committed ?? 0n),
    units(`in_transit${suffix}`, (row) => of(row).inTransit ?? 0n),
  ];
}

const BALANCES = bucketColumns<StockChange>("", ({ after }) => after.balances);

const KEY: readonly Column<StockChange>[] = [
  { name: "id", type: "uuid", of: ({ after }) => after.id },
  { name: "version_before", type: "bigint", of: ({ before }) => before?.version ?? 0 },
  { name: "truth", type: "boolean", of: ({ truth }) => truth },
];

const CHANGED: readonly Column<StockChange>[] = [
  { name: "version", type: "bigint", of: ({ after }) => after.version },
  ...BALANCES,
];

/** Claims beyond what is on hand, as the given balances have them. */
const GIVEN_SHORTFALL = `greatest(0, ${CLAIMS} - on_hand)`.replaceAll(/\w+(?![\w(])/g, (name) => {
  const column = BALANCES.find((balance) => balance.name === name);
  return column === undefined ? name : givenValue(column);
});

/**
 * A row whose command does not state physical truth keeps a shortfall that is no larger than before. Where that
 * is not what its balances say, the row's own CHECK refuses it: the database does not oversell.
 */
const UPDATE_STOCK: Statement = {
  name: "update_stock",
  text: guarded(`
    update stock s
       set ${assignments(CHANGED)},
           shortfall = case when given.truth then ${GIVEN_SHORTFALL}
             else least(s.shortfall, ${GIVEN_SHORTFALL}) end
      from ${unnest([...KEY, ...CHANGED], 3)}
     where s.tenant_id = $2 and s.id = given.id and s.version = given.version_before`),
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
  text: `
    insert into stock (tenant_id, ${names(ADDED)})
    select $1, ${givenValues(ADDED)} from ${unnest(ADDED, 2)}`,
};

const ADDED_LOTS: readonly Column<Lot>[] = [
  { name: "id", type: "uuid", of: (lot) => lot.id },
  { name: "item_id", type: "uuid", of: (lot) => lot.itemId },
  { name: "number", type: "text", of: (lot) => lot.number },
  { name: "supplier", type: "text", of: (lot) => lot.supplier },
  { name: "unit_cost", type: "numeric", of: (lot) => lot.unitCost?.amount ?? null },
  { name: "cost_currency", type: "text", of: (lot) => lot.unitCost?.currency ?? null },
  instant("expires_at", (lot) => lot.expiresAt),
  instant("received_at", (lot) => lot.receivedAt),
  instant("barred_at", (lot) => lot.barredAt),
  { name: "version", type: "int", of: (lot) => lot.version },
];

const INSERT_LOTS: Statement = {
  name: "insert_lots",
  text: `
    insert into lot (tenant_id, ${names(ADDED_LOTS)})
    select $1, ${givenValues(ADDED_LOTS)} from ${unnest(ADDED_LOTS, 2)}`,
};

const LOT_KEY: readonly Column<Change<Lot>>[] = [
  { name: "id", type: "uuid", of: ({ after }) => after.id },
  { name: "version_before", type: "int", of: ({ before }) => before?.version ?? 0 },
];

const CHANGED_LOTS: readonly Column<Change<Lot>>[] = [
  instant("barred_at", ({ after }) => after.barredAt),
  { name: "version", type: "int", of: ({ after }) => after.version },
];

const UPDATE_LOTS: Statement = {
  name: "update_lots",
  text: guarded(`
    update lot t set ${assignments(CHANGED_LOTS)}
      from ${unnest([...LOT_KEY, ...CHANGED_LOTS], 3)}
     where t.tenant_id = $2 and t.id = given.id and t.version = given.version_before`),
};

/** Adds lots, and bars those that are known or lets them serve again: no command changes anything else of a lot. */
export async function writeLots(
  client: PoolClient,
  tenantId: string,
  lots: readonly Change<Lot>[],
): Promise<void> {
  const added = lots.flatMap(({ before, after }) => (before === null ? after : []));
  const changed = lots.filter(({ before }) => before !== null);
  const updates = arrays([...LOT_KEY, ...CHANGED_LOTS], changed);
  const sent: Promise<unknown>[] = [];
  if (added.length > 0)
    sent.push(send(client, INSERT_LOTS, [tenantId, ...arrays(ADDED_LOTS, added)]));
  if (changed.length > 0)
    sent.push(send(client, UPDATE_LOTS, [changed.length, tenantId, ...updates]));
  await settled(sent);
}

export async function insertStock(
  client: PoolClient,
  tenantId: string,
  rows: readonly StockChange[],
): Promise<void> {
  if (rows.length > 0) await send(client, INSERT_STOCK, [tenantId, ...arrays(ADDED, rows)]);
}

export async function updateStock(
  client: PoolClient,
  tenantId: string,
  rows: readonly StockChange[],
): Promise<void> {
  if (rows.length === 0) return;
  const changed = arrays([...KEY, ...CHANGED], rows);
  await send(client, UPDATE_STOCK, [rows.length, tenantId, ...changed]);
}
