import type { MikroORM } from "@mikro-orm/postgresql";

import { AdministrationError } from "../../access/administrationError.ts";
import type { Uuid } from "../../core/stock.ts";
import { WmsAccountEntity } from "../../store/entities/wmsAccount.ts";
import { newId } from "../../store/newId.ts";
import { ADAPTER_NAMES } from "../adapters/index.ts";
import type { NewWmsAccount } from "./described.ts";
import { checkedBaseUrl } from "../http/baseUrl.ts";
import { termsOf } from "../limiter/terms.ts";

/** Small letters, digits and dashes: it stands in addresses and in the journal. */
const CODE = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Names of secrets begin so, lest an account be made to send another secret of the environment away. */
const SECRET_NAME = /^WMS_[A-Z0-9_]{1,96}$/;

/** Makes an account, or changes the one of that code to be so. @throws AdministrationError */
export async function putAccount(
  orm: MikroORM,
  account: NewWmsAccount,
): Promise<{ readonly id: Uuid; readonly isNew: boolean }> {
  check(account);
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

/** Stops all that is done for an account, or lets it go on. @throws AdministrationError */
export async function pauseAccount(
  orm: MikroORM,
  code: string,
  isPaused: boolean,
): Promise<{ readonly hasChanged: boolean }> {
  const { id } = await accountOf(orm, code);
  const em = orm.em.fork();
  const known = await em.findOneOrFail(WmsAccountEntity, { id });
  const hasChanged = (known.pausedAt !== null) !== isPaused;
  if (hasChanged) known.pausedAt = isPaused ? new Date() : null;
  await em.flush();
  return { hasChanged };
}

/** @throws AdministrationError when there is none of that code */
export async function accountOf(orm: MikroORM, code: string): Promise<{ readonly id: Uuid }> {
  const account = await orm.em.fork().findOne(WmsAccountEntity, { code });
  if (account !== null) return account;
  throw new AdministrationError("ACCOUNT_NOT_FOUND", `there is no account "${code}"; add it first`);
}

function check(account: NewWmsAccount): void {
  const { code, adapter, baseUrl, quotaRequests, quotaWindowMs, readFloorPercent } = account;
  if (!CODE.test(code)) {
    throw wrong(
      `an account's code has small letters, digits and dashes, 63 at most: not "${code}"`,
    );
  }
  if (!ADAPTER_NAMES.includes(adapter)) {
    throw wrong(`there is no adapter "${adapter}"; choose: ${ADAPTER_NAMES.join(", ")}`);
  }
  for (const name of [account.secretName, account.webhookSecretName]) {
    // Not repeated: it may be the secret itself.
    if (name !== null && !SECRET_NAME.test(name)) throw wrong(NO_SECRET_NAME);
  }
  try {
    checkedBaseUrl(baseUrl);
    termsOf({ requests: quotaRequests, windowMs: quotaWindowMs, readFloorPercent });
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) throw wrong(error.message);
    throw error;
  }
}

const NO_SECRET_NAME =
  "a secret is given by the name of the environment variable that has it, such as WMS_ACME_KEY: " +
  "WMS_, then capital letters, digits and underscores. Set that variable where Holdfast runs";

function wrong(message: string): AdministrationError {
  return new AdministrationError("FIELD_VIOLATION", message);
}
