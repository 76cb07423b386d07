import { randomUUID } from "node:crypto";

import { createOrm } from "../../../src/store/orm.ts";
import { verify } from "../../../src/store/verify/verify.ts";
import { createWmsAdministration } from "../../../src/wms/administration.ts";
import type { Simulator } from "../../../src/wmsSim/simulator.ts";
import {
  CallFailed,
  createStockClient,
  type StockClient,
} from "../../../test/support/stockClient.ts";
import { createTestTenant, type TestTenant } from "../../../test/support/tenants.ts";
import { until } from "../../../test/support/until.ts";
import { PLACE } from "../stream.ts";
import type { Seller, SellerOptions } from "./seller.ts";

const LOCATION = "OUTSIDE";
const DEFERRED = 2;
const SECRET = "WMS_BENCH_KEY";
const SETTLE_MS_MAX = 120_000;

/** What the service does every so often, in the warehouse's time: the defaults. */
const INTERVALS_MS = {
  HOLDFAST_WMS_WALK_INTERVAL: 60_000,
  HOLDFAST_WMS_ASK_INTERVAL: 15_000,
  HOLDFAST_WMS_POLL_INTERVAL: 10_000,
};
const INTERVAL_MS_MIN = 100;

/** Holdfast: a server of its own, PostgreSQL, and the sync that comes with it, over gRPC. */
export async function createHoldfastSeller(options: SellerOptions): Promise<Seller> {
  const { workshop, warehouse, stream } = options;
  const url = await workshop.migratedDatabase();
  const tenant = await createTestTenant(url);
  const server = await workshop.startServer(url, settingsOf(options));
  const client = createStockClient(`127.0.0.1:${server.grpcPort}`, tenant.adminKey);
  await furnish(client, options);
  await link(url, tenant, options);
  const [first] = stream.cells.filter(({ orderable }) => orderable > 0);
  await until(async () => (await onHand(client, first?.sku ?? "")) > 0n, SETTLE_MS_MAX);
  let sold = 0;
  return {
    sell: async ({ name, sku, quantity }) => {
      const lines = [{ sku, quantity: BigInt(quantity), location: LOCATION }];
      try {
        await client.inventory.sell({ requestId: randomUUID(), orderRef: name, lines });
        sold += 1;
        return { sold: true, waitedMs: 0 };
      } catch (error) {
        const isShort = error instanceof CallFailed && error.reason === "INSUFFICIENT_STOCK";
        if (isShort) return { sold: false, waitedMs: 0 };
        throw error;
      }
    },
    settle: () => until(() => ordersOf(warehouse) === sold, SETTLE_MS_MAX),
    close: async () => {
      client.close();
      await server.end();
      const { differencesTotal } = await verify({ url });
      await workshop.drop(url);
      if (differencesTotal > 0) throw new Error(`the audit found ${differencesTotal} differences`);
    },
  };
}

function settingsOf({ warehouse, speed }: SellerOptions): Record<string, string> {
  const intervals = Object.entries(INTERVALS_MS).map(([name, ms]) => {
    return [name, `${Math.max(INTERVAL_MS_MIN, Math.round(ms / speed))}ms`];
  });
  return { ...Object.fromEntries(intervals), [SECRET]: warehouse.key };
}

async function furnish({ catalog }: StockClient, { stream }: SellerOptions): Promise<void> {
  const location = { code: LOCATION, fulfilment: DEFERRED } as const;
  await catalog.createLocation({ requestId: randomUUID(), location });
  for (const { sku } of stream.cells) {
    await catalog.createItem({ requestId: randomUUID(), item: { sku, name: sku } });
  }
}

async function link(
  url: string,
  { id: tenantId }: TestTenant,
  { warehouse, quotaPerSecond }: SellerOptions,
): Promise<void> {
  const orm = await createOrm(url, 1);
  try {
    const them = createWmsAdministration(orm);
    await them.putAccount({
      code: "wms",
      adapter: "http",
      baseUrl: warehouse.url,
      dialect: { ...warehouse.world.options.dialect, unseenMs: 0 },
      quotaRequests: quotaPerSecond,
      quotaWindowMs: 1_000,
      readFloorPercent: 20,
      secretName: SECRET,
      webhookSecretName: null,
    });
    await them.link({ account: "wms", ...PLACE, tenantId, location: LOCATION });
  } finally {
    await orm.close(true);
  }
}

async function onHand({ inventory }: StockClient, sku: string): Promise<bigint> {
  const { availability } = await inventory.getAvailability({ keys: [{ sku, location: LOCATION }] });
  return availability[0]?.onHand ?? 0n;
}

function ordersOf({ world }: Simulator): number {
  return world.truth().orders.length;
}
