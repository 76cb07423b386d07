import type { MikroORM } from "@mikro-orm/postgresql";
import type { Pool } from "pg";

import type { Uuid } from "../core/stock.ts";
import type { Database } from "../store/lane/database.ts";

/** What one tenant's catalog is kept with. */
export interface Room {
  readonly orm: MikroORM;
  /** For what is written set by set. */
  readonly database: Database;
  /** Where lists may be read from: the same database, or a replica of it. */
  readonly readPool: Pool;
  readonly tenantId: Uuid;
}
