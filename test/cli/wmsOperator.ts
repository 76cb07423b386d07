import { type CliResult, holdfast } from "../support/cli.ts";
import { type Operator, openOperator } from "../support/operator.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { doings, startTestApp } from "../support/shop.ts";
import { createStockClient } from "../support/stockClient.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";
import { createTestTenant } from "../support/tenants.ts";

/** Somebody who types `holdfast wms …` about a tenant with the new locations OUTSIDE and ANNEX, and OURS with stock. */
export interface WmsOperator {
  readonly sql: Operator;
  /** A folder for files. */
  readonly folder: string;
  wms(...args: readonly string[]): Promise<CliResult>;
  leave(): Promise<void>;
}

export async function openWmsOperator(): Promise<WmsOperator> {
  const folder = await temporaryFolder();
  const database = await createTestDatabase();
  const sql = await openOperator(database.url);
  const { adminKey } = await createTestTenant(database.url);
  const app = await startTestApp(database.url);
  const client = createStockClient(`127.0.0.1:${app.grpcPort}`, adminKey);
  const { location, receive } = doings(client, database.url);
  await location("OUTSIDE", { deferred: true });
  await location("ANNEX", { deferred: true });
  await receive("SOCK", 3, { location: "OURS" });
  client.close();
  await app.stop();
  return {
    sql,
    folder: folder.path,
    wms: (...args) => holdfast(["wms", ...args], { DATABASE_URL: database.url }),
    leave: async () => {
      await sql.leave();
      await database.drop();
      await folder.remove();
    },
  };
}

/** What an operator types to add an account, but for what a test spells otherwise. */
export function adding(code: string, other: Readonly<Record<string, string>> = {}): string[] {
  const usual = {
    url: "https://wms.example/api",
    "secret-name": "WMS_ACME_KEY",
    quota: "100/10s",
    dialect: "modern",
  };
  const options = Object.entries({ ...usual, ...other });
  return ["add", code, ...options.flatMap(([name, value]) => [`--${name}`, value])];
}

/** What an operator types to link a place. */
export function linking(
  account: string,
  location: string,
  warehouse = "W1",
  owner = "ACME",
): string[] {
  const place = ["--warehouse", warehouse, "--owner", owner];
  return ["link", account, "--tenant", "acme", "--location", location, ...place];
}
