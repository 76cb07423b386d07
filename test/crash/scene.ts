import { Client } from "pg";

import { migrate } from "../../src/store/migrate.ts";
import { type OwnCluster, startOwnCluster } from "../support/postgres.ts";
import { type KillableServer, startKillableServer } from "./killableServer.ts";

/** A PostgreSQL that writes durably, and two servers on it, all of them to be killed. */
export interface Scene {
  /** Of the database, as superuser. Stays the same. */
  readonly url: string;
  readonly servers: readonly [KillableServer, KillableServer];
  readonly postgres: KillablePostgres;
  /** Kills whatever runs and leaves nothing behind. */
  close(): Promise<void>;
}

export interface KillablePostgres {
  /** Its main process: another number, another life; 0: killed. */
  readonly pid: number;
  /** The main process and all sessions at once, with nothing more written. */
  kill(): Promise<void>;
  /** Lets it recover. */
  start(): Promise<void>;
  /**
   * Lets commits take so many ms longer, from 0 to 100. On a slow disk most kills come while a commit is under way; on
   * a fast one that moment is hardly ever hit.
   */
  slowDown(commitMs: number): Promise<void>;
}

export async function openScene(): Promise<Scene> {
  // Every commit is delayed, also when nothing else is going on: see `slowDown`.
  const cluster = await startOwnCluster({ settings: { commit_siblings: "0" } });
  const { url } = cluster;
  const servers: KillableServer[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()));
    await cluster.stop();
  };
  try {
    await migrate({ url });
    const both = await Promise.all([startKillableServer("A", url), startKillableServer("B", url)]);
    servers.push(...both);
    return { url, servers: both, postgres: killablePostgres(cluster), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function killablePostgres(cluster: OwnCluster): KillablePostgres {
  let { pid } = cluster;
  return {
    get pid() {
      return pid;
    },
    kill: async () => {
      pid = 0;
      await cluster.kill9();
    },
    start: async () => {
      await cluster.restart();
      ({ pid } = cluster);
    },
    slowDown: async (commitMs) => {
      const client = new Client({ connectionString: cluster.url });
      await client.connect();
      await client.query(`alter system set commit_delay = ${commitMs * 1_000}`);
      await client.query("select pg_reload_conf()");
      await client.end();
    },
  };
}
