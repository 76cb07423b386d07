import { createOrm } from "../../../src/store/orm.ts";
import { createWmsAdministration } from "../../../src/wms/administration.ts";
import { DIALECTS } from "../../../src/wmsSim/dialects.ts";
import { type Simulator, startSimulator } from "../../../src/wmsSim/simulator.ts";
import type { CellKey, SimDialect, WorldTruth } from "../../../src/wmsSim/world/world.ts";
import { openShop, type Shop } from "../../support/shop.ts";
import { until } from "../../support/until.ts";

export const WAREHOUSE = "W1";
export const OWNER = "ACME";

/** What lies in the warehouse when a test begins. */
export interface Shelf {
  readonly sku: string;
  readonly lot?: string;
  readonly quantity: number;
}

export interface OutsideOptions {
  readonly shelves: readonly Shelf[];
  readonly dialect?: SimDialect;
  readonly settings?: Readonly<Record<string, string>>;
  readonly quota?: { readonly requests: number; readonly windowMs: number };
}

/** A shop whose location is counted by a warehouse system outside. Its runs happen when a test says so. */
export interface Outside {
  readonly shop: Shop;
  readonly warehouse: Simulator;
  readonly location: string;
  cell(sku: string, lot?: string): CellKey;
  truth(): WorldTruth;
  /** Waits until what the shop says of an item is as expected. */
  sees(sku: string, expected: Readonly<Record<string, bigint>>): Promise<void>;
  close(): Promise<void>;
}

const SECRET = "WMS_TEST_KEY";

const QUICK = {
  HOLDFAST_WMS_WALK_INTERVAL: "200ms",
  HOLDFAST_WMS_ASK_INTERVAL: "200ms",
  HOLDFAST_WMS_POLL_INTERVAL: "200ms",
};

/** Opens a shop and a warehouse, and links them. */
export async function openOutside(options: OutsideOptions): Promise<Outside> {
  const { shelves, dialect = DIALECTS.modern, quota } = options;
  const warehouse = await startSimulator({
    seed: 1,
    dialect,
    runEveryMs: Infinity,
    closeShortAfterRuns: 2,
    shipAfterMs: 500,
    pageSize: 3,
    cells: shelves.map(({ sku, lot = null, quantity }) => {
      return { warehouse: WAREHOUSE, owner: OWNER, sku, lot, orderable: quantity };
    }),
  });
  const shop = await openShop({ settings: { ...QUICK, ...options.settings } });
  const location = "OUTSIDE";
  await shop.location(location, { deferred: true });
  for (const sku of new Set(shelves.map((shelf) => shelf.sku))) await shop.item(sku);
  process.env[SECRET] = warehouse.key;
  const orm = await createOrm(shop.url, 1);
  try {
    const them = createWmsAdministration(orm);
    await them.putAccount({
      code: "sim",
      adapter: "http",
      baseUrl: warehouse.url,
      dialect: { ...dialect, unseenMs: 1_000 },
      quotaRequests: quota?.requests ?? 1_000,
      quotaWindowMs: quota?.windowMs ?? 1_000,
      readFloorPercent: 20,
      secretName: SECRET,
      webhookSecretName: null,
    });
    const tenantId = shop.tenant.id;
    await them.link({ account: "sim", warehouse: WAREHOUSE, owner: OWNER, tenantId, location });
  } finally {
    await orm.close(true);
  }
  return {
    shop,
    warehouse,
    location,
    cell: (sku, lot) => ({ warehouse: WAREHOUSE, owner: OWNER, sku, lot: lot ?? null }),
    truth: () => warehouse.world.truth(),
    sees: async (sku, expected) => {
      await until(async () => {
        const told = await shop.availability(sku, location);
        const units = Object.entries(told);
        return Object.entries(expected).every(([name, due]) =>
          units.some(([known, value]) => known === name && value === due),
        );
      });
    },
    close: async () => {
      await shop.close();
      await warehouse.stop();
    },
  };
}
