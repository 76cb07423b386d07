import type { Pool } from "pg";

import type { CommandHeader } from "../../core/command.ts";
import type { Uuid } from "../../core/stock.ts";
import type { WmsOrderStep } from "../../core/wms/command.ts";
import { readTwice } from "../../store/sql/readTransaction.ts";
import { wantWmsRounds, type WmsJob } from "../../store/wms/leases.ts";
import { replayWmsEvents } from "../../store/wms/tenantInbox.ts";
import { servedBy, servedByAccount } from "./accounts.ts";
import { type DriftQuery, type DriftRow, seeDrift } from "./drift.ts";
import { type EventQuery, type SeenEvent, seeEvents } from "./inbox.ts";
import { type AccountStatus, type ConnectionOf, statusOf } from "./status.ts";
import { unparkCommand } from "./unpark.ts";

/**
 * What one tenant's people may see of warehouse systems, and ask of them. An account belongs to the platform: nothing is
 * found here but by the tenant's own places. What names an account that does not serve the tenant, or anything else that
 * is not there, throws CommandRejected; a database that is away, DatabaseUnavailable.
 */
export interface TenantWms {
  /** @param account code of one; null: all that serve the tenant */
  status(account: string | null): Promise<readonly AccountStatus[]>;
  /** Asks that jobs be done at once. */
  want(account: string, jobs: readonly WmsJob[]): Promise<AccountStatus>;
  /** Rows that something may be odd about, by their keys. */
  drift(query: DriftQuery): Promise<readonly DriftRow[]>;
  /** Asks that the warehouse of a location be walked, and asked about orders, at once. */
  lookAgain(location: string): Promise<void>;
  /** Oldest first. */
  events(query: EventQuery): Promise<readonly SeenEvent[]>;
  /** Lets parked events be applied again. @returns the ids of those that were parked */
  replay(account: string, eventIds: readonly string[]): Promise<readonly string[]>;
  /** The command that lets a parked order be pushed again. */
  unpark(header: CommandHeader, reference: string): Promise<WmsOrderStep>;
}

export interface TenantWmsOptions {
  readonly pool: Pool;
  readonly tenantId: Uuid;
  readonly connectionOf: ConnectionOf;
}

/** Everything here may be asked twice: it reads, or its repeat changes nothing. */
export function createTenantWms({ pool, tenantId, connectionOf }: TenantWmsOptions): TenantWms {
  const find = (code: string) => servedByAccount(pool, tenantId, code);
  return {
    status: (code) =>
      readTwice(async () => {
        const served = code === null ? await servedBy(pool, tenantId) : [await find(code)];
        return await Promise.all(served.map((one) => statusOf(pool, tenantId, one, connectionOf)));
      }),
    want: (code, jobs) =>
      readTwice(async () => {
        const served = await find(code);
        await wantWmsRounds(pool, served.account.id, jobs);
        return await statusOf(pool, tenantId, served, connectionOf);
      }),
    drift: (query) =>
      readTwice(async () => await seeDrift(pool, tenantId, await servedBy(pool, tenantId), query)),
    lookAgain: (location) =>
      readTwice(async () => {
        for (const { account, places } of await servedBy(pool, tenantId)) {
          if (!places.some((place) => place.location === location)) continue;
          await wantWmsRounds(pool, account.id, ["walk", "ask"]);
        }
      }),
    events: (query) =>
      readTwice(async () => await seeEvents(pool, await find(query.account), query)),
    replay: (code, eventIds) =>
      readTwice(async () => {
        const { account, places } = await find(code);
        return await replayWmsEvents(pool, account.id, places, eventIds);
      }),
    unpark: (header, reference) =>
      readTwice(() => unparkCommand(pool, tenantId, header, reference)),
  };
}
