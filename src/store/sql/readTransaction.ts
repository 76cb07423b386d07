import type { Pool, PoolClient } from "pg";

import { DatabaseUnavailable } from "../errors.ts";
import { withConnection } from "./connection.ts";
import { begin, type Beginning, commit, READING } from "./session.ts";
import { isConnectionLoss } from "./sqlstate.ts";
import { settled } from "./statement.ts";

/**
 * Reads one tenant's rows in a read-only transaction. The queries must be sent without waiting for each other:
 * begin, queries and commit then travel together.
 *
 * @throws DatabaseUnavailable
 */
export async function readTransaction<T>(
  pool: Pool,
  tenantId: string,
  read: (client: PoolClient) => Promise<T>,
  how: Beginning = READING,
): Promise<T> {
  return await readTwice(() => readOnce(pool, tenantId, how, read));
}

/**
 * Reads, and once more when the connection was lost: that changes nothing, and a connection that sat idle may
 * have been cut long ago.
 *
 * @throws DatabaseUnavailable
 */
export async function readTwice<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!isConnectionLoss(error)) throw error;
    return await read().catch((again: unknown) => {
      throw isConnectionLoss(again) ? new DatabaseUnavailable(again) : again;
    });
  }
}

function readOnce<T>(
  pool: Pool,
  tenantId: string,
  how: Beginning,
  read: (client: PoolClient) => Promise<T>,
): Promise<T> {
  return withConnection(pool, async (client) => {
    const begun = begin(client, how, tenantId);
    const found = read(client);
    const ended = commit(client);
    const [, result] = await settled([begun, found, ended]);
    return result;
  });
}
