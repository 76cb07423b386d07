import type { Pool, PoolClient } from "pg";

import { SERVICE_ROLE, TENANT_SETTING } from "../entities/wall.ts";
import { withConnection } from "../sql/connection.ts";
import { UUID } from "../sql/session.ts";

/** A server that needs longer for one check is in trouble, and a picture that old keeps its vacuum waiting. */
const STATEMENT_TIMEOUT = "1h";

/** What one sort or hash may take of the server's memory before it spills to disk. */
const WORK_MEM = "32MB";

/**
 * Every check reads whole tables and joins them by equality, so a nested loop is never right; without statistics
 * (a young database) the planner would think that it is.
 */
const SETTINGS = [
  `set local role ${SERVICE_ROLE}`,
  `set local statement_timeout = '${STATEMENT_TIMEOUT}'`,
  `set local work_mem = '${WORK_MEM}'`,
  "set local enable_nestloop = off",
  "set local jit = off",
  "set local timezone = 'UTC'",
];

/**
 * Runs `look` as the service's role in a transaction that cannot write and sees one moment throughout. It locks no
 * row, so the service goes on meanwhile.
 *
 * @param tenantId the one tenant whose rows it sees, or null for the platform's tables alone
 */
export function inOnePicture<T>(
  pool: Pool,
  tenantId: string | null,
  look: (client: PoolClient) => Promise<T>,
): Promise<T> {
  return withConnection(pool, async (client) => {
    await client.query(openingSql(tenantId));
    const answer = await look(client);
    await client.query("commit");
    return answer;
  });
}

/** What opens such a transaction, as one simple message. */
export function openingSql(tenantId: string | null): string {
  if (tenantId !== null && !UUID.test(tenantId)) throw new Error(`${tenantId} is no UUID`);
  const tenant = `set local ${TENANT_SETTING} = '${tenantId ?? ""}'`;
  const begin = "begin isolation level repeatable read read only";
  return [begin, ...SETTINGS, tenant].join("; ");
}
