import type { Pool } from "pg";

import type { Instant } from "../../core/instant.ts";
import type { Uuid } from "../../core/stock.ts";
import type { WmsPlaceLink } from "../../store/wms/accounts.ts";
import { readWmsClock } from "../../store/wms/leases.ts";
import {
  readWmsBucket,
  readWmsJobs,
  readWmsQueue,
  type WmsJobState,
  type WmsQueue,
} from "../../store/wms/status.ts";
import type { TenantAccount } from "../../store/wms/tenantAccounts.ts";
import { countWmsEvents } from "../../store/wms/tenantInbox.ts";
import type { TransportStatus } from "../http/transport.ts";
import { type BucketLevel, levelOf } from "../limiter/level.ts";
import { termsOf } from "../limiter/terms.ts";
import type { Served } from "./accounts.ts";
import { toldFailure } from "./toldFailure.ts";

/** How far an account is, as far as it concerns one tenant. */
export interface AccountStatus {
  readonly now: Instant;
  readonly code: string;
  readonly isPaused: boolean;
  readonly lastRun: bigint | null;
  readonly jobs: readonly WmsJobState[];
  readonly quota: BucketLevel;
  /** The way out of this process, or null where it has none. */
  readonly connection: TransportStatus | null;
  readonly queue: WmsQueue;
  readonly events: { readonly waiting: bigint; readonly parked: bigint };
  /** By code. */
  readonly places: readonly WmsPlaceLink[];
}

/** What this process knows of its way to an account's warehouse system, or undefined where it does not talk to it. */
export type ConnectionOf = (accountId: Uuid) => TransportStatus | undefined;

/** Looks how far an account is for a tenant. */
export async function statusOf(
  pool: Pool,
  tenantId: Uuid,
  { account, places }: Served,
  connectionOf: ConnectionOf,
): Promise<AccountStatus> {
  const { id, code, isPaused, isShared } = account;
  const locations = places.map(({ location }) => location);
  const [now, jobs, bucket, queue, events] = await Promise.all([
    readWmsClock(pool),
    readWmsJobs(pool, id),
    readWmsBucket(pool, id),
    readWmsQueue(pool, tenantId, locations),
    countWmsEvents(pool, id, places),
  ]);
  const told = jobs.map((job) => ({ ...job, lastError: toldFailure(job.lastError, isShared) }));
  return {
    now,
    code,
    isPaused,
    lastRun: jobs.find(({ job }) => job === "walk")?.lastRun ?? null,
    jobs: told,
    quota: levelOf(bucket ?? emptyBucket(now), quotaTerms(account), now),
    connection: connectionSeen(connectionOf(id), isShared),
    queue,
    events,
    places: places.toSorted((a, b) => (a.location < b.location ? -1 : 1)),
  };
}

function quotaTerms({ quotaRequests, quotaWindowMs, readFloorPercent }: TenantAccount) {
  return termsOf({ requests: quotaRequests, windowMs: quotaWindowMs, readFloorPercent });
}

/** A bucket that nobody has taken from is made empty. */
function emptyBucket(now: Instant) {
  const none = { tokens: 0n, floorTokens: 0n, slowdown: 1, slowedAt: null, closedUntil: null };
  return { ...none, refilledAt: now };
}

function connectionSeen(
  connection: TransportStatus | undefined,
  isShared: boolean,
): TransportStatus | null {
  if (connection === undefined) return null;
  const { lastFailure } = connection;
  if (lastFailure === null) return connection;
  const message = toldFailure(lastFailure.message, isShared);
  return { ...connection, lastFailure: { ...lastFailure, message } };
}
