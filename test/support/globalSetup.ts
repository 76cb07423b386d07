import { migrate } from "../../src/store/migrate.ts";
import { createTemplate } from "./testDatabase.ts";
import { startThrowaway, type Throwaway } from "./throwaway.ts";

declare global {
  /** The server of this test run, for globalTeardown; absent when DATABASE_URL names one. */
  var holdfastTestServer: Throwaway | undefined;
}

/**
 * One PostgreSQL for the whole test run: the one that DATABASE_URL names, whose user has to be allowed to make
 * databases, or an embedded one in a temporary folder. In it the template that `createTestDatabase` clones.
 */
export default async function globalSetup(): Promise<void> {
  const given = process.env["DATABASE_URL"] || undefined;
  if (!given) globalThis.holdfastTestServer = await startThrowaway({ settings: careless });
  const server = given ?? globalThis.holdfastTestServer?.postgres.url;
  if (server) await createTemplate(server, migrate);
}

// Nothing in this cluster has to survive a crash; a test that crashes one starts its own.
const careless = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };
