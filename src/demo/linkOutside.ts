import { setTimeout as sleep } from "node:timers/promises";

import type { MikroORM } from "@mikro-orm/postgresql";
import type { Pool } from "pg";

import { AdministrationError } from "../access/administrationError.ts";
import type { TenantCatalog } from "../catalog/catalog.ts";
import type { WmsDialect } from "../core/wms/dialect.ts";
import type { Uuid } from "../core/stock.ts";
import { CommandRejected } from "../store/errors.ts";
import { findWmsPlaces } from "../store/wms/accounts.ts";
import { wantWmsRounds } from "../store/wms/leases.ts";
import { createWmsAdministration } from "../wms/administration.ts";
import { OUTSIDE, OUTSIDE_ACCOUNT } from "./outside.ts";
import { demoHeader } from "./requests.ts";

/** How long a start waits for the first walk through the warehouse. */
const WALK_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 50;

/** Says where the warehouse system is: it may listen elsewhere at every start. @returns the account's id */
export async function putOutsideAccount(
  orm: MikroORM,
  baseUrl: string,
  dialect: WmsDialect,
): Promise<Uuid> {
  const { code, secretName, requestsPerSecond } = OUTSIDE_ACCOUNT;
  const { id } = await createWmsAdministration(orm).putAccount({
    code,
    adapter: "http",
    baseUrl,
    dialect,
    quotaRequests: requestsPerSecond,
    quotaWindowMs: 1_000,
    readFloorPercent: 20,
    secretName,
    webhookSecretName: null,
  });
  return id;
}

/** What linking the warehouse needs. */
export interface LinkOptions {
  readonly orm: MikroORM;
  readonly pool: Pool;
  readonly catalog: TenantCatalog;
  readonly tenantId: Uuid;
  readonly accountId: Uuid;
  readonly say: (line: string) => void;
  /** Looked at between steps. What is not done by then is done at the next start. */
  readonly isStopping: () => boolean;
}

/**
 * Makes the warehouse a location of the demo tenant and waits until its stock has been read. Where that was done before
 * it does nothing, and where somebody's own location is in the way it says so and leaves it.
 */
export async function linkOutside(options: LinkOptions): Promise<void> {
  const { pool, accountId, say } = options;
  if (await isWalked(options)) return;
  try {
    await link(options);
  } catch (error) {
    if (!(error instanceof CommandRejected || error instanceof AdministrationError)) throw error;
    say(`${OUTSIDE.code} is not run by the simulated warehouse system: ${error.message}.`);
    return;
  }
  await wantWmsRounds(pool, accountId, ["walk"]);
  const giveUpAt = performance.now() + WALK_WITHIN_MS;
  while (!options.isStopping() && !(await isWalked(options))) {
    if (performance.now() > giveUpAt) {
      say(`The stock of ${OUTSIDE.code} has not been read yet: nothing is available there.`);
      return;
    }
    await sleep(LOOK_EVERY_MS);
  }
}

async function link({ orm, catalog, tenantId }: LinkOptions): Promise<void> {
  await catalog.createLocation(demoHeader("CreateLocation", OUTSIDE.code), OUTSIDE);
  const { code: account, warehouse, owner } = OUTSIDE_ACCOUNT;
  const place = { account, warehouse, owner, tenantId, location: OUTSIDE.code };
  await createWmsAdministration(orm).link(place);
}

async function isWalked({ pool, accountId, tenantId }: LinkOptions): Promise<boolean> {
  const places = await findWmsPlaces(pool, accountId);
  return places.some((place) => place.tenantId === tenantId && place.walkedAt !== null);
}
