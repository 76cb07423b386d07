import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  type WmsAccountSchema,
  WmsConnection_Breaker,
  type WmsConnectionSchema,
  WmsJob as JobProto,
  type WmsJobStatusSchema,
  type WmsLocationSchema,
  type WmsOrderQueueSchema,
} from "@holdfast/client";

import type { Instant } from "../../core/instant.ts";
import type { WmsPlaceLink } from "../../store/wms/accounts.ts";
import type { WmsJob } from "../../store/wms/leases.ts";
import type { WmsJobState, WmsQueue } from "../../store/wms/status.ts";
import type { AccountStatus } from "../../wms/desk/status.ts";
import type { TransportStatus } from "../../wms/http/transport.ts";
import { ageToProto, timestampToProto } from "./time.ts";

const JOBS = {
  push: JobProto.PUSH,
  walk: JobProto.WALK,
  ask: JobProto.ASK,
  poll: JobProto.POLL,
  apply: JobProto.APPLY,
} satisfies Record<WmsJob, JobProto>;

const BREAKERS = {
  closed: WmsConnection_Breaker.CLOSED,
  open: WmsConnection_Breaker.OPEN,
  halfOpen: WmsConnection_Breaker.HALF_OPEN,
} satisfies Record<TransportStatus["breaker"], WmsConnection_Breaker>;

/** The jobs that a caller names, each once; all of them where none is named. */
export function jobsFromProto(named: readonly JobProto[]): WmsJob[] {
  const all = Object.keys(JOBS) as WmsJob[];
  return named.length === 0 ? all : all.filter((job) => named.includes(JOBS[job]));
}

/** How far an account is, as it is told. */
export function accountToProto(status: AccountStatus): MessageInitShape<typeof WmsAccountSchema> {
  const { now, code, isPaused, lastRun, jobs, quota, connection, queue, events, places } = status;
  return {
    code,
    paused: isPaused,
    ...(lastRun !== null && { lastRun }),
    jobs: jobs.map((job) => jobToProto(job, now)).toSorted((a, b) => a.job - b.job),
    quota: {
      orderRequests: BigInt(quota.requests.order),
      readRequests: BigInt(quota.requests.read),
      slowdown: quota.slowdown,
      closedUntilTime: timestampToProto(quota.closedUntil),
    },
    ...(connection !== null && { connection: connectionToProto(connection) }),
    orders: queueToProto(queue, now),
    eventsWaiting: events.waiting,
    eventsParked: events.parked,
    locations: places.map((place) => locationToProto(place, now)),
    asOfTime: timestampToProto(now),
  };
}

function jobToProto(
  { job, doneAt, wantedAt, lastError }: WmsJobState,
  now: Instant,
): MessageInitShape<typeof WmsJobStatusSchema> & { job: JobProto } {
  return {
    job: JOBS[job],
    doneTime: timestampToProto(doneAt),
    age: ageToProto(doneAt, now),
    wantedTime: timestampToProto(wantedAt),
    lastError,
  };
}

function connectionToProto({
  breaker,
  inFlight,
  waiting,
  lastFailure,
  limiter,
}: TransportStatus): MessageInitShape<typeof WmsConnectionSchema> {
  return {
    breaker: BREAKERS[breaker],
    inFlight,
    waiting: waiting + limiter.waiting.order + limiter.waiting.read,
    lastFailure: lastFailure?.message ?? "",
    lastFailureTime: timestampToProto(lastFailure?.at ?? null),
  };
}

function queueToProto(
  { waiting, oldestAt, cancellations, parked, parkedOrders }: WmsQueue,
  now: Instant,
): MessageInitShape<typeof WmsOrderQueueSchema> {
  return {
    waiting,
    oldestTime: timestampToProto(oldestAt),
    lag: ageToProto(oldestAt, now),
    cancellations,
    parked,
    parkedOrders: [...parkedOrders],
  };
}

function locationToProto(
  { location, warehouse, owner, asOf }: WmsPlaceLink,
  now: Instant,
): MessageInitShape<typeof WmsLocationSchema> {
  const at = { asOfTime: timestampToProto(asOf), age: ageToProto(asOf, now) };
  return { code: location, warehouse, owner, ...at };
}
