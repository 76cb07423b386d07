import type { ClientBase } from "pg";

import { SERVICE_ROLE, TENANT_SETTING } from "../entities/wall.ts";
import { send, settled, type Statement } from "./statement.ts";

/** Settings of a session by name. */
type Settings = Readonly<Record<string, string>>;

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
const BY_KEY_ONLY: Settings = {
  enable_seqscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
};

/** By key, a statement is planned once: for a few rows PostgreSQL would plan it again and again, which takes longer. */
const PLANNED_ONCE: Settings = { ...BY_KEY_ONLY, plan_cache_mode: "force_generic_plan" };

const LIMITS: Settings = {
  idle_in_transaction_session_timeout: `${TIMEOUTS_MS.idle}`,
  lock_timeout: `${TIMEOUTS_MS.lock}`,
  statement_timeout: `${TIMEOUTS_MS.statement}`,
};

const READ_LIMITS: Settings = { statement_timeout: `${TIMEOUTS_MS.statement}` };
const WHOLE_LIMIT: Settings = { transaction_timeout: `${TIMEOUTS_MS.transaction}` };

/** How a transaction begins: its statement, then the role and the tenant with all else that holds until it ends. */
export interface Beginning {
  readonly begin: Statement;
  readonly become: Statement;
}

const BEGIN_WRITE: Statement = { name: "begin_write", text: "begin" };
const BEGIN_READ: Statement = {
  name: "begin_read",
  text: "begin isolation level repeatable read read only",
};

const WRITING: Beginning = {
  begin: BEGIN_WRITE,
  become: becoming("become_writer", { ...PLANNED_ONCE, ...LIMITS }),
};

const WRITING_WITH_WHOLE_LIMIT: Beginning = {
  begin: BEGIN_WRITE,
  become: becoming("become_limited_writer", { ...PLANNED_ONCE, ...LIMITS, ...WHOLE_LIMIT }),
};

/** Thousands of rows are written before a head is held: nobody waits for them but other writers of the catalog. */
const PREPARATION_MS = 8_000;

/** For writing what takes long, without a head. Whoever then takes one begins to hurry: `hurry`. */
export const PREPARING: Beginning = {
  begin: BEGIN_WRITE,
  become: becoming("become_preparer", {
    ...PLANNED_ONCE,
    ...LIMITS,
    statement_timeout: `${PREPARATION_MS}`,
  }),
};

const HURRY: Statement = { name: "hurry", text: `select from ${settingAll(LIMITS)}` };
const HURRY_WHOLLY: Statement = {
  name: "hurry_wholly",
  text: `select from ${settingAll({ ...LIMITS, ...WHOLE_LIMIT })}`,
};

/** From now on the limits of a head's holder apply, its time in all counted from here. */
export async function hurry(client: ClientBase, serverVersion: number): Promise<void> {
  const isWhole = serverVersion >= TRANSACTION_TIMEOUT_VERSION;
  await send(client, isWhole ? HURRY_WHOLLY : HURRY, []);
}

/** For reading one tenant's rows by key, all of them as of the same moment. */
export const READING: Beginning = {
  begin: BEGIN_READ,
  become: becoming("become_reader", { ...PLANNED_ONCE, ...READ_LIMITS }),
};

/** For searching: what the best plan is depends on what is asked for. */
export const SEARCHING: Beginning = {
  begin: BEGIN_READ,
  become: becoming("become_searcher", { ...BY_KEY_ONLY, ...READ_LIMITS }),
};

/** For writing one tenant's books. */
export function writingOn(serverVersion: number): Beginning {
  return serverVersion >= TRANSACTION_TIMEOUT_VERSION ? WRITING_WITH_WHOLE_LIMIT : WRITING;
}

/** Begins a transaction for one tenant; travels with the statements that are sent in the same breath. */
export async function begin(client: ClientBase, how: Beginning, tenantId: string): Promise<void> {
  if (!UUID.test(tenantId)) throw new Error("a tenant id must be a UUID in lower case");
  await settled([send(client, how.begin, []), send(client, how.become, [tenantId])]);
}

const COMMIT: Statement = { name: "commit", text: "commit" };

/** Commits, behind the statements that were sent in the same breath; not when one of them fails. */
export async function commit(client: ClientBase): Promise<void> {
  await send(client, COMMIT, []);
}

/** The same limits for a write that somebody else has begun and who does not know the server's version. */
export const WRITE_LIMITS =
  `select ${Object.entries(LIMITS).map(setting).join(", ")}; select set_config(name, '${TIMEOUTS_MS.transaction}', true)` +
  " from pg_settings where name = 'transaction_timeout'";

/** Sets everything in one statement, which costs less than a `set local` for each; returns no columns. */
function becoming(name: string, settings: Settings): Statement {
  const all = [
    `set_config('role', '${SERVICE_ROLE}', true)`,
    `set_config('${TENANT_SETTING}', $1, true)`,
    ...Object.entries(settings).map(setting),
  ];
  return { name, text: `select where ${all.map((set) => `${set} is not null`).join(" and ")}` };
}

function settingAll(settings: Settings): string {
  return `(select ${Object.entries(settings).map(setting).join(", ")}) as limits`;
}

function setting([name, value]: readonly [string, string]): string {
  return `set_config('${name}', '${value}', true)`;
}
