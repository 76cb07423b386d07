import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { createHoldfast, type Holdfast } from "@holdfast/client";

import type { App } from "../../app.ts";
import { createAdministration, type TenantInfo } from "../../access/administration.ts";
import type { NewItem } from "../../catalog/catalog.ts";
import { createCatalog } from "../../catalog/createCatalog.ts";
import { type Config, loadConfig } from "../../config.ts";
import { OUTSIDE, OUTSIDE_ACCOUNT } from "../../demo/outside.ts";
import { putOutsideAccount } from "../../demo/linkOutside.ts";
import { demoHeader } from "../../demo/requests.ts";
import { createLog } from "../../log.ts";
import { startEmbeddedPostgres } from "../../store/embedded/embeddedPostgres.ts";
import { findHome } from "../../store/embedded/home.ts";
import { openDatabase } from "../../store/lane/database.ts";
import { migrate } from "../../store/migrate.ts";
import { createOrm } from "../../store/orm.ts";
import { createPool } from "../../store/sql/pool.ts";
import { createWmsAdministration } from "../../wms/administration.ts";
import { DIALECTS } from "../../wmsSim/dialects.ts";
import { DEMO_KEY } from "../../wmsSim/key.ts";
import { type Simulator, startSimulator } from "../../wmsSim/simulator.ts";
import type { CellKey } from "../../wmsSim/world/world.ts";
import { WAREHOUSE_DIALECT } from "../warehouse.ts";

const { code: LOCATION } = OUTSIDE;
const { warehouse, owner, secretName, requestsPerSecond } = OUTSIDE_ACCOUNT;
const SKU = "LAMP";
const MINUTE_MS = 60_000;

const LAMP: NewItem = {
  sku: SKU,
  name: "Lamp",
  seller: "",
  lotTracked: false,
  unit: "piece",
  displayScale: 0,
  productType: "lamp",
  price: { amount: "49.90", currency: "EUR" },
  attributes: {},
};

/** The only thing that is traded. */
export const GOODS = { sku: SKU, location: LOCATION };

/** Where it lies, in the warehouse system's words. */
export const CELL: CellKey = { warehouse, owner, sku: SKU, lot: null };

/** The service on a database of its own, and a warehouse system whose clock stands still until it is moved. */
export interface Stage {
  readonly shop: Holdfast;
  readonly warehouse: Simulator;
  readonly databaseUrl: string;
  /** Leaves nothing behind. */
  close(): Promise<void>;
}

/** Opens everything. @param lamps that lie in the warehouse @param startAt of its day */
export async function openStage(lamps: number, startAt: number): Promise<Stage> {
  const leave: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const each of leave.splice(0).toReversed()) await each();
  };
  try {
    const dataDir = await mkdtemp(path.join(tmpdir(), "holdfast-demo-"));
    leave.push(() => remove(dataDir));
    const postgres = await startEmbeddedPostgres({ dataDir });
    leave.push(() => postgres.stop());
    const simulator = await openWarehouse(lamps, startAt);
    leave.push(() => simulator.stop());
    await migrate({ url: postgres.url });
    const tenant = await furnish(postgres.url, simulator.url);
    const app = await openShop(postgres.url, dataDir, tenant);
    leave.push(() => app.stop());
    const shop = createHoldfast({ baseUrl: `http://127.0.0.1:${app.httpPort}` });
    return { shop, warehouse: simulator, databaseUrl: postgres.url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Its allocation job runs every quarter of an hour, and it accepts the first cancellation of an allocated unit. */
function openWarehouse(lamps: number, startAt: number): Promise<Simulator> {
  process.env[secretName] = DEMO_KEY;
  return startSimulator({
    key: DEMO_KEY,
    seed: 1,
    dialect: DIALECTS.modern,
    startAt,
    speed: 0,
    runEveryMs: 15 * MINUTE_MS,
    shipAfterMs: 20 * MINUTE_MS,
    quota: { perSecond: requestsPerSecond, burst: requestsPerSecond },
    cells: [{ ...CELL, orderable: lamps }],
  });
}

/** A tenant, the lamp, and the warehouse as a location of its own. */
async function furnish(url: string, baseUrl: string): Promise<TenantInfo> {
  const orm = await createOrm(url, 1);
  const pool = createPool(url, 1);
  try {
    const tenant = await createAdministration(orm).createTenant({ code: "demo", name: "Demo" });
    const tools = { orm, database: await openDatabase(pool), readPool: pool };
    const catalog = createCatalog({ ...tools, tenantId: tenant.id });
    await catalog.createItem(demoHeader("CreateItem", SKU), LAMP);
    await catalog.createLocation(demoHeader("CreateLocation", LOCATION), OUTSIDE);
    await putOutsideAccount(orm, baseUrl, WAREHOUSE_DIALECT);
    const place = { account: OUTSIDE_ACCOUNT.code, warehouse, owner, location: LOCATION };
    await createWmsAdministration(orm).link({ ...place, tenantId: tenant.id });
    return tenant;
  } finally {
    await pool.end();
    await orm.close(true);
  }
}

/** On free ports, with settings of its own: nobody's environment changes the tale. */
async function openShop(url: string, dataDir: string, tenant: TenantInfo): Promise<App> {
  const config: Config = loadConfig({
    HOLDFAST_GRPC_PORT: "0",
    HOLDFAST_HTTP_PORT: "0",
    HOLDFAST_DATA_DIR: dataDir,
    HOLDFAST_WMS_WALK_INTERVAL: "200ms",
    HOLDFAST_WMS_ASK_INTERVAL: "200ms",
    HOLDFAST_WMS_POLL_INTERVAL: "200ms",
  });
  const { startApp } = await import("../../app.ts");
  return await startApp({ config, databaseUrl: url, openTenant: tenant, log: createLog("error") });
}

async function remove(dataDir: string): Promise<void> {
  const home = await findHome(dataDir);
  for (const each of new Set([dataDir, home])) await rm(each, { recursive: true, force: true });
}
