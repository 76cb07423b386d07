import type { SqlEntityManager } from "@mikro-orm/postgresql";

import { CONTAINERS_MAX, LEVELS_MAX, type Part, type PartItem } from "../core/bundle/bundle.ts";
import type { Uuid } from "../core/stock.ts";
import { partOf, type PartRow, partsBelow } from "../store/lane/read/parts.ts";
import { UUID } from "../store/sql/session.ts";

/** One more is read than may be: whoever finds it knows that there are too many. */
const containersOf = (tenant: string, itemId: string): string => `
  with recursive above (id, level) as (
    select ${itemId}, 0
    union
    select p.item_id, above.level + 1
      from above
     cross join lateral (
       select item_id from item_part
        where tenant_id = ${tenant} and part_item_id = above.id and quantity > 0 offset 0) as p
     where above.level <= ${LEVELS_MAX})
  select i.id, i.sku, i.archived_at is not null as archived
    from (select distinct id from above where level > 0) as whole
   cross join lateral (
     select id, sku, archived_at from item where tenant_id = ${tenant} and id = whole.id limit 1) as i
   limit ${CONTAINERS_MAX + 1}`;

/** Bundles that contain an item, directly or within others. */
export async function readContainers(
  em: SqlEntityManager,
  tenantId: Uuid,
  itemId: Uuid,
): Promise<PartItem[]> {
  return await em.execute<PartItem[]>(containersOf(literal(tenantId), literal(itemId)));
}

/** Is or was there any stock of an item? */
export async function hasStock(
  em: SqlEntityManager,
  tenantId: Uuid,
  itemId: Uuid,
): Promise<boolean> {
  const rows = await em.execute<unknown[]>(`
    select 1 from stock
     where tenant_id = ${literal(tenantId)} and item_id = ${literal(itemId)} limit 1`);
  return rows.length > 0;
}

/** The parts of items and of all that is within them. */
export async function readParts(
  em: SqlEntityManager,
  tenantId: Uuid,
  itemIds: readonly Uuid[],
): Promise<Part[]> {
  if (itemIds.length === 0) return [];
  const ids = [...new Set(itemIds)].map((id) => `(${literal(id)})`).join(", ");
  const items = `select id, null::text, 1 from (values ${ids}) as wanted (id)`;
  const rows = await em.execute<PartRow[]>(partsBelow(literal(tenantId), items));
  return rows.map(partOf);
}

/** Replaces the parts of an item; its etag changes with them. Those that are taken out stay, with quantity 0. */
export async function replaceParts(
  em: SqlEntityManager,
  tenantId: Uuid,
  itemId: Uuid,
  parts: readonly Part[],
): Promise<void> {
  const [tenant, id] = [literal(tenantId), literal(itemId)];
  await em.execute(
    `update item_part set quantity = 0 where tenant_id = ${tenant} and item_id = ${id} and quantity > 0`,
  );
  if (parts.length > 0) {
    const rows = parts.map(
      ({ item, quantity }, at) => `(${tenant}, ${id}, ${literal(item.id)}, ${at + 1}, ${quantity})`,
    );
    await em.execute(`
      insert into item_part (tenant_id, item_id, part_item_id, position, quantity)
      values ${rows.join(", ")}
      on conflict (tenant_id, item_id, part_item_id)
      do update set position = excluded.position, quantity = excluded.quantity`);
  }
  await em.execute(`
    update item set is_bundle = ${parts.length > 0}, version = version + 1
     where tenant_id = ${tenant} and id = ${id}`);
}

/** Ids are written into the statement, as the ORM would do itself: nothing but an id may get there. */
function literal(id: Uuid): string {
  if (!UUID.test(id)) throw new Error("an id must be a UUID in lower case");
  return `'${id}'::uuid`;
}
