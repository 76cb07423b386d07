import { createOrm } from "../../../src/store/orm.ts";
import {
  createWmsAdministration,
  type NewWmsAccount,
  type WmsAdministration,
} from "../../../src/wms/administration.ts";
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
  /** The warehouse tells what happens by webhooks, and nobody polls. */
  readonly webhooks?: boolean;
  /** Makes a way to the warehouse on which things can go wrong. @returns where it begins */
  readonly wayTo?: (url: string) => Promise<string>;
}

/** A shop whose location is counted by a warehouse system outside. Its runs happen when a test says so. */
export interface Outside {
  readonly shop: Shop;
  readonly warehouse: Simulator;
  readonly location: string;
  /** What operators do with accounts. */
  administer<T>(use: (them: WmsAdministration) => Promise<T>): Promise<T>;
  cell(sku: string, lot?: string): CellKey;
  truth(): WorldTruth;
  /** Waits until what the shop says of an item is as expected. */
  sees(sku: string, expected: Readonly<Record<string, bigint>>): Promise<void>;
  close(): Promise<void>;
}

/** The variables of the environment that have the account's secrets. */
export const SECRET = "WMS_TEST_KEY";
export const WEBHOOK_SECRET = "WMS_TEST_WEBHOOK_KEY";

const QUICK = {
  HOLDFAST_WMS_WALK_INTERVAL: "200ms",
  HOLDFAST_WMS_ASK_INTERVAL: "200ms",
  HOLDFAST_WMS_POLL_INTERVAL: "200ms",
};

/** What it is to sign webhooks with. */
export const WEBHOOK_KEY = "shared between the two of us";

/** Opens a shop and a warehouse, and links them. */
export async function openOutside(options: OutsideOptions): Promise<Outside> {
  const { shelves, dialect = DIALECTS.modern, webhooks = false } = options;
  const poll = webhooks ? { HOLDFAST_WMS_POLL_INTERVAL: "1h" } : {};
  const shop = await openShop({ settings: { ...QUICK, ...poll, ...options.settings } });
  const url = `http://127.0.0.1:${shop.app.httpPort}/wms/sim/events`;
  const warehouse = await startSimulator({
    seed: 1,
    dialect,
    runEveryMs: Infinity,
    closeShortAfterRuns: 2,
    shipAfterMs: 500,
    pageSize: 3,
    webhook: webhooks ? { url, secret: WEBHOOK_KEY } : null,
    cells: shelves.map(({ sku, lot = null, quantity }) => {
      return { warehouse: WAREHOUSE, owner: OWNER, sku, lot, orderable: quantity };
    }),
  });
  const location = "OUTSIDE";
  await shop.location(location, { deferred: true });
  for (const sku of new Set(shelves.map((shelf) => shelf.sku))) await shop.item(sku);
  process.env[SECRET] = warehouse.key;
  process.env[WEBHOOK_SECRET] = WEBHOOK_KEY;
  const administer: Outside["administer"] = async (use) => {
    const orm = await createOrm(shop.url, 1);
    try {
      return await use(createWmsAdministration(orm));
    } finally {
      await orm.close(true);
    }
  };
  const { wayTo = async (there) => there } = options;
  const account = accountOf(options, await wayTo(warehouse.url));
  await administer(async (them) => {
    await them.putAccount(account);
    const tenantId = shop.tenant.id;
    await them.link({ account: "sim", warehouse: WAREHOUSE, owner: OWNER, tenantId, location });
  });
  return {
    shop,
    warehouse,
    location,
    administer,
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

function accountOf(options: OutsideOptions, baseUrl: string): NewWmsAccount {
  const { dialect = DIALECTS.modern, quota, webhooks = false } = options;
  return {
    code: "sim",
    adapter: "http",
    baseUrl,
    dialect: { ...dialect, unseenMs: 1_000 },
    quotaRequests: quota?.requests ?? 1_000,
    quotaWindowMs: quota?.windowMs ?? 1_000,
    readFloorPercent: 20,
    secretName: SECRET,
    webhookSecretName: webhooks ? WEBHOOK_SECRET : null,
  };
}
