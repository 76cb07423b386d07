import { expect } from "@jest/globals";

import { memoryOf } from "../support/memory.ts";
import { callsLeftOpen } from "../support/metrics.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { type ServerProcess, startServerProcess } from "../support/serverProcess.ts";
import { doings } from "../support/shop.ts";
import { createStockClient, type StockClient } from "../support/stockClient.ts";
import { createTestTenant } from "../support/tenants.ts";
import { openJournals } from "./entries.ts";

/** A server in a process of its own, to throw things at. */
export interface Target {
  readonly server: ServerProcess;
  readonly client: StockClient;
  /** An admin's key. */
  readonly key: string;
  readonly grpcUrl: string;
  readonly httpUrl: string;
  /** Fails unless the same process answers at both doors, nothing was written, and nothing broke inside. */
  expectUnharmed(): Promise<void>;
  /** What the process has of the machine's memory, in bytes. */
  memory(): number;
  close(): Promise<void>;
}

/** What is logged of a call that failed through our fault, of a process that nobody caught, and what Node warns of. */
const BROKEN = /"INTERNAL"|uncaught|unhandled|Warning|\n {4}at /i;

/** @param settings such as `{ HOLDFAST_DEADLINE_MAX: "1s" }` */
export async function openTarget(settings: Readonly<Record<string, string>> = {}): Promise<Target> {
  const database = await createTestDatabase();
  const { adminKey: key } = await createTestTenant(database.url);
  const server = await startServerProcess(database.url, settings);
  const [grpcUrl, httpUrl] = [server.grpcPort, server.httpPort].map(
    (port) => `http://127.0.0.1:${port}`,
  ) as [string, string];
  const client = createStockClient(new URL(grpcUrl).host, key);
  const { receive } = doings(client, database.url);
  await receive("SOCK", 10);
  const journals = await openJournals(database.url);
  const entries = await journals.entries();
  let heard = 0;
  const news = (): string => {
    const from = heard;
    heard = server.stderr().length;
    return server.stderr().slice(from);
  };
  return {
    server,
    client,
    key,
    grpcUrl,
    httpUrl,
    expectUnharmed: async () => {
      const { availability } = await client.inventory.getAvailability({ keys: [{ sku: "SOCK" }] });
      const ready = await fetch(`${httpUrl}/readyz`);
      await ready.body?.cancel();
      expect(await callsLeftOpen(server.httpPort)).toBe(0);
      expect(availability[0]?.onHand).toBe(10n);
      expect(ready.status).toBe(200);
      expect(news()).not.toMatch(BROKEN);
      expect(await journals.entries()).toBe(entries);
      expect(server.child.exitCode).toBeNull();
    },
    memory: () => memoryOf(server.child.pid ?? 0),
    close: async () => {
      client.close();
      await journals.close();
      expect(await server.end()).toBe(0);
      await database.drop();
    },
  };
}
