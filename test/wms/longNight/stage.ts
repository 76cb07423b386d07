import { randomUUID } from "node:crypto";

import { createOrm } from "../../../src/store/orm.ts";
import { createWmsAdministration } from "../../../src/wms/administration.ts";
import type { WmsDialect } from "../../../src/core/wms/dialect.ts";
import { type FaultChange, NO_FAULTS } from "../../../src/wmsSim/faults.ts";
import { startSimulator } from "../../../src/wmsSim/simulator.ts";
import type { World } from "../../../src/wmsSim/world/world.ts";
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
  OWNER,
  QUOTA,
  RUN_EVERY_MS,
  SKUS,
  TIMEOUT_MS,
  WAREHOUSE,
} from "./options.ts";

/** Everything that a night is played on. */
export interface Stage {
  readonly url: string;
  readonly tenantId: string;
  readonly world: World;
  readonly dialect: WmsDialect;
  readonly requests: readonly number[];
  /** A moment of ours, in the warehouse's time. */
  readonly worldTimeOf: (ourMs: number) => number;
  clients(): readonly StockClient[];
  /** Kills a replica as a power cut would, and starts another in its place. */
  kill(index: number): Promise<void>;
  /** Null: nothing goes wrong any more. */
  trouble(faults: FaultChange | null): void;
  close(): Promise<void>;
}

interface Replica {
  server: ServerProcess;
  client: StockClient;
}

const SECRET = "WMS_NIGHT_KEY";

/** Opens a database's worth of everything: a warehouse with its system, a tenant, replicas. */
export async function openStage(
  options: LongNightOptions & { readonly url: string },
): Promise<Stage> {
  const { seed, dialect: sim, speed, replicas: count } = options;
  const { url } = options;
  const dice = new Dice(seed + 4);
  const warehouse = await startSimulator({
    seed,
    dialect: sim,
    runEveryMs: RUN_EVERY_MS,
    speed,
    quota: { perSecond: QUOTA.requests / 2, burst: QUOTA.requests / 2 },
    closeShortAfterRuns: 3,
    shipAfterMs: 20 * 60_000,
    takeBackChance: 0.15,
    pageSize: 2,
    cells: CELLS.map((cell) => ({ ...cell, orderable: dice.between(4, 20) })),
  });
  const anchor = { ours: Date.now(), theirs: warehouse.world.now };
  const tenant = await createTestTenant(url);
  const settings = settingsOf(warehouse.key);
  const start = async (): Promise<Replica> => {
    const server = await startServerProcess(url, settings);
    return { server, client: createStockClient(`127.0.0.1:${server.grpcPort}`, tenant.adminKey) };
  };
  const dialect = declaredAt(sim, speed);
  await link(url, tenant, warehouse.url, dialect);
  const replicas = await Promise.all(Array.from({ length: count }, start));
  return {
    url,
    tenantId: tenant.id,
    world: warehouse.world,
    dialect,
    requests: warehouse.requests,
    worldTimeOf: (ourMs) => anchor.theirs + (ourMs - anchor.ours) * speed,
    clients: () => replicas.map(({ client }) => client),
    kill: async (index) => {
      const old = replicas[index];
      if (old === undefined) return;
      await old.server.end("SIGKILL");
      old.client.close();
      replicas[index] = await start();
    },
    trouble: (faults) => warehouse.faults.set(faults ?? NO_FAULTS),
    close: async () => {
      for (const { server, client } of replicas) {
        client.close();
        await server.end("SIGKILL");
      }
      await warehouse.stop();
    },
  };
}

function settingsOf(key: string): Record<string, string> {
  return {
    [SECRET]: key,
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
  tenant: TestTenant,
  baseUrl: string,
  dialect: WmsDialect,
): Promise<void> {
  const app = await startTestApp(url, { HOLDFAST_WMS: "0" });
  const client = createStockClient(`127.0.0.1:${app.grpcPort}`, tenant.adminKey);
  try {
    for (const sku of SKUS)
      await client.catalog.createItem({ requestId: randomUUID(), item: { sku, name: sku } });
    const location = { code: LOCATION, name: LOCATION, fulfilment: 2 } as const;
    await client.catalog.createLocation({ requestId: randomUUID(), location });
  } finally {
    client.close();
    await app.stop();
  }
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
      webhookSecretName: null,
    });
    const place = { warehouse: WAREHOUSE, owner: OWNER, tenantId: tenant.id, location: LOCATION };
    await them.link({ account: "night", ...place });
  } finally {
    await orm.close(true);
  }
}
