import { SERVICE_ROLE, TENANT_SETTING } from "../entities/wall.ts";

/** A tenant id that may enter the text of a statement. */
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * How long one transaction may hold a head. A holder that sits idle is ended first, then whoever waits gives
 * up and tries again, then a statement that runs too long, and last whatever froze in the middle of a message.
 */
const TIMEOUTS_MS = { idle: 2_000, lock: 2_500, statement: 3_000, transaction: 4_000 };

/** `transaction_timeout` came with this version; before it, whoever waits ends a frozen holder. */
export const TRANSACTION_TIMEOUT_VERSION = 170_000;

/**
 * Every statement of ours looks up rows by their keys. On tables that are still small the planner would rather
 * read them whole, and keeps that plan while they grow: a first day at a tenth of the speed.
 */
const BY_KEY_ONLY =
  "set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off;";

/** By key, a statement is planned once: for a few rows PostgreSQL would plan it again and again, which takes longer. */
const PLANNED_ONCE = `set local plan_cache_mode = force_generic_plan; ${BY_KEY_ONLY}`;

/** Begins a transaction that writes one tenant's books, in one message: the role, the tenant, the limits. */
export function beginWrite(tenantId: string, serverVersion: number): string {
  const whole =
    serverVersion >= TRANSACTION_TIMEOUT_VERSION
      ? ` set local transaction_timeout = ${TIMEOUTS_MS.transaction};`
      : "";
  return `begin; ${become(tenantId)} ${PLANNED_ONCE} ${LIMITS}${whole}`;
}

const LIMITS =
  `set local idle_in_transaction_session_timeout = ${TIMEOUTS_MS.idle};` +
  ` set local lock_timeout = ${TIMEOUTS_MS.lock};` +
  ` set local statement_timeout = ${TIMEOUTS_MS.statement};`;

/** The same limits for a write that somebody else has begun and who does not know the server's version. */
export const WRITE_LIMITS =
  `${LIMITS} select set_config(name, '${TIMEOUTS_MS.transaction}', true)` +
  " from pg_settings where name = 'transaction_timeout'";

/** Begins a transaction that reads one tenant's rows by key, all of its statements as of the same moment. */
export function beginRead(tenantId: string): string {
  return `${beginReading(tenantId)} ${PLANNED_ONCE}`;
}

/** Begins one that searches: what the best plan is depends on what is asked for. */
export function beginSearch(tenantId: string): string {
  return `${beginReading(tenantId)} ${BY_KEY_ONLY}`;
}

function beginReading(tenantId: string): string {
  const limit = `set local statement_timeout = ${TIMEOUTS_MS.statement};`;
  return `begin isolation level repeatable read read only; ${become(tenantId)} ${limit}`;
}

/** The id enters the text of a statement, so it must be a UUID and nothing else. */
function become(tenantId: string): string {
  if (!UUID.test(tenantId)) throw new Error("a tenant id must be a UUID in lower case");
  return `set local role ${SERVICE_ROLE}; set local ${TENANT_SETTING} = '${tenantId}';`;
}
