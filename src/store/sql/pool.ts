import { Pool, type PoolConfig } from "pg";

import { cutSilent } from "./silence.ts";
import { typeParserOf } from "./types.ts";

/** How long a database that takes connections may take to accept one. */
const CONNECT_TIMEOUT_MS = 5_000;

/** A reply that takes longer comes from a dead machine: every statement has a shorter limit on the server. */
export const REPLY_TIMEOUT_MS = 10_000;

/** Connections for the books: statements are sent without waiting for each other's replies. */
export function createPool(url: string, max: number, applicationName = "holdfast"): Pool {
  const config: PoolConfig & { pipeline: boolean } = {
    connectionString: url,
    max,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    idleTimeoutMillis: 60_000,
    pipeline: true,
    types: { getTypeParser: typeParserOf },
  };
  const pool = new Pool(config);
  // An idle connection that breaks is replaced; whoever uses one is told by its own query.
  pool.on("error", () => undefined);
  cutSilent(pool, REPLY_TIMEOUT_MS);
  return pool;
}
