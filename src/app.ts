import { Registry } from "@prometheus-io/client";
import type { MikroORM } from "@mikro-orm/postgresql";
import type { Pool } from "pg";

import type { TenantRef } from "./access/access.ts";
import { createAccess } from "./access/createAccess.ts";
import type { TenantCatalog } from "./catalog/catalog.ts";
import { createCatalog } from "./catalog/createCatalog.ts";
import type { Config } from "./config.ts";
import type { Uuid } from "./core/stock.ts";
import type { Logger } from "./log.ts";
import type { CallLog } from "./server/options.ts";
import { createServer } from "./server/server.ts";
import { type Database, openDatabase } from "./store/lane/database.ts";
import { Ledger } from "./store/ledger.ts";
import { createOrm } from "./store/orm.ts";
import { createPool } from "./store/sql/pool.ts";
import type { TenantBooks } from "./store/store.ts";
import { createTenantWms } from "./wms/desk/tenantWms.ts";
import { startWorkers, type Workers } from "./startWorkers.ts";
import { createDeliveries } from "./wms/inbox/deliveries.ts";
import { environmentSecret } from "./wms/environmentSecret.ts";
import type { ConnectionOf } from "./wms/desk/status.ts";

export interface AppOptions {
  readonly config: Config;
  readonly databaseUrl: string;
  /** The demo's tenant, which callers on this machine reach without a key until a first key exists. */
  readonly openTenant?: TenantRef | undefined;
  readonly log: Logger;
}

/** The whole service in this process. */
export interface App {
  readonly grpcPort: number;
  readonly httpPort: number;
  booksOf(tenantId: Uuid): TenantBooks;
  catalogOf(tenantId: Uuid): TenantCatalog;
  /** Answers what was accepted, then stops: doors, lanes, workers, connections. Repeated calls wait for the first. */
  stop(): Promise<void>;
}

/** Connections that the catalog may use: its writes are rare and short. */
const ORM_POOL_MAX = 4;

/**
 * Starts the service on a database that `checkDatabase` has found fit.
 *
 * @throws ConfigError for a door that cannot be opened, or what the database says
 */
export async function startApp(options: AppOptions): Promise<App> {
  const rooms = await openRooms(options);
  try {
    return await openDoors(options, rooms);
  } catch (error) {
    await closeRooms(rooms);
    throw error;
  }
}

/** Connections for key look-ups and questions of health, so that busy lanes never lock callers out. */
const ACCESS_POOL_MAX = 2;

interface Rooms {
  readonly pool: Pool;
  readonly accessPool: Pool;
  readonly readPool: Pool;
  readonly database: Database;
  readonly orm: MikroORM;
  readonly ledger: Ledger;
  readonly registry: Registry;
}

async function openRooms({ config, databaseUrl, log }: AppOptions): Promise<Rooms> {
  const pool = createPool(databaseUrl, config.poolMax);
  const accessPool = createPool(databaseUrl, ACCESS_POOL_MAX, "holdfast access");
  const readUrl = config.databaseReadUrl;
  const readPool = readUrl === undefined ? pool : createPool(readUrl, config.poolMax);
  const pools = { pool, accessPool, readPool };
  try {
    const database = await openDatabase(pool);
    const orm = await createOrm(databaseUrl, ORM_POOL_MAX);
    const limits = {
      queueMax: config.laneQueueMax,
      batchMax: config.laneBatchMax,
      backgroundMax: Math.ceil((config.laneBatchMax * config.sweepSharePercent) / 100),
    };
    const report = (message: string, error: unknown): void => log.error({ err: error }, message);
    const ledger = new Ledger({ database, readPool, limits, report });
    return { ...pools, database, orm, ledger, registry: new Registry() };
  } catch (error) {
    await endPools(pools);
    throw error;
  }
}

async function openDoors(options: AppOptions, rooms: Rooms): Promise<App> {
  const { config, openTenant, log } = options;
  const { pool, accessPool, readPool, database, orm, ledger, registry } = rooms;
  const catalogOf = (tenantId: Uuid): TenantCatalog =>
    createCatalog({ orm, database, readPool, tenantId });
  let workers: Workers | undefined = undefined;
  const connectionOf: ConnectionOf = (accountId) => workers?.connectionOf(accountId);
  const server = await createServer({
    grpc: { host: config.grpcHost, port: config.grpcPort },
    http: { host: config.httpHost, port: config.httpPort },
    tls: config.tls,
    access: createAccess({ pool: accessPool, open: openTenant }),
    booksOf: (tenantId) => ledger.booksOf(tenantId),
    catalogOf,
    wmsOf: (tenantId) => createTenantWms({ pool, tenantId, connectionOf }),
    deliveries: createDeliveries({ pool, secretOf: environmentSecret }),
    limits: config,
    log: (line) => logCall(log, line),
    ready: () => whyNotReady(accessPool),
    registry,
  });
  const started = startWorkers(rooms, config, log);
  workers = started;
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await server.drain(config.drainTimeoutMs);
    await started.stop();
    await closeRooms(rooms);
  };
  return {
    grpcPort: server.grpcPort,
    httpPort: server.httpPort,
    booksOf: (tenantId) => ledger.booksOf(tenantId),
    catalogOf,
    stop: () => (stopping ??= stop()),
  };
}

/** One line per call. What went wrong inside is told with its stack, and to the operator only. */
function logCall(log: Logger, { error, ...line }: CallLog): void {
  if (error === undefined) log.info(line, "call");
  else log.error({ ...line, err: error }, "call");
}

async function whyNotReady(pool: Pool): Promise<string | undefined> {
  try {
    await pool.query("select 1");
    return undefined;
  } catch {
    return "the database does not answer";
  }
}

async function closeRooms(rooms: Rooms): Promise<void> {
  await rooms.ledger.close();
  await rooms.orm.close(true);
  await endPools(rooms);
}

async function endPools(pools: Pick<Rooms, "pool" | "accessPool" | "readPool">): Promise<void> {
  const open = new Set([pools.pool, pools.accessPool, pools.readPool]);
  await Promise.all([...open].map((pool) => pool.end()));
}
