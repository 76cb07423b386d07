import type { ClientBase } from "pg";

import { type Bundle, LEVELS_MAX, type Part, Parts } from "../../../core/bundle/bundle.ts";
import type { Item } from "../../../core/stock.ts";
import { send, type Statement } from "../../sql/statement.ts";

/** The parts of an item, as the alias `p`. */
const partsOf = (tenant: string, itemId: string): string => `
  lateral (
    select * from item_part
     where tenant_id = ${tenant} and item_id = ${itemId} and quantity > 0
    offset 0) as p`;

const itemAs = (alias: string, tenant: string, id: string): string => `
  cross join lateral (
    select id, sku, archived_at is not null as archived
      from item where tenant_id = ${tenant} and id = ${id} limit 1) as ${alias}`;

/**
 * Everything within some items, themselves included, as `below (id, code, level)`: each with the code of the location
 * where its stock is asked for, null for all.
 *
 * @param items a query that tells id, code and level 1
 */
export const belowItems = (tenant: string, items: string): string => `
  below (id, code, level) as (
    ${items}
    union
    select p.part_item_id, below.code, below.level + 1
      from below cross join ${partsOf(tenant, "below.id")}
     where below.level <= ${LEVELS_MAX})`;

/** The parts of items and of all that is within them, each once. @param items as for `belowItems` */
export const partsBelow = (tenant: string, items: string): string => `
  with recursive ${belowItems(tenant, items)}
  select bundle.id as bundle_id, bundle.sku as bundle_sku, bundle.archived as bundle_archived,
         part.id as part_id, part.sku as part_sku, part.archived as part_archived, p.quantity
    from (select distinct id from below) as whole
   cross join ${partsOf(tenant, "whole.id")}
   ${itemAs("bundle", tenant, "p.item_id")} ${itemAs("part", tenant, "p.part_item_id")}
   order by bundle.id, p.position`;

const FIND_PARTS: Statement = {
  name: "find_parts",
  text: partsBelow("$1", "select wanted.id, null::text, 1 from unnest($2::uuid[]) as wanted (id)"),
};

/** A part as it is read. The ORM reads the quantity as text. */
export interface PartRow {
  readonly bundle_id: string;
  readonly bundle_sku: string;
  readonly bundle_archived: boolean;
  readonly part_id: string;
  readonly part_sku: string;
  readonly part_archived: boolean;
  readonly quantity: bigint | string;
}

/** The bundles among items, taken apart, by SKU. Where none is one, nothing is read. */
export async function findBundles(
  client: ClientBase,
  tenantId: string,
  items: readonly Item[],
): Promise<Map<string, Bundle>> {
  const skus = new Map(items.filter((item) => item.isBundle).map(({ id, sku }) => [id, sku]));
  if (skus.size === 0) return new Map();
  const { bundles } = new Parts(await findParts(client, tenantId, [...skus.keys()]));
  const named = bundles.map((bundle): [string, Bundle] => [skus.get(bundle.itemId) ?? "", bundle]);
  return new Map(named.filter(([sku]) => sku !== ""));
}

/** Of what bundles are made, and all bundles within them. */
async function findParts(
  client: ClientBase,
  tenantId: string,
  itemIds: readonly string[],
): Promise<Part[]> {
  const { rows } = await send<PartRow>(client, FIND_PARTS, [tenantId, itemIds]);
  return rows.map(partOf);
}

export function partOf(row: PartRow): Part {
  return {
    bundle: { id: row.bundle_id, sku: row.bundle_sku, archived: row.bundle_archived },
    item: { id: row.part_id, sku: row.part_sku, archived: row.part_archived },
    quantity: BigInt(row.quantity),
  };
}
