import type { Pool } from "pg";

import type { Uuid } from "../../core/stock.ts";
import type { WmsDialect } from "../../core/wms/dialect.ts";
import type { Instant } from "../../core/instant.ts";
import { askPlatform } from "../sql/platform.ts";
import { readTransaction } from "../sql/readTransaction.ts";
import { msOf, send, type Statement } from "../sql/statement.ts";

/** An account at a warehouse system. */
export interface WmsAccount {
  readonly id: Uuid;
  readonly code: string;
  readonly adapter: string;
  readonly baseUrl: string;
  readonly dialect: WmsDialect;
  readonly quotaRequests: number;
  readonly quotaWindowMs: number;
  readonly readFloorPercent: number;
  /** The environment variable that has the secret. */
  readonly secretName: string;
  readonly webhookSecretName: string | null;
  readonly isPaused: boolean;
  /** Grows with every change of the account. */
  readonly version: number;
}

/** Which location of ours a place of a warehouse system is. */
export interface WmsPlaceLink {
  readonly warehouse: string;
  readonly owner: string;
  readonly tenantId: Uuid;
  readonly locationId: Uuid;
  /** Code of the location. */
  readonly location: string;
  /** When a walk of it was first completed, or null. */
  readonly walkedAt: Instant | null;
  /** When the last complete walk was begun, or null: what is shown is no older. */
  readonly asOf: Instant | null;
}

/** The columns of an account, of the alias `a`. */
export const ACCOUNT_COLUMNS = `
  a.id, a.code, a.adapter, a.base_url, a.dialect, a.quota_requests, a.quota_window_ms,
  a.read_floor_percent, a.secret_name, a.webhook_secret_name, a.paused_at is not null as is_paused,
  a.version`;

const FIND_ACCOUNTS: Statement = {
  name: "find_wms_accounts",
  text: `select ${ACCOUNT_COLUMNS} from wms_account a order by a.code`,
};

const FIND_PLACES: Statement = {
  name: "find_wms_places",
  text: `
    select warehouse, owner, tenant_id, location_id, ${msOf("walked_at")} as walked_at
      from wms_place
     where account_id = $1 and ($2::uuid is null or tenant_id = $2)
     order by warehouse, owner`,
};

const FIND_LOCATIONS: Statement = {
  name: "find_locations_of_places",
  text: `
    select l.id, l.code, ${msOf("l.wms_seen_at")} as seen_at
      from unnest($2::uuid[]) as wanted (id)
     cross join lateral (
       select id, code, wms_seen_at from location where tenant_id = $1 and id = wanted.id limit 1) as l`,
};

const MARK_WALKED: Statement = {
  name: "mark_wms_place_walked",
  text: `
    update wms_place set walked_at = clock_timestamp()
     where account_id = $1 and walked_at is null
       and (warehouse, owner) in (select * from unnest($2::text[], $3::text[]))`,
};

export interface AccountRow {
  readonly id: string;
  readonly code: string;
  readonly adapter: string;
  readonly base_url: string;
  readonly dialect: WmsDialect;
  readonly quota_requests: number;
  readonly quota_window_ms: number;
  readonly read_floor_percent: number;
  readonly secret_name: string;
  readonly webhook_secret_name: string | null;
  readonly is_paused: boolean;
  readonly version: number;
}

interface PlaceRow {
  readonly warehouse: string;
  readonly owner: string;
  readonly tenant_id: string;
  readonly location_id: string;
  readonly walked_at: number | null;
}

/** Every account, in the order of their codes. */
export async function findWmsAccounts(pool: Pool): Promise<WmsAccount[]> {
  const { rows } = await askPlatform<AccountRow>(pool, FIND_ACCOUNTS, []);
  return rows.map(accountOf);
}

export function accountOf(row: AccountRow): WmsAccount {
  return {
    id: row.id,
    code: row.code,
    adapter: row.adapter,
    baseUrl: row.base_url,
    dialect: row.dialect,
    quotaRequests: row.quota_requests,
    quotaWindowMs: row.quota_window_ms,
    readFloorPercent: row.read_floor_percent,
    secretName: row.secret_name,
    webhookSecretName: row.webhook_secret_name,
    isPaused: row.is_paused,
    version: row.version,
  };
}

/** The places of an account, with the codes of our locations. @param tenantId whose; null: everybody's */
export async function findWmsPlaces(
  pool: Pool,
  accountId: Uuid,
  tenantId: Uuid | null = null,
): Promise<WmsPlaceLink[]> {
  const { rows } = await askPlatform<PlaceRow>(pool, FIND_PLACES, [accountId, tenantId]);
  const locations = new Map<string, LocationRow>();
  for (const [whose, places] of Map.groupBy(rows, ({ tenant_id }) => tenant_id)) {
    const ids = places.map(({ location_id }) => location_id);
    for (const found of await findLocations(pool, whose, ids)) locations.set(found.id, found);
  }
  return rows.flatMap((row) => {
    const found = locations.get(row.location_id);
    if (found === undefined) return [];
    const { warehouse, owner, walked_at: walkedAt } = row;
    const names = { warehouse, owner, location: found.code, locationId: found.id };
    return [{ ...names, tenantId: row.tenant_id, walkedAt, asOf: found.seen_at }];
  });
}

/** A walk has shown all that there is at these places. */
export async function markWalked(
  pool: Pool,
  accountId: Uuid,
  places: readonly WmsPlaceLink[],
): Promise<void> {
  const warehouses = places.map(({ warehouse }) => warehouse);
  const owners = places.map(({ owner }) => owner);
  await askPlatform(pool, MARK_WALKED, [accountId, warehouses, owners]);
}

interface LocationRow {
  readonly id: string;
  readonly code: string;
  readonly seen_at: number | null;
}

async function findLocations(
  pool: Pool,
  tenantId: Uuid,
  ids: readonly Uuid[],
): Promise<readonly LocationRow[]> {
  return await readTransaction(pool, tenantId, async (client) => {
    const { rows } = await send<LocationRow>(client, FIND_LOCATIONS, [tenantId, ids]);
    return rows;
  });
}
