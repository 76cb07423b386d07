import type { Holdfast } from "@holdfast/client";
import { Pool } from "pg";

import { migrate } from "../../../src/store/migrate.ts";
import { type CutPoint, type CutProxy, startCutProxy } from "../../support/cutProxy.ts";
import { type OwnCluster, startOwnCluster } from "../../support/ownCluster.ts";
import type { ServerNumber } from "../steps/step.ts";
import { type Server, startServer } from "./server.ts";

/** Two servers on one PostgreSQL, and whatever can befall them. */
export interface World {
  /** PostgreSQL itself, past everything. */
  readonly url: string;
  /** An operator's connections to it. */
  readonly operator: Pool;
  /**
   * A caller's way in: half of the callers prefer each server, half of each speak gRPC. A further attempt goes to the
   * other server, or to the one that is there.
   */
  holdfast(apiKey: string, caller: number, attempt: number): Holdfast;
  restartServer(server: ServerNumber, signal: NodeJS.Signals, sweeps: boolean): Promise<void>;
  freezeServer(server: ServerNumber, forMs: number): Promise<void>;
  crashDatabase(): Promise<void>;
  /** Cuts a server's connection to PostgreSQL at the next COMMIT. */
  cut(point: CutPoint): void;
  /** Has a connection still to be cut? */
  isCutting(): boolean;
  /** Waits until both servers are there. @throws Error when one ended that nobody had killed */
  settle(): Promise<void>;
  /** Starts servers that should not have ended. */
  repair(): Promise<void>;
  /** The last that the servers have written of their troubles. */
  grievances(): string[];
  close(): Promise<void>;
}

/**
 * Nothing here has to survive a crash of the machine; what a process has written survives its own end. Deadlocks
 * between the operator and a server are part of the play, and need not last a second each.
 */
const CLUSTER = { fsync: "off", full_page_writes: "off", deadlock_timeout: "20ms" };

const GRIEVANCES_MAX = 5;

type Servers = readonly [Server, Server];

export async function openWorld(): Promise<World> {
  const cluster = await startOwnCluster({ settings: CLUSTER });
  const { url } = cluster;
  await migrate({ url });
  const proxy = await startCutProxy(url);
  const servers = await Promise.all([startServer(proxy.url, true), startServer(proxy.url, false)]);
  const operator = new Pool({ connectionString: url, max: 8 });
  operator.on("error", () => undefined);
  return {
    url,
    operator,
    holdfast: (apiKey, caller, attempt) => {
      const protocol = Math.floor(caller / 2) % 2 === 0 ? "grpc" : "connect";
      return serverFor(servers, caller, attempt).client(apiKey, protocol);
    },
    ...misfortunes(cluster, proxy, servers),
    settle: () => settle(servers),
    repair: async () => {
      for (const server of servers) await server.repair();
    },
    grievances: () =>
      servers.flatMap((server) =>
        server.stderr().split("\n").filter(Boolean).slice(-GRIEVANCES_MAX),
      ),
    close: async () => {
      await Promise.all(servers.map((server) => server.end()));
      await operator.end();
      await proxy.close();
      await cluster.stop();
    },
  };
}

function misfortunes(
  cluster: OwnCluster,
  proxy: CutProxy,
  servers: Servers,
): Pick<World, "restartServer" | "freezeServer" | "crashDatabase" | "cut" | "isCutting"> {
  let cuts = 0;
  return {
    restartServer: async (number, signal, sweeps) => {
      await settle(servers);
      servers[number].replace(signal, sweeps);
    },
    freezeServer: (number, forMs) => servers[number].freeze(forMs),
    crashDatabase: async () => {
      // A server does not start without a database.
      await settle(servers);
      await cluster.kill9();
      await cluster.restart();
    },
    cut: (point) => {
      cuts += 1;
      void proxy.cut(point).then(() => (cuts -= 1));
    },
    isCutting: () => cuts > 0,
  };
}

async function settle(servers: Servers): Promise<void> {
  for (const server of servers) await server.settle();
}

/** A first attempt may go to a server that is away, as a caller's does who has not heard of it. */
function serverFor([one, other]: Servers, caller: number, attempt: number): Server {
  const [first, second] = (caller + attempt) % 2 === 0 ? [one, other] : [other, one];
  return attempt > 0 && first.isAway() ? second : first;
}
