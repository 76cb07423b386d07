import { defineConfig, MikroORM, type Options } from "@mikro-orm/postgresql";
import { Migrator } from "@mikro-orm/migrations";

import { ENTITIES } from "./entities/index.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import { giveBackBroken } from "./sql/brokenConnections.ts";
import { REPLY_TIMEOUT_MS } from "./sql/pool.ts";

/** The entity manager's settings for one database. Entities are listed, never discovered. */
export function ormOptions(url: string, poolMax = 4): Options {
  return defineConfig({
    clientUrl: url,
    entities: ENTITIES,
    extensions: [Migrator],
    forceUtcTimezone: true,
    allowGlobalContext: false,
    // Its batch update of versioned rows forgets the version (docs/decisions/0002): rows go one by one.
    useBatchUpdates: false,
    pool: { min: 0, max: poolMax },
    driverOptions: {
      onPoolCreated: giveBackBroken,
      keepAlive: true,
      query_timeout: REPLY_TIMEOUT_MS,
    },
    migrations: {
      tableName: "schema_migration",
      migrationsList: MIGRATIONS,
      path: "src/store/migrations",
      pathTs: "src/store/migrations",
      snapshot: false,
      // Who runs it says what was done; it would print lines of its own.
      silent: true,
      emit: "ts",
    },
    schemaGenerator: { disableForeignKeys: false },
  });
}

export function createOrm(url: string, poolMax?: number): Promise<MikroORM> {
  return MikroORM.init(ormOptions(url, poolMax));
}
