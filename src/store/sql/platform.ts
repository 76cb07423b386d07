import type { Pool } from "pg";

import { SERVICE_ROLE, TENANT_SETTING } from "../entities/wall.ts";
import type { Parameter } from "./parameters.ts";
import { withConnection } from "./connection.ts";
import { commit } from "./session.ts";
import { send, settled, type Statement } from "./statement.ts";

/** Nobody keeps a row of the platform for longer: every statement here touches one. */
const LIMITS_MS = {
  idle_in_transaction_session_timeout: 2_000,
  lock_timeout: 1_500,
  statement_timeout: 2_000,
};

const BEGIN: Statement = {
  name: "begin_platform",
  // A statement that waited for a row then sees it as it is, whatever the database's default.
  text: "begin isolation level read committed",
};

const BECOME: Statement = {
  name: "become_platform",
  text: `select where ${Object.entries({ role: SERVICE_ROLE, [TENANT_SETTING]: "", ...LIMITS_MS })
    .map(([name, value]) => `set_config('${name}', '${value}', true) is not null`)
    .join(" and ")}`,
};

/** What a statement on the platform's tables came to. */
export interface Told<R> {
  readonly rows: readonly R[];
  /** When it was sent, at the earliest: on the clock of `performance.now()`. */
  readonly sentAt: number;
}

/**
 * One statement on tables of the platform, in a transaction of its own, as the service's role and without a tenant: it
 * sees no tenant's rows. Never repeated: when it fails, it may have been carried out.
 */
export function askPlatform<R>(
  pool: Pool,
  statement: Statement,
  values: readonly Parameter[],
): Promise<Told<R>> {
  return withConnection(pool, async (client) => {
    const sentAt = performance.now();
    const begun = settled([send(client, BEGIN, []), send(client, BECOME, [])]);
    const asked = send<R>(client, statement, values);
    const [, { rows }] = await settled([begun, asked, commit(client)]);
    return { rows, sentAt };
  });
}
