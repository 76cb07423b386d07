import { setTimeout as sleep } from "node:timers/promises";

import { createHoldfast, type Holdfast } from "@holdfast/client";

import { type ServerProcess, startServerProcess } from "../../support/serverProcess.ts";

export type Protocol = "grpc" | "connect";

/** One of the servers: a process, and after its end another one in its place. */
export interface Server {
  /** It was told to end, and the next one is not there yet. */
  isAway(): boolean;
  /** A client of it as it is now, shared by all who have the same key. */
  client(apiKey: string, protocol: Protocol): Holdfast;
  /** Ends the process and starts another one. Does not wait for it. */
  replace(signal: NodeJS.Signals, sweeps: boolean): void;
  /** Waits until it is there again. @throws Error when it ended and nobody had told it to */
  settle(): Promise<void>;
  /** Starts it again if it should not have ended. */
  repair(): Promise<void>;
  /** Stops it in its tracks for a while. */
  freeze(forMs: number): Promise<void>;
  stderr(): string;
  end(): Promise<void>;
}

interface Running {
  readonly url: string;
  process: ServerProcess;
  isAway: boolean;
  /** The next process, while it is awaited. */
  coming: Promise<void>;
  readonly clients: Map<string, Holdfast>;
}

const SWEEPING = "300ms";
const NEVER = "1h";

const STARTS_MAX = 4;

/** @param sweeps whether it takes back overdue holds that nobody asks about */
export async function startServer(url: string, sweeps: boolean): Promise<Server> {
  const process = await start(url, sweeps);
  const coming = Promise.resolve();
  const running: Running = { url, process, isAway: false, coming, clients: new Map() };
  return {
    isAway: () => running.isAway,
    client: (apiKey, protocol) => clientOf(running, apiKey, protocol),
    replace: (signal, isSweeping) => {
      running.coming = renew(running, signal, isSweeping);
      // Whoever settles is told.
      running.coming.catch(() => undefined);
    },
    settle: async () => {
      await running.coming;
      if (!hasEnded(running)) return;
      throw new Error(`a server ended although nobody had told it to: ${running.process.stderr()}`);
    },
    repair: async () => {
      await running.coming.catch(() => undefined);
      if (hasEnded(running)) await renew(running, "SIGKILL", true);
    },
    freeze: (forMs) => freeze(running, forMs),
    stderr: () => running.process.stderr(),
    end: async () => {
      await running.coming.catch(() => undefined);
      closeClients(running);
      await running.process.end("SIGKILL");
    },
  };
}

/** A server gives up when the database does not take it in; on a machine that is very busy it may try again. */
async function start(url: string, sweeps: boolean): Promise<ServerProcess> {
  // What is re-homed, and when, no rule of these books tells: the core's own stories play that.
  const rehoming = { HOLDFAST_REHOME_INTERVAL: NEVER };
  const settings = { HOLDFAST_SWEEP_INTERVAL: sweeps ? SWEEPING : NEVER, ...rehoming };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startServerProcess(url, settings);
    } catch (error) {
      if (attempt === STARTS_MAX) throw error;
    }
  }
}

async function renew(running: Running, signal: NodeJS.Signals, sweeps: boolean): Promise<void> {
  running.isAway = true;
  await running.process.end(signal);
  closeClients(running);
  running.process = await start(running.url, sweeps);
  running.isAway = false;
}

async function freeze({ process: { child } }: Running, forMs: number): Promise<void> {
  child.kill("SIGSTOP");
  await sleep(forMs);
  child.kill("SIGCONT");
}

function clientOf({ process, clients }: Running, apiKey: string, protocol: Protocol): Holdfast {
  const port = protocol === "grpc" ? process.grpcPort : process.httpPort;
  const baseUrl = `http://127.0.0.1:${port}`;
  const name = `${baseUrl} ${apiKey}`;
  const client = clients.get(name) ?? createHoldfast({ baseUrl, apiKey, protocol });
  clients.set(name, client);
  return client;
}

function closeClients({ clients }: Running): void {
  for (const client of clients.values()) client.close();
  clients.clear();
}

function hasEnded({ process: { child } }: Running): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
