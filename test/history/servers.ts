import { randomUUID } from "node:crypto";

import { startCutProxy } from "../support/cutProxy.ts";
import { MAIN } from "../support/shop.ts";
import { type ServerProcess, startServerProcess } from "../support/serverProcess.ts";
import { createStockClient, type StockClient } from "../support/stockClient.ts";
import { createTestTenant } from "../support/tenants.ts";
import type { Random } from "./random.ts";
import type { Door } from "./send.ts";

/** Two servers on one database, of which one can be killed and comes back, and a database that loses replies. */
export interface Servers {
  /** The way in: even numbers use the first server, odd ones the second; the other one while theirs is being replaced. */
  door(number: number): Door;
  /** Ends a server without a word and starts another one in its place. Resolves when that one serves. */
  replace(number: 0 | 1): Promise<void>;
  /** Loses the next commit's connection to the database: before it, right behind it, or with its reply under way. */
  cut(): void;
  close(): Promise<void>;
}

/** Holds that lapse are swept this often, so that callers meet swept ones and others. */
const SETTINGS = { HOLDFAST_SWEEP_INTERVAL: "700ms", HOLDFAST_REHOME_INTERVAL: "1h" };

/** @param url of a migrated database without tenants */
export async function openServers(
  url: string,
  skus: readonly string[],
  random: Random,
): Promise<Servers> {
  const proxy = await startCutProxy(url);
  const start = async (): Promise<Running> => {
    const server = await startServerProcess(proxy.url, SETTINGS);
    return { server, client: createStockClient(`127.0.0.1:${server.grpcPort}`, tenant.adminKey) };
  };
  const tenant = await createTestTenant(url);
  const running = await Promise.all([start(), start()]);
  const { catalog } = running[0].client;
  await catalog.createLocation({ requestId: randomUUID(), location: { code: MAIN } });
  for (const sku of skus) await catalog.createItem({ requestId: randomUUID(), item: { sku } });
  let away: number | undefined;
  return {
    door: (number) => {
      const isFirst = away === undefined ? number % 2 === 0 : away === 1;
      return running[isFirst ? 0 : 1].client.inventory;
    },
    replace: async (number) => {
      const { server, client } = running[number];
      const ended = server.end("SIGKILL");
      away = number;
      await ended;
      running[number] = await start();
      away = undefined;
      client.close();
    },
    cut: () => void proxy.cut(random.pick(["before", "behind", "after"])),
    close: async () => {
      for (const { client } of running) client.close();
      await Promise.all(running.map(({ server }) => server.end()));
      await proxy.close();
    },
  };
}

interface Running {
  readonly server: ServerProcess;
  readonly client: StockClient;
}
