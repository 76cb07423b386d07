import { verify } from "../../src/store/verify/verify.ts";
import { memoryOf } from "../support/memory.ts";
import { callsLeftOpen, leftOver, metricsText } from "../support/metrics.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { type ServerProcess, startServerProcess } from "../support/serverProcess.ts";
import { createStockClient } from "../support/stockClient.ts";
import { createTestTenant } from "../support/tenants.ts";
import { type Audit, openAudit } from "./audit.ts";
import { furnish } from "./furniture.ts";
import { createSender, type Sender } from "./wire/sender.ts";
import { type Meanings, SLOTS } from "./world.ts";

/** A shop with a server in a process of its own, to throw inputs at. */
export interface Arena {
  readonly sender: Sender;
  readonly audit: Audit;
  readonly meanings: Meanings;
  /** Lets inputs name a reservation that was made just now. */
  remember(reservationId: string): void;
  /** What is wrong with the process since the last look: a sentence each. */
  faults(): Promise<string[]>;
  isAlive(): boolean;
  /** What the process has of the machine's memory, in bytes. */
  memory(): number;
  /** Ends the server and audits the books. @returns what is wrong with either */
  close(): Promise<string[]>;
}

/**
 * Limits as the contract has them, time for a busy machine, and a heap that a leak would soon fill: then the process
 * dies, and that is told. grpc-js counts timeouts in 32 bits and sets timers to negative times, of which Node warns.
 */
const SETTINGS = {
  HOLDFAST_TTL_MAX: "366d",
  HOLDFAST_DEADLINE_DEFAULT: "60s",
  NODE_OPTIONS: "--max-old-space-size=384 --disable-warning=TimeoutNegativeWarning",
};

/** Far above what any input needs. */
const MEMORY_BYTES_MAX = 1_000_000_000;

export async function openArena(): Promise<Arena> {
  const database = await createTestDatabase();
  const { url } = database;
  const { adminKey, serviceKey } = await createTestTenant(url);
  // There is somebody else whose stock could be touched.
  await createTestTenant(url, "other");
  const server = await startServerProcess(url, SETTINGS);
  const client = createStockClient(`127.0.0.1:${server.grpcPort}`, adminKey);
  const reservations = await furnish(client, url);
  const doors = {
    grpc: `http://127.0.0.1:${server.grpcPort}`,
    http: `http://127.0.0.1:${server.httpPort}`,
  };
  const [sender, audit] = [createSender(doors), await openAudit(url)];
  let made = 0;
  const watch = watcher(server, () =>
    client.inventory.getAvailability({ keys: [{ sku: "SOCK" }] }),
  );
  return {
    sender,
    audit,
    meanings: { adminKey, serviceKey, reservations },
    remember: (reservationId) => (reservations[made++ % SLOTS] = reservationId),
    faults: watch,
    isAlive: () => isAlive(server),
    memory: () => (isAlive(server) ? memoryOf(server.child.pid ?? 0) : 0),
    close: async () => {
      sender.close();
      client.close();
      const wasAlive = isAlive(server);
      const end = await server.end();
      const { differences } = await verify({ url });
      await audit.close();
      await database.drop();
      return [
        ...(wasAlive && end !== 0 ? [`the server ended with ${end}, not 0`] : []),
        ...differences.map((it) => `the books do not balance: ${JSON.stringify(it)}`),
      ];
    },
  };
}

function isAlive({ child }: ServerProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function watcher(server: ServerProcess, ask: () => Promise<unknown>): () => Promise<string[]> {
  let heard = server.stderr().length;
  return async () => {
    const found: string[] = [];
    if (isAlive(server)) {
      await ask();
      const open = await callsLeftOpen(server.httpPort);
      if (open > 0) found.push(`${open} calls are still under way in the server`);
      const waiting = await leftOver(server.httpPort, "holdfast_lane_depth");
      if (waiting > 0) found.push(`${waiting} commands still wait in a lane`);
      found.push(...brokenCalls(await metricsText(server.httpPort)));
      const bytes = memoryOf(server.child.pid ?? 0);
      if (bytes > MEMORY_BYTES_MAX) found.push(`the server takes ${bytes} bytes of memory`);
    }
    // It logs errors only: a word is a word too many.
    const news = server.stderr().slice(heard).trim();
    heard = server.stderr().length;
    if (news !== "") found.push(`the server's log has: ${news.slice(0, 2_000)}`);
    if (!isAlive(server))
      found.push(`the server died: ${server.child.exitCode ?? server.child.signalCode}`);
    return found;
  };
}

/** What the server itself counts, in case its answer did not reach anybody. */
function brokenCalls(metrics: string): string[] {
  const lines = metrics
    .split("\n")
    .filter((line) => /^holdfast_calls_total\{.*"(INTERNAL|UNKNOWN)"/.test(line));
  return lines.map((line) => `the server counts ${line}`);
}
