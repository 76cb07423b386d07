import type { InferEntity } from "@mikro-orm/core";

import type { CommandHeader } from "../core/command.ts";
import { itemNotFound, reject, type Rejection } from "../core/rejection.ts";
import { type ItemDescription, searchTextOf } from "../store/catalog/items.ts";
import { ItemEntity } from "../store/entities/catalog.ts";
import { StockEntity } from "../store/entities/stock.ts";
import { staleEtag } from "./etag.ts";
import { findItem } from "./items.ts";
import type { CatalogItem, Created, Target } from "./resources.ts";
import type { Room } from "./room.ts";
import { takeTurn, type Turn } from "./turn.ts";

type Item = InferEntity<typeof ItemEntity>;
type Change = (item: Item, turn: Turn) => Promise<Rejection | undefined> | Rejection | undefined;

/** Changes what is said of an item. */
export function updateItem(
  room: Room,
  header: CommandHeader,
  target: Target,
  change: Partial<ItemDescription>,
): Promise<Created<CatalogItem>> {
  const { price, ...plain } = change;
  return changeItem(room, header, "update_item", target, "item", async (item, { em }) => {
    if ((plain.lotTracked ?? item.lotTracked) !== item.lotTracked) {
      const where = { tenant: room.tenantId, item: [room.tenantId, item.id] } as const;
      if ((await em.count(StockEntity, where)) > 0) return bookedAlready(item.sku);
      if (item.isBundle) return bundleHasNoLots(item.sku);
    }
    Object.assign(item, plain);
    if (price !== undefined) {
      item.price = price?.amount ?? null;
      item.priceCurrency = price?.currency ?? null;
    }
    item.searchText = searchTextOf(item);
    return undefined;
  });
}

/** Takes an item out of sale, or puts it back. Where it is so already, it stays as it is. */
export function archiveItem(
  room: Room,
  header: CommandHeader,
  target: Target,
  isArchived: boolean,
): Promise<Created<CatalogItem>> {
  const kind = isArchived ? "archive_item" : "update_item";
  return changeItem(room, header, kind, target, "", (item, { now }) => {
    if (isArchived) item.archivedAt ??= new Date(now);
    else item.archivedAt = null;
    return undefined;
  });
}

/** Refuses to begin or to end tracking lots once stock is booked with or without them. */
export function bookedAlready(sku: string, field = "item.lot_tracked"): Rejection {
  const message = `${field}: stock of "${sku}" was booked already; create another item, and move the stock there`;
  return { ...reject("INVALID_MOVEMENT", message, { sku, field }), field };
}

/** Refuses lots of what has no stock of its own. */
export function bundleHasNoLots(sku: string, field = "item.lot_tracked"): Rejection {
  const message = `${field}: "${sku}" is a bundle and has no lots of its own; its parts may have some`;
  return { ...reject("INVALID_MOVEMENT", message, { sku, field }), field };
}

/** @param message the field of the request that holds the item's name and etag; empty: the request itself does */
async function changeItem(
  room: Room,
  header: CommandHeader,
  kind: "update_item" | "archive_item",
  target: Target,
  message: string,
  change: Change,
): Promise<Created<CatalogItem>> {
  const { orm, tenantId } = room;
  const { name: sku } = target;
  const at = message === "" ? "" : `${message}.`;
  const told = { kind, reference: sku };
  const written = await takeTurn(orm, tenantId, header, told, async (turn) => {
    const item = await turn.em.findOne(ItemEntity, { tenant: tenantId, sku });
    if (item === null) return itemNotFound(sku, `${at}sku`);
    return staleEtag(target, item.version, `${at}etag`) ?? (await change(item, turn));
  });
  const resource = await findItem(room, sku);
  if (resource === undefined) throw new Error(`item ${sku} was changed and is not there`);
  return { resource, replayed: !written };
}
