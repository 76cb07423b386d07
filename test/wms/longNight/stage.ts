import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { createOrm } from "../../../src/store/orm.ts";
import { createWmsAdministration } from "../../../src/wms/administration.ts";
import type { WmsDialect } from "../../../src/core/wms/dialect.ts";
import { type FaultChange, NO_FAULTS } from "../../../src/wmsSim/faults.ts";
import { type Simulator, startSimulator } from "../../../src/wmsSim/simulator.ts";
import { startServerProcess, type ServerProcess } from "../../support/serverProcess.ts";
import { startTestApp } from "../../support/shop.ts";
import { createStockClient, type StockClient } from "../../support/stockClient.ts";
import { createTestTenant, type TestTenant } from "../../support/tenants.ts";
import { Dice } from "../model/random.ts";
import {
  CELLS,
  declaredAt,
  LOCATION,
  type LongNightOptions,
  OWNERS,
  QUOTA,
  RUN_EVERY_MS,
  SKUS,
  TIMEOUT_MS,
  WAREHOUSE,
} from "./options.ts";
import type { Scene } from "./referee.ts";
import { openRelay } from "./relay.ts";

/** Everything that a night is played on. */
export interface Stage extends Scene {
  readonly url: string;
  readonly owners: readonly Owner[];
  readonly requests: readonly number[];
  /** Deliveries of webhooks that a replica answered with yes. */
  delivered(): number;
  /** Kills a replica as a power cut would, and starts another in its place. */
  kill(index: number): Promise<void>;
  /** Stops a replica for a while in the midst of whatever it does, as a machine that swaps. */
  freeze(index: number, forMs: number): Promise<void>;
  /** Null: nothing goes wrong any more. */
  trouble(faults: FaultChange | null): void;
  close(): Promise<void>;
}

/** Somebody whose goods lie in the warehouse: a tenant of ours. */
export interface Owner {
  readonly owner: string;
  readonly tenantId: string;
  /** One for each replica. */
  readonly clients: () => readonly StockClient[];
}

interface Replica {
  server: ServerProcess;
  /** In the order of the owners. */
  clients: readonly StockClient[];
}

const SECRET = "WMS_NIGHT_KEY";
const HOOK = { name: "WMS_NIGHT_HOOK", secret: "what only the warehouse knows" };

/** Opens a database's worth of everything: a warehouse with its system, owners of goods, replicas. */
export async function openStage(
  options: LongNightOptions & { readonly url: string },
): Promise<Stage> {
  const { url, dialect: sim, speed, replicas: count } = options;
  const replicas: Replica[] = [];
  const relay = await openRelay(() => replicas.map(({ server }) => server.httpPort));
  const warehouse = await openWarehouse(options, `${relay.url}/wms/night/events`);
  const anchor = { ours: Date.now(), theirs: warehouse.world.now };
  const tenants = await Promise.all(
    OWNERS.map((owner) => createTestTenant(url, owner.toLowerCase())),
  );
  const start = async (): Promise<Replica> => {
    const server = await startServerProcess(url, settingsOf(warehouse.key));
    const address = `127.0.0.1:${server.grpcPort}`;
    return { server, clients: tenants.map(({ adminKey }) => createStockClient(address, adminKey)) };
  };
  const dialect = declaredAt(sim, speed);
  await link(url, tenants, warehouse.url, dialect);
  replicas.push(...(await Promise.all(Array.from({ length: count }, start))));
  return {
    url,
    owners: OWNERS.map((owner, place) => ({
      owner,
      tenantId: tenants[place]?.id ?? "",
      clients: () => replicas.flatMap(({ clients }) => clients[place] ?? []),
    })),
    world: warehouse.world,
    sim,
    dialect,
    requests: warehouse.requests,
    delivered: () => relay.delivered(),
    worldTimeOf: (ourMs) => anchor.theirs + (ourMs - anchor.ours) * speed,
    kill: async (index) => {
      const old = replicas[index];
      if (old === undefined) return;
      await old.server.end("SIGKILL");
      for (const client of old.clients) client.close();
      replicas[index] = await start();
    },
    freeze: async (index, forMs) => {
      const { child } = replicas[index]?.server ?? {};
      child?.kill("SIGSTOP");
      await sleep(forMs);
      child?.kill("SIGCONT");
    },
    trouble: (faults) => warehouse.faults.set(faults ?? NO_FAULTS),
    close: async () => {
      for (const { server, clients } of replicas) {
        for (const client of clients) client.close();
        await server.end("SIGKILL");
      }
      await warehouse.stop();
      await relay.close();
    },
  };
}

function openWarehouse(
  { seed, dialect, speed }: LongNightOptions,
  hookUrl: string,
): Promise<Simulator> {
  const dice = new Dice(seed + 4);
  return startSimulator({
    seed,
    dialect,
    runEveryMs: RUN_EVERY_MS,
    speed,
    quota: { perSecond: QUOTA.requests / 2, burst: QUOTA.requests / 2 },
    closeShortAfterRuns: 3,
    shipAfterMs: 20 * 60_000,
    takeBackChance: 0.15,
    pageSize: 2,
    webhook: { url: hookUrl, secret: HOOK.secret },
    cells: CELLS.map((cell) => ({ ...cell, orderable: dice.between(4, 20) })),
  });
}

function settingsOf(key: string): Record<string, string> {
  return {
    [SECRET]: key,
    [HOOK.name]: HOOK.secret,
    HOLDFAST_WMS_WALK_INTERVAL: "400ms",
    HOLDFAST_WMS_ASK_INTERVAL: "300ms",
    HOLDFAST_WMS_POLL_INTERVAL: "250ms",
    HOLDFAST_WMS_TIMEOUT: `${TIMEOUT_MS}ms`,
    HOLDFAST_SWEEP_INTERVAL: "300ms",
    HOLDFAST_POOL_MAX: "8",
  };
}

async function link(
  url: string,
  tenants: readonly TestTenant[],
  baseUrl: string,
  dialect: WmsDialect,
): Promise<void> {
  for (const tenant of tenants) await furnish(url, tenant);
  const orm = await createOrm(url, 1);
  try {
    const them = createWmsAdministration(orm);
    await them.putAccount({
      code: "night",
      adapter: "http",
      baseUrl,
      dialect,
      quotaRequests: QUOTA.requests,
      quotaWindowMs: QUOTA.windowMs,
      readFloorPercent: 40,
      secretName: SECRET,
      webhookSecretName: HOOK.name,
    });
    for (const [index, { id: tenantId }] of tenants.entries()) {
      const place = { warehouse: WAREHOUSE, owner: OWNERS[index] ?? "", tenantId };
      await them.link({ account: "night", ...place, location: LOCATION });
    }
  } finally {
    await orm.close(true);
  }
}

async function furnish(url: string, { adminKey }: TestTenant): Promise<void> {
  const app = await startTestApp(url, { HOLDFAST_WMS: "0" });
  const client = createStockClient(`127.0.0.1:${app.grpcPort}`, adminKey);
  try {
    for (const sku of SKUS)
      await client.catalog.createItem({ requestId: randomUUID(), item: { sku, name: sku } });
    const location = { code: LOCATION, name: LOCATION, fulfilment: 2 } as const;
    await client.catalog.createLocation({ requestId: randomUUID(), location });
  } finally {
    client.close();
    await app.stop();
  }
}
