import type { InferEntity } from "@mikro-orm/core";
import type { SqlEntityManager } from "@mikro-orm/postgresql";

import type { CommandHeader } from "../core/command.ts";
import { itemNotFound, lotNotFound, reject, type Rejection } from "../core/rejection.ts";
import type { Uuid } from "../core/stock.ts";
import { ItemEntity, LotEntity } from "../store/entities/catalog.ts";
import { TenantEntity } from "../store/entities/tenant.ts";
import { CommandRejected } from "../store/errors.ts";
import { newId } from "../store/newId.ts";
import { readTwice } from "../store/sql/readTransaction.ts";
import { bundleHasNoLots } from "./changeItem.ts";
import { staleEtag } from "./etag.ts";
import { moneyOf } from "./money.ts";
import type { CatalogLot, Created, LotDescription, LotQuery, NewLot, Target } from "./resources.ts";
import type { Room } from "./room.ts";
import { takeTurn, tenantManager } from "./turn.ts";

/** Announces a lot, or answers with the one that the same request has announced. */
export async function createLot(
  room: Room,
  header: CommandHeader,
  { sku, number, ...described }: NewLot,
): Promise<Created<CatalogLot>> {
  const { orm, tenantId } = room;
  const told = { kind: "create_lot", reference: lotName(sku, number) } as const;
  const written = await takeTurn(orm, tenantId, header, told, async ({ em, now }) => {
    const item = await em.findOne(ItemEntity, { tenant: tenantId, sku });
    if (item === null) return itemNotFound(sku, "lot.sku");
    if (item.isBundle) return bundleHasNoLots(sku, "lot.sku");
    const ofItem = { tenant: tenantId, item: [tenantId, item.id] } as const;
    if ((await em.count(LotEntity, { ...ofItem, number })) > 0) return lotExists(sku, number);
    em.create(LotEntity, {
      tenant: em.getReference(TenantEntity, tenantId),
      id: newId(),
      item,
      number,
      ...columnsOf(described),
      receivedAt: new Date(now),
    });
    return undefined;
  });
  return { resource: await findLot(room, sku, number, "lot."), replayed: !written };
}

/** Changes what is said of a lot. @param target the lot's number and etag */
export async function updateLot(
  room: Room,
  header: CommandHeader,
  sku: string,
  target: Target,
  change: Partial<LotDescription>,
): Promise<Created<CatalogLot>> {
  const { orm, tenantId } = room;
  const { name: number } = target;
  const told = { kind: "update_lot", reference: lotName(sku, number) } as const;
  const written = await takeTurn(orm, tenantId, header, told, async ({ em }) => {
    const lot = await lookUp(em, tenantId, sku, number, "lot.");
    if ("reason" in lot) return lot;
    const stale = staleEtag(target, lot.version, "lot.etag");
    if (stale === undefined) Object.assign(lot, columnsOf(change));
    return stale;
  });
  return { resource: await findLot(room, sku, number, "lot."), replayed: !written };
}

/** @throws CommandRejected when there is no such item or lot */
export async function findLot(
  { orm, tenantId }: Room,
  sku: string,
  number: string,
  message = "",
): Promise<CatalogLot> {
  const found = await readTwice(() =>
    lookUp(tenantManager(orm, tenantId), tenantId, sku, number, message),
  );
  if ("reason" in found) throw new CommandRejected(found);
  return lotOf(sku, found);
}

/** In the order in which they were made known. @throws CommandRejected when there is no such item */
export async function listLots(
  { orm, tenantId }: Room,
  { afterId, limit, sku, supplier }: LotQuery,
): Promise<CatalogLot[]> {
  return await readTwice(async () => {
    const em = tenantManager(orm, tenantId);
    const item = sku === null ? null : await em.findOne(ItemEntity, { tenant: tenantId, sku });
    if (sku !== null && item === null) throw new CommandRejected(itemNotFound(sku, "sku"));
    const where = {
      tenant: tenantId,
      ...(afterId !== null && { id: { $gt: afterId } }),
      ...(item !== null && { item: [tenantId, item.id] as const }),
      ...(supplier !== null && { supplier }),
    };
    const order = { orderBy: { id: "asc" }, limit, populate: ["item"] } as const;
    const lots = await em.find(LotEntity, where, order);
    return lots.map((lot) => lotOf(lot.item.sku, lot));
  });
}

async function lookUp(
  em: SqlEntityManager,
  tenantId: Uuid,
  sku: string,
  number: string,
  message: string,
): Promise<Lot | Rejection> {
  const item = await em.findOne(ItemEntity, { tenant: tenantId, sku });
  if (item === null) return itemNotFound(sku, `${message}sku`);
  const where = { tenant: tenantId, item: [tenantId, item.id], number } as const;
  return (await em.findOne(LotEntity, where)) ?? lotNotFound(sku, number, `${message}number`);
}

type Lot = InferEntity<typeof LotEntity>;

function columnsOf({ expiresAt, unitCost, ...plain }: Partial<LotDescription>) {
  return {
    ...plain,
    ...(expiresAt !== undefined && {
      expiresAt: expiresAt === null ? null : new Date(expiresAt),
    }),
    ...(unitCost !== undefined && {
      unitCost: unitCost?.amount ?? null,
      costCurrency: unitCost?.currency ?? null,
    }),
  };
}

function lotExists(sku: string, number: string): Rejection {
  const message = `lot.number: ${sku} has a lot "${number}" already; choose another, or update it`;
  return { ...reject("LOT_EXISTS", message, { sku, lot: number }), field: "lot.number" };
}

function lotName(sku: string, number: string): string {
  return `${sku} ${number}`;
}

function lotOf(sku: string, lot: Lot): CatalogLot {
  return {
    id: lot.id,
    sku,
    number: lot.number,
    expiresAt: lot.expiresAt?.getTime() ?? null,
    supplier: lot.supplier ?? null,
    supplierReference: lot.supplierReference ?? null,
    unitCost: moneyOf(lot.unitCost, lot.costCurrency),
    receivedAt: lot.receivedAt.getTime(),
    barredAt: lot.barredAt?.getTime() ?? null,
    etag: String(lot.version),
  };
}
