import type { PoolClient } from "pg";

import type { Cost, Uuid } from "../../core/stock.ts";
import {
  arrays,
  type Column,
  givenValues,
  guarded,
  instant,
  names,
  unnest,
} from "../lane/write/columns.ts";
import { send, type Statement } from "../sql/statement.ts";

/** What may be said of an item, and changed. */
export interface ItemDescription {
  readonly name: string;
  readonly seller: string;
  readonly lotTracked: boolean;
  readonly unit: string;
  readonly displayScale: number;
  readonly productType: string;
  readonly price: Cost | null;
  readonly attributes: Readonly<Record<string, string>>;
}

/** An item to be written, with the version it was read as; 0: it is new. */
export interface ItemWrite extends ItemDescription {
  readonly id: Uuid;
  readonly sku: string;
  readonly version: number;
}

/** An item as it is stored. */
export interface StoredItem extends ItemWrite {
  readonly createdAt: number;
  readonly archivedAt: number | null;
  /** It is made of others. */
  readonly isBundle: boolean;
}

/** What lists look for texts in: the same for a text and for what it is found in. */
export function searchTextOf({ sku, name }: { sku: string; name: string }): string {
  return `${sku}\n${name}`.toLowerCase();
}

const DESCRIPTION: readonly Column<ItemWrite>[] = [
  { name: "name", type: "text", of: ({ name }) => name },
  { name: "seller", type: "text", of: ({ seller }) => seller },
  { name: "lot_tracked", type: "boolean", of: ({ lotTracked }) => lotTracked },
  { name: "unit", type: "text", of: ({ unit }) => unit },
  { name: "display_scale", type: "int", of: ({ displayScale }) => displayScale },
  { name: "product_type", type: "text", of: ({ productType }) => productType },
  { name: "price", type: "numeric", of: ({ price }) => price?.amount ?? null },
  { name: "price_currency", type: "text", of: ({ price }) => price?.currency ?? null },
  { name: "attributes", type: "jsonb", of: ({ attributes }) => JSON.stringify(attributes) },
  { name: "search_text", type: "text", of: searchTextOf },
];

const ADDED: readonly Column<ItemWrite & { createdAt: number }>[] = [
  { name: "id", type: "uuid", of: ({ id }) => id },
  { name: "sku", type: "text", of: ({ sku }) => sku },
  instant("created_at", ({ createdAt }) => createdAt),
  ...DESCRIPTION,
];

const INSERT_ITEMS: Statement = {
  name: "insert_items",
  text: `
    insert into item (tenant_id, version, ${names(ADDED)})
    select $1, 1, ${givenValues(ADDED)} from ${unnest(ADDED, 2)}`,
};

const KEPT: readonly Column<ItemWrite>[] = [
  { name: "id", type: "uuid", of: ({ id }) => id },
  { name: "version", type: "int", of: ({ version }) => version },
  { name: "sku", type: "text", of: ({ sku }) => sku },
  ...DESCRIPTION,
];

/**
 * An insert that finds every row there already: each is looked up by its key, whatever the planner takes the table for. Joined
 * with ten thousand rows, a table that it has not been told of is read once for each of them.
 */
const UPDATE_ITEMS: Statement = {
  name: "update_items",
  text: guarded(`
    insert into item (tenant_id, created_at, ${names(KEPT)})
    select $2, to_timestamp(0), ${givenValues(KEPT)} from ${unnest(KEPT, 3)}
        on conflict (tenant_id, id) do update
       set ${DESCRIPTION.map(({ name }) => `${name} = excluded.${name}`).join(", ")},
           version = item.version + 1
     where item.version = excluded.version`),
};

/** Fails, for another try, when a row of these items was made since we looked. */
const EXPECT_NOTHING_BOOKED: Statement = {
  name: "expect_nothing_booked",
  text: `
    select from (
      select count(*) as booked from unnest($2::uuid[]) as given (id)
       cross join lateral (
         select from stock where tenant_id = $1 and item_id = given.id limit 1) as s) as found
    having case when max(booked) = 0 then true else 1 / (max(booked) - max(booked)) = 1 end`,
};

const FIND_BOOKED: Statement = {
  name: "find_booked_items",
  text: `
    select given.id from unnest($2::uuid[]) as given (id)
     cross join lateral (
       select from stock where tenant_id = $1 and item_id = given.id limit 1) as s`,
};

export async function insertItems(
  client: PoolClient,
  tenantId: string,
  items: readonly ItemWrite[],
  createdAt: number,
): Promise<void> {
  if (items.length === 0) return;
  const added = items.map((item) => ({ ...item, createdAt }));
  await send(client, INSERT_ITEMS, [tenantId, ...arrays(ADDED, added)]);
}

export async function updateItems(
  client: PoolClient,
  tenantId: string,
  items: readonly ItemWrite[],
): Promise<void> {
  if (items.length === 0) return;
  const changed = arrays(KEPT, items);
  await send(client, UPDATE_ITEMS, [items.length, tenantId, ...changed]);
}

/** Of which of these items something was booked already. */
export async function findBookedItems(
  client: PoolClient,
  tenantId: string,
  ids: readonly Uuid[],
): Promise<ReadonlySet<Uuid>> {
  if (ids.length === 0) return new Set();
  const { rows } = await send<{ id: Uuid }>(client, FIND_BOOKED, [tenantId, ids]);
  return new Set(rows.map(({ id }) => id));
}

/** Fails, so that the write is tried again, when something of these items was booked meanwhile. */
export async function expectNothingBooked(
  client: PoolClient,
  tenantId: string,
  ids: readonly Uuid[],
): Promise<void> {
  if (ids.length > 0) await send(client, EXPECT_NOTHING_BOOKED, [tenantId, ids]);
}
