import { DatabaseError, type Pool, type QueryResult } from "pg";

import type { Uuid } from "../core/stock.ts";
import { SERVICE_ROLE } from "../store/entities/wall.ts";
import { DatabaseUnavailable } from "../store/errors.ts";
import type { Principal, Role } from "./access.ts";

/** A call that waits for longer than this is told that the database does not answer. */
export const LOOKUP_TIMEOUT_MS = 2_000;

/** What the database says about keys, now. */
export interface KeyLookup {
  /** The callers behind those of the hashes (hexadecimal) that are in force. */
  find(hashes: readonly string[]): Promise<ReadonlyMap<string, Principal>>;
  /** Whether a key was ever made, revoked ones included. */
  anyKey(): Promise<boolean>;
}

/** @throws DatabaseUnavailable from every function, after `LOOKUP_TIMEOUT_MS` at the latest */
export function createKeyLookup(pool: Pick<Pool, "query">): KeyLookup {
  return {
    find: async (hashes) => {
      const literals = hashes.map((hash) => `'\\x${checked(hash)}'`).join(", ");
      return principals(await ask<KeyRow>(pool, KEYS_SQL.replace("$hashes", literals)));
    },
    anyKey: async () =>
      (await ask<{ id: Uuid }>(pool, "select id from api_key limit 1")).length > 0,
  };
}

interface KeyRow {
  readonly hash: string;
  readonly key_id: Uuid;
  readonly role: Role;
  readonly tenant_id: Uuid;
  readonly code: string;
}

const KEYS_SQL = `
  select encode(k.hash, 'hex') as hash, k.id as key_id, k.role, t.id as tenant_id, t.code
  from api_key k
  join api_key_tenant kt on kt.api_key_id = k.id
  join tenant t on t.id = kt.tenant_id
  where k.revoked_at is null and k.hash in ($hashes)
  order by k.id, t.code`;

/** Hashes are ours and hexadecimal; this makes sure of it before one enters the text of a statement. */
function checked(hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new Error("not a SHA-256 in hexadecimal");
  return hash;
}

function principals(rows: readonly KeyRow[]): Map<string, Principal> {
  const found = new Map<string, Principal>();
  for (const [hash, ofKey] of Map.groupBy(rows, (row) => row.hash)) {
    const first = ofKey[0];
    if (first === undefined) continue;
    const tenants = ofKey.map(({ tenant_id, code }) => Object.freeze({ id: tenant_id, code }));
    found.set(hash, Object.freeze({ actor: first.key_id, role: first.role, tenants }));
  }
  return found;
}

/** One message, hence one transaction: it becomes the service's role, is limited in time, and asks. */
async function ask<Row extends object>(pool: Pick<Pool, "query">, sql: string): Promise<Row[]> {
  const text = `set local role ${SERVICE_ROLE}; set local statement_timeout = ${LOOKUP_TIMEOUT_MS}; ${sql}`;
  try {
    const results = await withinTime(pool.query(text));
    // node-pg answers several statements with an array, which its types do not tell.
    return (results as unknown as QueryResult<Row>[]).at(-1)?.rows ?? [];
  } catch (error) {
    throw isOurs(error) ? error : new DatabaseUnavailable(error);
  }
}

/** Statements that the database refuses for what they say are our mistake, not its absence. */
function isOurs(error: unknown): boolean {
  return error instanceof DatabaseError && !/^(08|25P|53|57)/.test(error.code ?? "");
}

async function withinTime<T>(asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(reject, LOOKUP_TIMEOUT_MS, new Error("no answer in time"));
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
