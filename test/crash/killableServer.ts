import { setTimeout as sleep } from "node:timers/promises";

import { type ServerProcess, startServerProcess } from "../support/serverProcess.ts";
import { createStockClient, type StockClient } from "../support/stockClient.ts";

/** A server that is killed, and started again as whatever runs it in earnest would. */
export interface KillableServer {
  readonly name: string;
  /** Its process: another number, another life; 0: it is dead. Callers of a dead one are told so at once. */
  readonly pid: number;
  /** The way in with a key. */
  client(key: string): StockClient;
  /** Without a word of warning. */
  kill(): Promise<void>;
  /** Starts it as often as it takes, for it gives up when its database is away. */
  start(): Promise<void>;
  /** How often it gave up. */
  readonly stillborn: number;
  /** What the process complained of. */
  stderr(): string;
  /** Kills it for good, also while it starts. */
  close(): Promise<void>;
}

/** Holds run out under the callers' eyes, so that the sweeper is at work whenever something is killed. */
const SETTINGS = { HOLDFAST_SWEEP_INTERVAL: "200ms", HOLDFAST_REHOME_INTERVAL: "1h" };

const PAUSE_MS = 200;

/** A server that is not ready by then will never be: no database here is away for longer. */
const START_MAX_MS = 30_000;

/** @param url the database that it serves */
export async function startKillableServer(name: string, url: string): Promise<KillableServer> {
  let current: ServerProcess | undefined;
  let pid = 0;
  let stillborn = 0;
  let isClosed = false;
  let starting: Promise<void> = Promise.resolve();
  const clients = new Map<string, StockClient>();
  const hangUp = (): void => {
    for (const client of clients.values()) client.close();
    clients.clear();
  };
  const kill = async (): Promise<void> => {
    pid = 0;
    await current?.end("SIGKILL");
  };
  const start = async (): Promise<void> => {
    const next = await startPatiently(url, () => (stillborn += 1));
    hangUp();
    current = next;
    pid = next.child.pid ?? 0;
    if (isClosed) await kill();
  };
  await start();
  return {
    name,
    get pid() {
      const { exitCode = 0, signalCode = null } = current?.child ?? {};
      return exitCode === null && signalCode === null ? pid : 0;
    },
    get stillborn() {
      return stillborn;
    },
    client: (key) => {
      const known = clients.get(key) ?? createStockClient(`127.0.0.1:${current?.grpcPort}`, key);
      clients.set(key, known);
      return known;
    },
    kill,
    start: () => (starting = start()),
    stderr: () => current?.stderr() ?? "",
    close: async () => {
      isClosed = true;
      await kill();
      await starting.catch(() => undefined);
      hangUp();
    },
  };
}

/** Starts a server again and again until one is ready. */
async function startPatiently(url: string, onStillborn: () => void): Promise<ServerProcess> {
  const giveUpAt = performance.now() + START_MAX_MS;
  for (;;) {
    try {
      return await startServerProcess(url, SETTINGS);
    } catch (error) {
      onStillborn();
      if (performance.now() > giveUpAt) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
