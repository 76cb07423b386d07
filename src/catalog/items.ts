import type { CommandHeader } from "../core/command.ts";
import { reject, type Rejection } from "../core/rejection.ts";
import { findItems, type ItemQuery, listItems as searchItems } from "../store/catalog/findItems.ts";
import { insertItems, type StoredItem } from "../store/catalog/items.ts";
import { writeCatalog } from "../store/catalog/write.ts";
import { CommandRejected } from "../store/errors.ts";
import { newId } from "../store/newId.ts";
import { readTransaction } from "../store/sql/readTransaction.ts";
import { readInitialStock, receiveInitialStock } from "./initialStock.ts";
import { moneyOf } from "./money.ts";
import type { CatalogItem, Created, CreatedItem, InitialStock, NewItem } from "./resources.ts";
import type { Room } from "./room.ts";

/** Creates an item with its first stock, or answers with what the same request has created. */
export async function createItem(
  room: Room,
  header: CommandHeader,
  item: NewItem,
  stock: readonly InitialStock[] = [],
): Promise<Created<CreatedItem>> {
  const { database, tenantId } = room;
  const { replayed } = await writeCatalog(database, tenantId, header, {
    kind: "create_item",
    reference: item.sku,
    prepare: async ({ client, now }) => {
      const [known] = await findItems(client, tenantId, [item.sku]);
      if (known !== undefined) throw new CommandRejected(skuExists(item.sku));
      await insertItems(client, tenantId, [{ ...item, id: newId(), version: 0 }], now);
      return (holding) => receiveInitialStock(holding, tenantId, header, item.sku, stock);
    },
  });
  const created = await findItem(room, item.sku);
  if (created === undefined) throw new Error(`item ${item.sku} was created and is not there`);
  const resource = { item: created, stock: await readInitialStock(room, item.sku, stock) };
  return { resource, replayed };
}

export async function findItem(
  { database, tenantId }: Room,
  sku: string,
): Promise<CatalogItem | undefined> {
  const [found] = await readTransaction(database.pool, tenantId, (client) =>
    findItems(client, tenantId, [sku]),
  );
  return found === undefined ? undefined : catalogItemOf(found);
}

/** Items by their SKUs, as the next write finds them, in no order. */
export async function findItemsNamed(
  { database, tenantId }: Room,
  skus: readonly string[],
): Promise<CatalogItem[]> {
  const found = await readTransaction(database.pool, tenantId, (client) =>
    findItems(client, tenantId, skus),
  );
  return found.map(catalogItemOf);
}

/** Items that suit every filter, in the byte order of their SKUs. */
export async function listItems(
  { readPool, tenantId }: Room,
  query: ItemQuery,
): Promise<CatalogItem[]> {
  return (await searchItems(readPool, tenantId, query)).map(catalogItemOf);
}

/** Refuses a SKU that is taken. */
function skuExists(sku: string): Rejection {
  const message = `item.sku: "${sku}" exists already; choose another, or leave it as it is`;
  return { ...reject("SKU_EXISTS", message, { sku }), field: "item.sku" };
}

function catalogItemOf({
  id: _id,
  version,
  isBundle: _b,
  price,
  ...item
}: StoredItem): CatalogItem {
  return { ...item, price: moneyOf(price?.amount, price?.currency), etag: String(version) };
}
