import { Pool, type QueryResultRow } from "pg";

import { migrate } from "../../src/store/migrate.ts";
import {
  createTestDatabase,
  type OwnCluster,
  type OwnClusterOptions,
  startOwnCluster,
} from "./postgres.ts";
import { type ServerProcess, startServerProcess } from "./serverProcess.ts";
import { doings } from "./shop.ts";
import { createStockClient, type StockClient } from "./stockClient.ts";
import { createTestTenant, type TestTenant } from "./tenants.ts";

export interface TwoServersOptions {
  /** A migrated database to use instead of one of its own. */
  readonly url?: string;
  /** Settings of both processes, such as `{ HOLDFAST_SWEEP_INTERVAL: "100ms" }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** One shop on one database, served by two processes. What people do in it goes through the first one. */
export interface TwoServers extends ReturnType<typeof doings> {
  readonly url: string;
  readonly tenant: TestTenant;
  readonly servers: readonly [ServerProcess, ServerProcess];
  /** The way in for a caller: those with even numbers use the first process, the others the second. */
  door(caller: number): StockClient["inventory"];
  /** The way in for a caller who moves or counts stock. */
  stock(caller: number): StockClient["stock"];
  /** The way in for a caller who changes the catalog. */
  catalog(caller: number): StockClient["catalog"];
  /** Asks the database itself, past the service. */
  readonly sql: <R extends QueryResultRow>(
    text: string,
    values?: readonly unknown[],
  ) => Promise<R[]>;
  close(): Promise<void>;
}

export async function openTwoServers(options: TwoServersOptions = {}): Promise<TwoServers> {
  const database = options.url === undefined ? await createTestDatabase() : undefined;
  const url = options.url ?? database?.url ?? "";
  const [tenant, ...servers] = await Promise.all([
    createTestTenant(url),
    startServerProcess(url, options.settings),
    startServerProcess(url, options.settings),
  ]);
  const clientOf = ({ grpcPort }: ServerProcess): StockClient =>
    createStockClient(`127.0.0.1:${grpcPort}`, tenant.adminKey);
  const [one, other] = [clientOf(servers[0]), clientOf(servers[1])];
  const pool = new Pool({ connectionString: url, max: 4 });
  pool.on("error", () => undefined);
  const close = async (): Promise<void> => {
    for (const client of [one, other]) client.close();
    for (const { child } of servers) child.kill("SIGCONT");
    await Promise.all(servers.map((server) => server.end()));
    await pool.end();
    await database?.drop();
  };
  return {
    url,
    tenant,
    servers,
    ...doings(one, url),
    door: (caller) => (caller % 2 === 0 ? one : other).inventory,
    stock: (caller) => (caller % 2 === 0 ? one : other).stock,
    catalog: (caller) => (caller % 2 === 0 ? one : other).catalog,
    sql: async <R extends QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      (await pool.query<R>(text, [...values])).rows,
    close,
  };
}

/** The same on a PostgreSQL of its own, which goes with it. */
export async function openOnOwnCluster(
  options: OwnClusterOptions = {},
): Promise<TwoServers & { readonly cluster: OwnCluster }> {
  const cluster = await startOwnCluster(options);
  try {
    await migrate({ url: cluster.url });
    const shop = await openTwoServers({ url: cluster.url });
    const close = async (): Promise<void> => {
      await shop.close();
      await cluster.stop();
    };
    return { ...shop, cluster, close };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}
