import type { MikroORM } from "@mikro-orm/postgresql";
import { Command } from "commander";

import type { App } from "../../app.ts";
import { createAdministration, type TenantInfo } from "../../access/administration.ts";
import { type Config, loadConfig } from "../../config.ts";
import { loadDemo } from "../../demo/loadDemo.ts";
import { DEMO_TENANT } from "../../demo/tenant.ts";
import { startEmbeddedPostgres } from "../../store/embedded/embeddedPostgres.ts";
import { migrate } from "../../store/migrate.ts";
import { createOrm } from "../../store/orm.ts";
import { checkDatabase } from "../../store/readiness.ts";
import { createPool } from "../../store/sql/pool.ts";
import type { Simulator } from "../../wmsSim/simulator.ts";
import { checkDoors, checkWarehouse } from "../doors.ts";
import { serveUntilStopped } from "../serving.ts";
import { listenForSignals, type Stop } from "../signals.ts";
import { startWarehouse, WAREHOUSE_DIALECT, WAREHOUSE_PACE } from "../warehouse.ts";
import { warnOfUnknownSettings } from "../warnings.ts";
import { welcome } from "../welcome.ts";

/** The demo: brings what is missing, PostgreSQL included, and serves. */
export function startCommand(): Command {
  return new Command("start")
    .description(
      "start the demo: PostgreSQL, tables, a tenant with stock, a simulated warehouse system, and " +
        "both doors, in one command",
    )
    .action(start);
}

async function start(): Promise<void> {
  const stop = listenForSignals();
  const config = loadConfig({ ...WAREHOUSE_PACE, ...process.env });
  warnOfUnknownSettings();
  await checkDoors(config);
  if (config.wms) await checkWarehouse(config);
  if (config.databaseUrl !== undefined) return await demo(config, config.databaseUrl, stop);
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, log: console.log });
  try {
    if (!stop.isRequested()) await demo(config, postgres.url, stop);
  } finally {
    await postgres.stop();
  }
}

async function demo(config: Config, databaseUrl: string, stop: Stop): Promise<void> {
  const applied = await migrate({ url: databaseUrl });
  if (applied.length > 0) console.log(`Made the tables (${applied.join(", ")}).`);
  await checkDatabase(databaseUrl);
  if (stop.isRequested()) return;
  const warehouse = config.wms ? await startWarehouse(config) : undefined;
  const orm = await createOrm(databaseUrl, 1);
  try {
    await serveDemo({ config, databaseUrl, orm, warehouse, stop });
  } finally {
    await orm.close(true);
    await warehouse?.stop();
  }
}

interface Demo {
  readonly config: Config;
  readonly databaseUrl: string;
  /** Of the tables' owner. */
  readonly orm: MikroORM;
  /** Undefined: this process does not keep warehouse systems in step. */
  readonly warehouse: Simulator | undefined;
  readonly stop: Stop;
}

async function serveDemo(its: Demo): Promise<void> {
  const { config, databaseUrl, orm, warehouse, stop } = its;
  const { tenant, needsKey } = await findDemo(config, orm);
  const accountId = warehouse && (await putAccount(orm, warehouse));
  const openTenant = config.open ? { openTenant: tenant } : {};
  const prepare = async (app: App): Promise<void> => {
    await loadDemo({
      catalog: app.catalogOf(tenant.id),
      books: app.booksOf(tenant.id),
      firstStartAt: tenant.createdAt,
      say: console.log,
      isStopping: stop.isRequested,
    });
    if (accountId !== undefined) await linkWarehouse(its, app, tenant.id, accountId);
  };
  const greet = (app: App): void => welcome({ config, app, needsKey, warehouse });
  await serveUntilStopped({ config, databaseUrl, ...openTenant, prepare, welcome: greet }, stop);
}

async function putAccount(orm: MikroORM, { url }: Simulator): Promise<string> {
  // Loaded only here, as everything that speaks with warehouse systems: other commands start faster without.
  const { putOutsideAccount } = await import("../../demo/linkOutside.ts");
  return await putOutsideAccount(orm, url, WAREHOUSE_DIALECT);
}

async function linkWarehouse(
  { databaseUrl, orm, stop }: Demo,
  app: App,
  tenantId: string,
  accountId: string,
): Promise<void> {
  if (stop.isRequested()) return;
  const { linkOutside } = await import("../../demo/linkOutside.ts");
  const pool = createPool(databaseUrl, 1);
  const catalog = app.catalogOf(tenantId);
  const { isRequested: isStopping } = stop;
  try {
    await linkOutside({ orm, pool, catalog, tenantId, accountId, say: console.log, isStopping });
  } finally {
    await pool.end();
  }
}

/** The demo's tenant, made if it is missing, and whether callers need a key already. */
async function findDemo(
  config: Config,
  orm: MikroORM,
): Promise<{ tenant: TenantInfo; needsKey: boolean }> {
  const them = createAdministration(orm);
  const found = await them.findTenant(DEMO_TENANT.code);
  const tenant = found ?? (await them.createTenant(DEMO_TENANT));
  return { tenant, needsKey: !config.open || (await them.listKeys()).length > 0 };
}
