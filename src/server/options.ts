import type { Registry } from "@prometheus-io/client";
import type { Access } from "../access/access.ts";
import type { TenantCatalog } from "../catalog/catalog.ts";
import type { Uuid } from "../core/stock.ts";
import type { TenantBooks } from "../store/store.ts";
import type { Deliveries } from "../wms/inbox/deliveries.ts";
import type { TenantWms } from "../wms/desk/tenantWms.ts";

/** Where a door listens. Port 0: any free one. */
export interface DoorAddress {
  readonly host: string;
  readonly port: number;
}

/** What one call may take. Times in milliseconds, sizes in bytes. */
export interface ServerLimits {
  /** How long a hold lasts whose caller named no ttl. */
  readonly ttlDefaultMs: number;
  /** The longest ttl that a caller may name. */
  readonly ttlMaxMs: number;
  /** What was not counted for so many days is to be counted, where the caller does not say. Default 90. */
  readonly countFrequencyDays?: number;
  /** How long a call may take whose caller set no deadline. */
  readonly deadlineDefaultMs: number;
  /** A deadline further away than this is brought near; also the longest that a request may take to arrive. */
  readonly deadlineMaxMs: number;
  /**
   * After this a gRPC connection is told to go away. A client keeps its connection for as long as it can, so
   * without this a replica that was added under load would get no calls. Default 30 min.
   */
  readonly connectionAgeMs?: number;
  /** How long calls on such a connection may still run; far above any deadline. Default 10 min. */
  readonly connectionAgeGraceMs?: number;
  /** Calls at once on one connection, so that one client cannot queue without end. Default 1,000. */
  readonly concurrentStreamsMax?: number;
  /**
   * The largest request, after decompression. 500 lines with the longest names are 0.6 MiB, or 1.3 MiB of
   * JSON. Default 4 MiB, as everywhere in gRPC.
   */
  readonly messageBytesMax?: number;
}

/** What one call came to. Never holds keys or payloads. */
export interface CallLog {
  readonly door: "grpc" | "http";
  /** Such as `InventoryService/Reserve`. */
  readonly method: string;
  /** Name of the gRPC status code, such as `OK` or `FAILED_PRECONDITION`. */
  readonly code: string;
  /** The reason of a failure, such as `INSUFFICIENT_STOCK`. */
  readonly reason?: string;
  /** Code of the tenant, once it is known. */
  readonly tenant?: string;
  readonly requestId?: string;
  /** Milliseconds from the call's arrival to its answer. */
  readonly ms: number;
  /** What was behind an INTERNAL or UNAVAILABLE. For the operator's eyes only. */
  readonly error?: unknown;
}

/** What the server needs to know and whom it asks. */
export interface ServerOptions {
  readonly grpc: DoorAddress;
  readonly http: DoorAddress;
  /** PEM files; both doors then speak TLS and nothing else. */
  readonly tls?: { readonly certPath: string; readonly keyPath: string } | undefined;
  readonly access: Access;
  booksOf(tenantId: Uuid): TenantBooks;
  catalogOf(tenantId: Uuid): TenantCatalog;
  wmsOf(tenantId: Uuid): TenantWms;
  /** Takes what warehouse systems tell by webhooks. Left out: nobody does. */
  readonly deliveries?: Deliveries;
  readonly limits: ServerLimits;
  /** Called once per call. Must not throw. */
  log(line: CallLog): void;
  /** Why calls would fail now, or undefined when they would not. Asked by `/readyz`. */
  ready(): Promise<string | undefined>;
  /** Where to keep the server's metrics, to be told by `/metrics`. Default: a registry of its own. */
  readonly registry?: Registry;
}

/** Both doors, open. */
export interface RunningServer {
  readonly grpcPort: number;
  readonly httpPort: number;
  /** What health checks and `/readyz` are told. True from the start. */
  setServing(serving: boolean): void;
  /**
   * Stops for good: tells health checks, takes no more, lets accepted calls finish, closes. Calls still running
   * after `timeoutMs` are cut off.
   */
  drain(timeoutMs: number): Promise<void>;
}

/** The limits with every default filled in. */
export type Limits = Required<ServerLimits>;

/** Fills in the limits that were left out. */
export function withDefaults(limits: ServerLimits): Limits {
  return {
    ttlDefaultMs: limits.ttlDefaultMs,
    ttlMaxMs: limits.ttlMaxMs,
    countFrequencyDays: limits.countFrequencyDays ?? 90,
    deadlineDefaultMs: limits.deadlineDefaultMs,
    deadlineMaxMs: limits.deadlineMaxMs,
    connectionAgeMs: limits.connectionAgeMs ?? 30 * 60_000,
    connectionAgeGraceMs: limits.connectionAgeGraceMs ?? 10 * 60_000,
    concurrentStreamsMax: limits.concurrentStreamsMax ?? 1_000,
    messageBytesMax: limits.messageBytesMax ?? 4 * 1024 * 1024,
  };
}
