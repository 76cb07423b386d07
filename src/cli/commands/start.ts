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
import { checkDoors } from "../doors.ts";
import { serveUntilStopped } from "../serving.ts";
import { listenForSignals, type Stop } from "../signals.ts";
import { warnOfUnknownSettings } from "../warnings.ts";
import { welcome } from "../welcome.ts";

/** The demo: brings what is missing, PostgreSQL included, and serves. */
export function startCommand(): Command {
  return new Command("start")
    .description(
      "start the demo: PostgreSQL, tables, a tenant with stock, and both doors, in one command",
    )
    .action(start);
}

async function start(): Promise<void> {
  const stop = listenForSignals();
  const config = loadConfig(process.env);
  warnOfUnknownSettings();
  await checkDoors(config);
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
  const { tenant, needsKey } = await findDemo(config, databaseUrl);
  if (stop.isRequested()) return;
  const openTenant = config.open ? { openTenant: tenant } : {};
  const prepare = (app: App): Promise<void> =>
    loadDemo({
      catalog: app.catalogOf(tenant.id),
      books: app.booksOf(tenant.id),
      firstStartAt: tenant.createdAt,
      say: console.log,
      isStopping: stop.isRequested,
    });
  const greet = (app: App): void => welcome(config, app, needsKey);
  await serveUntilStopped({ config, databaseUrl, ...openTenant, prepare, welcome: greet }, stop);
}

/** The demo's tenant, made if it is missing, and whether callers need a key already. */
async function findDemo(
  config: Config,
  databaseUrl: string,
): Promise<{ tenant: TenantInfo; needsKey: boolean }> {
  const orm = await createOrm(databaseUrl, 1);
  try {
    const them = createAdministration(orm);
    const found = await them.findTenant(DEMO_TENANT.code);
    const tenant = found ?? (await them.createTenant(DEMO_TENANT));
    return { tenant, needsKey: !config.open || (await them.listKeys()).length > 0 };
  } finally {
    await orm.close(true);
  }
}
