import type { Pool, PoolClient } from "pg";

/**
 * Lends a connection of the pool for as long as it is used. One whose use failed is not given to anybody else,
 * unless `mend` finds it good.
 *
 * @param mend tries to bring a connection back after a failure; returns why it is of no further use, or undefined.
 *   Default: the failure itself.
 */
export async function withConnection<T>(
  pool: Pool,
  use: (client: PoolClient) => Promise<T>,
  mend: (client: PoolClient, failure: Error) => Promise<Error | undefined> = async (_, failure) =>
    failure,
): Promise<T> {
  const client = await pool.connect();
  // Without a listener, a connection that breaks between two queries would end the process; the next one reports it.
  const ignore = (): void => undefined;
  client.on("error", ignore);
  let broken: Error | undefined;
  try {
    return await use(client);
  } catch (error) {
    broken = await mend(client, toError(error));
    throw error;
  } finally {
    client.off("error", ignore);
    client.release(broken);
  }
}

export function toError(thrown: unknown): Error {
  return Error.isError(thrown) ? thrown : new Error(String(thrown));
}
