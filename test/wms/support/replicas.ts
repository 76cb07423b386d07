import type { Pool } from "pg";

import type { WmsDialect } from "../../../src/core/wms/dialect.ts";
import { createPool } from "../../../src/store/sql/pool.ts";
import { createAdapter } from "../../../src/wms/adapters/index.ts";
import type { Transport } from "../../../src/wms/http/transport.ts";
import type { Quota } from "../../../src/wms/limiter/terms.ts";
import type { WmsClient } from "../../../src/wms/port.ts";
import { afterwards } from "../../support/afterwards.ts";
import { limiterOf, type WatchedLimiter } from "./limiters.ts";
import { transportOf } from "./transports.ts";

/** One process of several that share an account. */
export interface Replica {
  readonly client: WmsClient;
  readonly transport: Transport;
  readonly limiter: WatchedLimiter;
}

export interface ReplicaOptions {
  readonly databaseUrl: string;
  readonly accountId: string;
  readonly quota: Quota;
  readonly baseUrl: string;
  readonly secret: string;
  readonly dialect: WmsDialect;
}

/** So many replicas, each with connections of its own, until the test is over. */
export function openReplicas(count: number, options: ReplicaOptions): Replica[] {
  return Array.from({ length: count }, () => {
    const pool = createPool(options.databaseUrl, 2);
    afterwards(() => pool.end());
    return replica(pool, options);
  });
}

function replica(pool: Pool, { accountId, quota, ...where }: ReplicaOptions): Replica {
  const limiter = limiterOf(pool, accountId, { quota });
  const transport = transportOf({ limiter, timeoutMs: 5_000 });
  const { baseUrl, secret, dialect } = where;
  return {
    client: createAdapter("http", { baseUrl, secret, dialect, transport }),
    transport,
    limiter,
  };
}
