import { dropTemplate } from "./testDatabase.ts";

/** Removes the embedded server, or from a given one what globalSetup made there. */
export default async function globalTeardown(): Promise<void> {
  const server = globalThis.holdfastTestServer;
  if (!server) return await dropTemplate();
  await server.postgres.stop();
  await server.remove();
}
