import { createHash } from "node:crypto";

import type { MikroORM } from "@mikro-orm/postgresql";

import { AdministrationError } from "../../access/administrationError.ts";
import { takeTurn, tenantManager } from "../../catalog/turn.ts";
import type { CommandHeader } from "../../core/command.ts";
import { locationNotFound, reject, type Rejection } from "../../core/rejection.ts";
import type { Uuid } from "../../core/stock.ts";
import { LocationEntity } from "../../store/entities/catalog.ts";
import { StockEntity } from "../../store/entities/stock.ts";
import { TenantEntity } from "../../store/entities/tenant.ts";
import { WmsAccountEntity, WmsPlaceEntity } from "../../store/entities/wmsAccount.ts";
import { newId } from "../../store/newId.ts";
import type { NewWmsLink } from "./described.ts";
import { accountOf } from "./account.ts";

/** What came of linking a place. */
export interface Linked {
  /** False: it was linked so already. */
  readonly isNew: boolean;
  /** Events that had waited for it and are applied now. */
  readonly eventsReplayed: number;
}

/**
 * Says which location a place is. Events that were parked because nobody had linked it are applied again.
 *
 * @throws AdministrationError, CommandRejected
 */
export async function linkPlace(orm: MikroORM, link: NewWmsLink): Promise<Linked> {
  checkNames(link);
  const account = await accountOf(orm, link.account);
  const isNew = !(await isLinked(orm, account.id, link));
  // The location may be the account's without being any place of it, where this was cut short.
  const locationId = await giveLocation(orm, account.id, link);
  if (isNew) await addPlace(orm, account.id, locationId, link);
  return { isNew, eventsReplayed: await replayEvents(orm, account.id, link) };
}

function checkNames({ warehouse, owner }: NewWmsLink): void {
  if (warehouse !== "" && warehouse.length <= 100 && owner.length <= 100) return;
  const message =
    "the names of a warehouse and an owner have at most 100 characters; a warehouse has one";
  throw new AdministrationError("FIELD_VIOLATION", message);
}

/** @throws AdministrationError when the place is another location, or the location another place */
async function isLinked(orm: MikroORM, accountId: Uuid, link: NewWmsLink): Promise<boolean> {
  const { warehouse, owner, tenantId, location: code } = link;
  const em = orm.em.fork();
  const ours = { tenant: tenantId, code };
  const location = await tenantManager(orm, tenantId).findOne(LocationEntity, ours);
  const place = await em.findOne(WmsPlaceEntity, { account: accountId, warehouse, owner });
  if (place !== null) {
    if (place.location.id === location?.id && place.tenant.id === tenantId) return true;
    throw linkedElsewhere(`warehouse "${warehouse}", owner "${owner}" is another location already`);
  }
  if (location === null) return false;
  const where = { tenant: tenantId, location: [tenantId, location.id] } as const;
  const other = await em.findOne(WmsPlaceEntity, where);
  if (other === null) return false;
  const name = `warehouse "${other.warehouse}", owner "${other.owner}"`;
  throw linkedElsewhere(`location "${code}" is ${name} already; one location is one place`);
}

function linkedElsewhere(message: string): AdministrationError {
  return new AdministrationError("PLACE_LINKED", message);
}

/** From now on only the warehouse system counts what is there. @returns the location's id */
async function giveLocation(orm: MikroORM, accountId: Uuid, link: NewWmsLink): Promise<Uuid> {
  const { tenantId, location: code } = link;
  await takeTurn(orm, tenantId, headerOf(link), "link_location", async ({ em }) => {
    const location = await em.findOne(LocationEntity, { tenant: tenantId, code });
    if (location === null) return locationNotFound(code, "location");
    if (location.wmsAccountId === accountId) return undefined;
    if (location.wmsAccountId !== null) return taken(code);
    const rows = await em.count(StockEntity, { location: [tenantId, location.id] });
    if (rows > 0) return notEmpty(code);
    location.wmsAccountId = accountId;
    return undefined;
  });
  const where = { tenant: tenantId, code };
  return (await tenantManager(orm, tenantId).findOneOrFail(LocationEntity, where)).id;
}

async function addPlace(
  orm: MikroORM,
  accountId: Uuid,
  locationId: Uuid,
  { warehouse, owner, tenantId }: NewWmsLink,
): Promise<void> {
  const em = orm.em.fork();
  em.create(WmsPlaceEntity, {
    account: em.getReference(WmsAccountEntity, accountId),
    warehouse,
    owner,
    tenant: em.getReference(TenantEntity, tenantId),
    location: em.getReference(LocationEntity, [tenantId, locationId]),
    walkedAt: null,
  });
  await em.flush();
}

const REPLAY_SQL = `
  update wms_inbox set state = 'waiting', reason = ''
   where account_id = ? and body ->> 'warehouse' = ? and body ->> 'owner' = ?
     and state = 'parked'
  returning event_id`;

async function replayEvents(
  orm: MikroORM,
  accountId: Uuid,
  { warehouse, owner }: NewWmsLink,
): Promise<number> {
  const rows = await orm.em.fork().execute<unknown[]>(REPLAY_SQL, [accountId, warehouse, owner]);
  return rows.length;
}

function headerOf({ account, warehouse, owner, location }: NewWmsLink): CommandHeader {
  const what = JSON.stringify([account, warehouse, owner, location]);
  const requestId = `link/${createHash("sha256").update(what).digest("hex")}`;
  return {
    entryId: newId(),
    key: { source: "wms", requestId },
    method: "LinkLocation",
    fingerprint: "",
    actor: "cli",
    validateOnly: false,
  };
}

function taken(location: string): Rejection {
  const message = `location: "${location}" belongs to another account already; one location is one place`;
  return reject("INVALID_MOVEMENT", message, { location });
}

function notEmpty(location: string): Rejection {
  const message = `location: "${location}" has stock that we count; link a new location, and move the stock there`;
  return reject("INVALID_MOVEMENT", message, { location });
}
