import type { Pool, PoolClient } from "pg";

/**
 * Gives a connection that broke back to its pool when whoever has it does not. The ORM's transactions keep the
 * place of a connection for ever when rolling back fails, as it always does on a broken one: after as many
 * lost connections as the pool has places, nobody would get one any more.
 */
export function giveBackBroken(pool: Pool): void {
  const taken = new Set<PoolClient>();
  pool.on("acquire", (client) => taken.add(client));
  pool.on("release", (_error, client) => taken.delete(client));
  pool.on("connect", (client) => {
    // Whoever gives it back himself has done so by the next turn.
    client.once("end", () => setImmediate(() => taken.has(client) && giveBack(client)));
  });
}

function giveBack(client: PoolClient): void {
  client.release(true);
  // Its holder may still come to it; giving back twice is an error.
  client.release = () => undefined;
}
