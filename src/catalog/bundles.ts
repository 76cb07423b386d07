import { type InferEntity, IsolationLevel } from "@mikro-orm/core";

import { type Part, type PartItem, Parts } from "../core/bundle/bundle.ts";
import { refuseParts } from "../core/bundle/setParts.ts";
import type { CommandHeader } from "../core/command.ts";
import { itemNotFound, reject, type Rejection } from "../core/rejection.ts";
import type { Uuid } from "../core/stock.ts";
import { ItemEntity } from "../store/entities/catalog.ts";
import { readTwice } from "../store/sql/readTransaction.ts";
import { hasStock, readContainers, readParts, replaceParts } from "./parts.ts";
import type { CatalogBundle, Created, NewParts } from "./resources.ts";
import type { Room } from "./room.ts";
import { takeTurn, tenantManager, type Turn } from "./turn.ts";

/** Says what an item is made of, or answers with what the same request has said before. */
export async function setParts(
  room: Room,
  header: CommandHeader,
  parts: NewParts,
): Promise<Created<CatalogBundle>> {
  const { orm, tenantId } = room;
  const told = { kind: "set_parts", reference: parts.sku } as const;
  const written = await takeTurn(orm, tenantId, header, told, (turn) =>
    writeParts(turn, tenantId, parts),
  );
  const resource = await findBundle(room, parts.sku);
  if (resource === undefined)
    throw new Error(`item ${parts.sku} had its parts set and is not there`);
  return { resource, replayed: !written };
}

/** What an item is made of, the item and its parts as of one moment. */
export async function findBundle(
  { orm, tenantId }: Room,
  sku: string,
): Promise<CatalogBundle | undefined> {
  return await readTwice(() =>
    tenantManager(orm, tenantId).transactional(
      async (em) => {
        const item = await em.findOne(ItemEntity, { tenant: tenantId, sku });
        if (item === null) return undefined;
        const parts = await readParts(em, tenantId, [item.id]);
        const own = parts.filter(({ bundle }) => bundle.id === item.id);
        const { components } = new Parts(parts).takeApart(item.id);
        return {
          sku,
          parts: own.map((part) => ({ sku: part.item.sku, quantity: part.quantity })),
          components: components.map((one) => ({ sku: one.sku, quantity: one.perBundle })),
          etag: String(item.version),
        };
      },
      { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true },
    ),
  );
}

async function writeParts(
  turn: Turn,
  tenantId: Uuid,
  { sku, parts, etag }: NewParts,
): Promise<Rejection | undefined> {
  const { em } = turn;
  const skus = [sku, ...parts.map((part) => part.sku)];
  const items = await em.find(ItemEntity, { tenant: tenantId, sku: { $in: skus } });
  const bySku = new Map(items.map((item) => [item.sku, item]));
  const item = bySku.get(sku);
  if (item === undefined) return itemNotFound(sku, "sku");
  if (etag !== null && etag !== String(item.version)) return stale(sku, etag, String(item.version));
  const unknown = parts.findIndex((part) => !bySku.has(part.sku));
  if (unknown !== -1) return itemNotFound(parts[unknown]?.sku ?? "", `parts[${unknown}].sku`);
  const bundle = partItem(item);
  const made = parts.flatMap((part): Part[] => {
    const known = bySku.get(part.sku);
    return known === undefined ? [] : [{ bundle, item: partItem(known), quantity: part.quantity }];
  });
  const containers = await readContainers(em, tenantId, item.id);
  const near = [...containers, ...made.map((part) => part.item)].map(({ id }) => id);
  const others = await readParts(em, tenantId, near);
  const refusal = refuseParts({
    item: { ...bundle, lotTracked: item.lotTracked },
    hasStock: await hasStock(em, tenantId, item.id),
    parts: made,
    containers,
    others: others.filter((part) => part.bundle.id !== item.id),
  });
  if (refusal !== undefined) return refusal;
  await replaceParts(em, tenantId, item.id, made);
  return undefined;
}

function partItem({ id, sku, archivedAt }: InferEntity<typeof ItemEntity>): PartItem {
  return { id, sku, archived: archivedAt !== null };
}

function stale(sku: string, etag: string, now: string): Rejection {
  const message = `etag: "${etag}" expected, "${sku}" is at "${now}"; read again`;
  return {
    ...reject("STALE_EXPECTATION", message, { sku, expected: etag, etag: now }),
    field: "etag",
  };
}
