import type { MikroORM } from "@mikro-orm/postgresql";

import { AdministrationError } from "../access/administrationError.ts";
import { takeTurn, tenantManager } from "../catalog/turn.ts";
import { locationNotFound, reject, type Rejection } from "../core/rejection.ts";
import type { Uuid } from "../core/stock.ts";
import type { WmsDialect } from "../core/wms/dialect.ts";
import { LocationEntity } from "../store/entities/catalog.ts";
import { StockEntity } from "../store/entities/stock.ts";
import { TenantEntity } from "../store/entities/tenant.ts";
import { WmsAccountEntity, WmsPlaceEntity } from "../store/entities/wmsAccount.ts";
import { newId } from "../store/newId.ts";
import { ADAPTER_NAMES } from "./adapters/index.ts";

/** An account as an operator describes it. */
export interface NewWmsAccount {
  readonly code: string;
  readonly adapter: string;
  readonly baseUrl: string;
  readonly dialect: WmsDialect;
  readonly quotaRequests: number;
  readonly quotaWindowMs: number;
  readonly readFloorPercent: number;
  readonly secretName: string;
  readonly webhookSecretName: string | null;
}

/** A place of a warehouse system, and the location that it is. */
export interface NewWmsLink {
  readonly account: string;
  readonly warehouse: string;
  readonly owner: string;
  readonly tenantId: Uuid;
  readonly location: string;
}

/** Accounts at warehouse systems, for operators. Functions throw AdministrationError or CommandRejected. */
export interface WmsAdministration {
  /** Makes an account, or changes the one of that code to be so. */
  putAccount(account: NewWmsAccount): Promise<{ readonly id: Uuid; readonly isNew: boolean }>;
  /** Says which location a place is. From then on only the warehouse system counts what is there. */
  link(link: NewWmsLink): Promise<void>;
  pause(code: string, isPaused: boolean): Promise<void>;
}

/** @param orm logs in as the owner of the tables: the service's own role may only read accounts */
export function createWmsAdministration(orm: MikroORM): WmsAdministration {
  return {
    putAccount: (account) => putAccount(orm, account),
    link: (link) => linkPlace(orm, link),
    pause: (code, isPaused) => pause(orm, code, isPaused),
  };
}

/** Names of secrets begin so, lest an account be made to send another secret of the environment away. */
const SECRET_NAME = /^WMS_[A-Z0-9_]{1,96}$/;

async function putAccount(orm: MikroORM, account: NewWmsAccount) {
  if (!ADAPTER_NAMES.includes(account.adapter)) {
    const known = ADAPTER_NAMES.join(", ");
    throw new AdministrationError(
      "FIELD_VIOLATION",
      `there is no adapter "${account.adapter}"; choose: ${known}`,
    );
  }
  for (const name of [account.secretName, account.webhookSecretName]) {
    if (name !== null && !SECRET_NAME.test(name)) {
      const message = `"${name}" is no name for a secret; choose one such as WMS_ACME_KEY, and set it where Holdfast runs`;
      throw new AdministrationError("FIELD_VIOLATION", message);
    }
  }
  const em = orm.em.fork();
  const known = await em.findOne(WmsAccountEntity, { code: account.code });
  if (known !== null) {
    em.assign(known, account);
    await em.flush();
    return { id: known.id, isNew: false };
  }
  const id = newId();
  em.create(WmsAccountEntity, { id, ...account, pausedAt: null, createdAt: new Date() });
  await em.flush();
  return { id, isNew: true };
}

async function linkPlace(orm: MikroORM, link: NewWmsLink): Promise<void> {
  const { tenantId, location: code, warehouse, owner } = link;
  const account = await accountOf(orm, link.account);
  await takeTurn(orm, tenantId, headerOf(link), "link_location", async ({ em }) => {
    const location = await em.findOne(LocationEntity, { tenant: tenantId, code });
    if (location === null) return locationNotFound(code, "location");
    if (location.wmsAccountId === account.id) return undefined;
    if (location.wmsAccountId !== null) return taken(code);
    const rows = await em.count(StockEntity, { location: [tenantId, location.id] });
    if (rows > 0) return notEmpty(code);
    location.wmsAccountId = account.id;
    return undefined;
  });
  const where = { tenant: tenantId, code };
  const location = await tenantManager(orm, tenantId).findOneOrFail(LocationEntity, where);
  const em = orm.em.fork();
  const known = await em.findOne(WmsPlaceEntity, { account: account.id, warehouse, owner });
  if (known !== null) {
    if (known.location.id === location.id) return;
    throw new AdministrationError(
      "PLACE_LINKED",
      `warehouse "${warehouse}", owner "${owner}" is linked already`,
    );
  }
  em.create(WmsPlaceEntity, {
    account: em.getReference(WmsAccountEntity, account.id),
    warehouse,
    owner,
    tenant: em.getReference(TenantEntity, tenantId),
    location: em.getReference(LocationEntity, [tenantId, location.id]),
    walkedAt: null,
  });
  await em.flush();
}

async function pause(orm: MikroORM, code: string, isPaused: boolean): Promise<void> {
  const account = await accountOf(orm, code);
  const em = orm.em.fork();
  const known = await em.findOneOrFail(WmsAccountEntity, { id: account.id });
  known.pausedAt = isPaused ? (known.pausedAt ?? new Date()) : null;
  await em.flush();
}

async function accountOf(orm: MikroORM, code: string): Promise<{ readonly id: Uuid }> {
  const account = await orm.em.fork().findOne(WmsAccountEntity, { code });
  if (account !== null) return account;
  throw new AdministrationError("ACCOUNT_NOT_FOUND", `there is no account "${code}"; add it first`);
}

function headerOf({ account, warehouse, owner, location }: NewWmsLink) {
  const requestId = `link/${account}/${warehouse}/${owner}/${location}`.slice(0, 128);
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
