import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { startEmbeddedPostgres } from "../../src/store/embedded/embeddedPostgres.ts";
import { migrate } from "../../src/store/migrate.ts";
import { type ServerProcess, startServerProcess } from "../../test/support/serverProcess.ts";
import { createStockClient, type StockClient } from "../../test/support/stockClient.ts";
import { createTestTenant } from "../../test/support/tenants.ts";

/** A PostgreSQL of its own that writes durably (fsync on), servers in processes of their own, and one tenant. */
export interface Stand {
  readonly url: string;
  readonly tenantId: string;
  /** Of the tenant's admin. */
  readonly adminKey: string;
  /** Of PostgreSQL's main process. */
  readonly postgresPid: number;
  readonly servers: readonly ServerProcess[];
  /** Connections to the first server. Callers share them: with one, its HTTP/2 stream of frames would be the limit. */
  readonly clients: readonly StockClient[];
  /** Leaves nothing behind. Repeated calls wait for the first. */
  close(): Promise<void>;
}

const CONNECTIONS = 8;

/** Opens a stand, which is also closed when this process is told to stop. @param settings of the servers */
export async function openStand(
  serverCount = 1,
  settings: Readonly<Record<string, string>> = {},
): Promise<Stand> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "holdfast-stand-"));
  const leave: (() => Promise<unknown>)[] = [];
  leave.push(() => rm(dataDir, { recursive: true, force: true }));
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= leaveAll(leave));
  closeOnSignal(close);
  try {
    const postgres = await startEmbeddedPostgres({ dataDir });
    leave.push(() => postgres.stop());
    const { url, pid } = postgres;
    await migrate({ url });
    const tenant = await createTestTenant(url);
    const servers: ServerProcess[] = [];
    for (let index = 0; index < serverCount; index += 1) {
      const server = await startServerProcess(url, settings);
      leave.push(() => server.end());
      servers.push(server);
    }
    const clients = Array.from({ length: CONNECTIONS }, () =>
      createStockClient(`127.0.0.1:${servers[0]?.grpcPort}`, tenant.adminKey),
    );
    leave.push(async () => clients.forEach((client) => client.close()));
    const { id: tenantId, adminKey } = tenant;
    return { url, tenantId, adminKey, postgresPid: pid, servers, clients, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What was opened last is left first. */
async function leaveAll(leave: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const each of leave.toReversed()) await each();
}

function closeOnSignal(close: () => Promise<void>): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      process.stderr.write(`\nstopping at ${signal} …\n`);
      void close().finally(() => process.exit(1));
    });
  }
}
