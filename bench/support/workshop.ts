import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { startEmbeddedPostgres } from "../../src/store/embedded/embeddedPostgres.ts";
import { migrate } from "../../src/store/migrate.ts";
import { type ServerProcess, startServerProcess } from "../../test/support/serverProcess.ts";
import { createStockClient, type StockClient } from "../../test/support/stockClient.ts";
import { createTestTenant } from "../../test/support/tenants.ts";

/** A PostgreSQL that writes durably, a server in a process of its own, and clients to it. */
export interface Workshop {
  readonly url: string;
  readonly postgresPid: number;
  readonly server: ServerProcess;
  readonly clients: readonly StockClient[];
  close(): Promise<void>;
}

/** Connections that callers share: with one, a single HTTP/2 stream of frames would be the limit. */
const CONNECTIONS = 8;

export const HOT_SKU = "HOT";
export const LOCATION = "MAIN";

/** Opens a workshop with one SKU that does not run out. */
export async function openWorkshop(): Promise<Workshop> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "holdfast-bench-"));
  const postgres = await startEmbeddedPostgres({ dataDir });
  await migrate({ url: postgres.url });
  const tenant = await createTestTenant(postgres.url);
  const server = await startServerProcess(postgres.url);
  const clients = Array.from({ length: CONNECTIONS }, () =>
    createStockClient(`127.0.0.1:${server.grpcPort}`, tenant.adminKey),
  );
  await stockUp(clients[0]);
  return {
    url: postgres.url,
    postgresPid: postgres.pid,
    server,
    clients,
    close: async () => {
      for (const client of clients) client.close();
      await server.end();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function stockUp(client: StockClient | undefined): Promise<void> {
  await client?.catalog.createItem({ requestId: randomUUID(), item: { sku: HOT_SKU } });
  await client?.catalog.createLocation({ requestId: randomUUID(), location: { code: LOCATION } });
  const lines = [{ sku: HOT_SKU, quantity: 1_000_000_000_000n }];
  await client?.inventory.receive({ requestId: randomUUID(), location: LOCATION, lines });
}
