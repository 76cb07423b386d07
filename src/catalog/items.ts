import type { InferEntity } from "@mikro-orm/core";
import type { MikroORM } from "@mikro-orm/postgresql";

import type { CommandHeader } from "../core/command.ts";
import { reject, type Rejection } from "../core/rejection.ts";
import type { Uuid } from "../core/stock.ts";
import { ItemEntity } from "../store/entities/catalog.ts";
import { TenantEntity } from "../store/entities/tenant.ts";
import { newId } from "../store/newId.ts";
import { readTwice } from "../store/sql/readTransaction.ts";
import type { CatalogItem, Created, NewItem } from "./catalog.ts";
import { takeTurn, tenantManager, type Turn } from "./turn.ts";

/** Creates an item, or answers with the one that the same request has created. */
export async function createItem(
  orm: MikroORM,
  tenantId: Uuid,
  header: CommandHeader,
  item: NewItem,
): Promise<Created<CatalogItem>> {
  const written = await takeTurn(orm, tenantId, header, "create_item", (turn) =>
    addItem(turn, tenantId, item),
  );
  const resource = await findItem(orm, tenantId, item.sku);
  if (resource === undefined) throw new Error(`item ${item.sku} was created and is not there`);
  return { resource, replayed: !written };
}

export async function findItem(
  orm: MikroORM,
  tenantId: Uuid,
  sku: string,
): Promise<CatalogItem | undefined> {
  const where = { tenant: tenantId, sku };
  const item = await readTwice(() => tenantManager(orm, tenantId).findOne(ItemEntity, where));
  return item === null ? undefined : itemOf(item);
}

/** In the byte order of their SKUs, after the given one. */
export async function listItems(
  orm: MikroORM,
  tenantId: Uuid,
  afterSku: string | null,
  limit: number,
): Promise<CatalogItem[]> {
  const after = afterSku === null ? {} : { sku: { $gt: afterSku } };
  const where = { tenant: tenantId, ...after };
  const order = { orderBy: { sku: "asc" }, limit } as const;
  const items = await readTwice(() => tenantManager(orm, tenantId).find(ItemEntity, where, order));
  return items.map(itemOf);
}

async function addItem(turn: Turn, tenantId: Uuid, item: NewItem): Promise<Rejection | undefined> {
  const { em, now } = turn;
  const { sku } = item;
  if ((await em.count(ItemEntity, { tenant: tenantId, sku })) > 0) {
    const message = `item.sku: "${sku}" exists already; choose another, or leave it as it is`;
    return { ...reject("SKU_EXISTS", message, { sku }), field: "item.sku" };
  }
  em.create(ItemEntity, {
    ...item,
    tenant: em.getReference(TenantEntity, tenantId),
    id: newId(),
    createdAt: new Date(now),
  });
  return undefined;
}

function itemOf(item: InferEntity<typeof ItemEntity>): CatalogItem {
  return {
    sku: item.sku,
    name: item.name,
    seller: item.seller,
    lotTracked: item.lotTracked,
    unit: item.unit,
    displayScale: item.displayScale,
    createdAt: item.createdAt.getTime(),
    archivedAt: item.archivedAt?.getTime() ?? null,
    etag: String(item.version),
  };
}
