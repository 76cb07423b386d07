import type { Pool, PoolClient } from "pg";

import { readTransaction } from "../sql/readTransaction.ts";
import { SEARCHING } from "../sql/session.ts";
import { send, type Statement } from "../sql/statement.ts";

/** What is known of a pair of names: the ids, and null for those that nobody has. */
export interface FoundPair {
  readonly item_id: string | null;
  readonly location_id: string | null;
}

/** An item's safety stock at a location. */
export interface SafetyStockRow {
  readonly sku: string;
  readonly code: string;
  readonly quantity: bigint | null;
}

type ListedRow = SafetyStockRow & { readonly item_id: string; readonly location_id: string };

const FIND_PAIRS: Statement = {
  name: "find_pairs",
  text: `
    select i.id as item_id, l.id as location_id
      from unnest($2::text[], $3::text[]) with ordinality as wanted (sku, code, place)
      left join lateral (
        select id from item where tenant_id = $1 and sku = wanted.sku limit 1) as i on true
      left join lateral (
        select id from location where tenant_id = $1 and code = wanted.code limit 1) as l on true
     order by wanted.place`,
};

const FIND_QUANTITIES: Statement = {
  name: "find_safety_stock",
  text: `
    select wanted.sku, wanted.code, s.quantity
      from unnest($2::text[], $3::text[]) with ordinality as wanted (sku, code, place)
      left join lateral (
        select id from item where tenant_id = $1 and sku = wanted.sku limit 1) as i on true
      left join lateral (
        select id from location where tenant_id = $1 and code = wanted.code limit 1) as l on true
      left join lateral (
        select quantity from safety_stock
         where tenant_id = $1 and item_id = i.id and location_id = l.id limit 1) as s on true
     order by wanted.place`,
};

const PUT: Statement = {
  name: "put_safety_stock",
  text: `
    insert into safety_stock (tenant_id, item_id, location_id, quantity)
    select $1, given.* from unnest($2::uuid[], $3::uuid[], $4::bigint[]) as given
        on conflict (tenant_id, item_id, location_id) do update set quantity = excluded.quantity`,
};

const LIST: Statement = {
  name: "list_safety_stock",
  text: `
    select i.sku, l.code, s.quantity, s.item_id, s.location_id
      from safety_stock s
      join item i on i.tenant_id = $1 and i.id = s.item_id
      join location l on l.tenant_id = $1 and l.id = s.location_id
     where s.tenant_id = $1 and s.quantity is not null
       and ($2 = '' or i.sku = $2) and ($3 = '' or l.code = $3)
       and ($4::uuid is null or (i.sku, l.code) > (
             (select sku from item where tenant_id = $1 and id = $4),
             (select code from location where tenant_id = $1 and id = $5::uuid)))
     order by i.sku, l.code
     limit $6`,
};

/** The ids behind pairs of names, in their order. */
export async function findPairs(
  client: PoolClient,
  tenantId: string,
  skus: readonly string[],
  codes: readonly string[],
): Promise<readonly FoundPair[]> {
  return (await send<FoundPair>(client, FIND_PAIRS, [tenantId, skus, codes])).rows;
}

/** What is said of pairs of names, in their order; null: what the location says. */
export async function findSafetyStock(
  pool: Pool,
  tenantId: string,
  skus: readonly string[],
  codes: readonly string[],
): Promise<readonly SafetyStockRow[]> {
  const find = async (client: PoolClient): Promise<SafetyStockRow[]> =>
    (await send<SafetyStockRow>(client, FIND_QUANTITIES, [tenantId, skus, codes])).rows;
  return await readTransaction(pool, tenantId, find);
}

/** Writes how many units new promises leave; null: what the location says. */
export async function putSafetyStock(
  client: PoolClient,
  tenantId: string,
  itemIds: readonly string[],
  locationIds: readonly string[],
  quantities: readonly (bigint | null)[],
): Promise<void> {
  await send(client, PUT, [tenantId, itemIds, locationIds, quantities]);
}

/** In the byte order of SKUs, then of codes; after the pair of an item's id and a location's. Empty names: any. */
export async function listSafetyStock(
  pool: Pool,
  tenantId: string,
  of: readonly [sku: string, code: string],
  after: readonly string[] | null,
  limit: number,
): Promise<readonly ListedRow[]> {
  const [itemId = null, locationId = null] = after ?? [];
  const values = [tenantId, ...of, itemId, locationId, limit];
  const search = async (client: PoolClient): Promise<ListedRow[]> =>
    (await send<ListedRow>(client, LIST, values)).rows;
  return await readTransaction(pool, tenantId, search, SEARCHING);
}
