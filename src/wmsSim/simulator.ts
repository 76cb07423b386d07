import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

import { SimClock } from "./clock.ts";
import { letPeopleIn } from "./crowd.ts";
import { demoStock } from "./demoStock.ts";
import { DIALECTS } from "./dialects.ts";
import { openKeptWorld } from "./kept/openKeptWorld.ts";
import { type FaultChange, Faults } from "./faults.ts";
import { createDoor } from "./http/door.ts";
import { RequestLog } from "./http/requestLog.ts";
import type { Quota } from "./http/tokenBucket.ts";
import { DEMO_KEY } from "./key.ts";
import { Random, scrambled } from "./random.ts";
import { Webhooks, type WebhookTarget } from "./webhooks.ts";
import { World, type WorldOptions } from "./world/world.ts";

/**
 * How a simulator is to be. Everything may be left out; then it is a modern system with a small
 * demo stock.
 */
export interface SimulatorOptions extends Partial<WorldOptions> {
  readonly host?: string;
  /** 0, the default, takes any free one. */
  readonly port?: number;
  readonly key?: string;
  /** The world's time passes so many times as fast as ours. 0: only when told to. */
  readonly speed?: number;
  /** None unless given. Counted in real time. */
  readonly quota?: Quota | null;
  readonly faults?: FaultChange;
  readonly webhook?: WebhookTarget | null;
  /**
   * Somebody does something to the stock so often on average, in the world's time. Nobody unless
   * given.
   */
  readonly peopleEveryMs?: number | null;
  /**
   * A file in which the world is kept: if there is one already, that world goes on, as it was
   * begun, and as if its time had passed meanwhile. Nothing is kept unless given.
   */
  readonly keepIn?: string | null;
}

/** A simulator that listens. */
export interface Simulator {
  readonly url: string;
  readonly port: number;
  readonly key: string;
  readonly world: World;
  readonly clock: SimClock;
  readonly faults: Faults;
  /** When /v1 was asked for anything: real milliseconds since 1970, refused requests included. */
  readonly requests: readonly number[];
  /** How many of them the quota refused. */
  refusedRequests(): number;
  /** Cuts every connection and ends. */
  stop(): Promise<void>;
}

/**
 * Starts a simulated warehouse system behind HTTP. Rejects when it cannot listen there, or with a
 * `BadWorldFile`.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { host = "127.0.0.1", port = 0, key = DEMO_KEY, quota = null, webhook = null } = options;
  const { speed = 1, keepIn = null } = options;
  const kept = keepIn === null ? null : openKeptWorld(keepIn, worldOptions(options));
  const world = kept === null ? new World(worldOptions(options)) : kept.world;
  const { seed } = world.options;
  const clock = new SimClock(world, speed);
  const faults = new Faults(new Random(scrambled(seed, 1)), options.faults);
  const requests = new RequestLog();
  const webhooks = webhook === null ? null : new Webhooks(webhook, faults);
  if (webhooks !== null) world.onPosted((event) => webhooks.tell(event));
  clock.skip(Math.floor((kept?.awayMs ?? 0) * speed));
  const everyMs = options.peopleEveryMs ?? null;
  if (everyMs !== null) letPeopleIn(world, clock, new Random(scrambled(seed, 2)), everyMs);
  const door = createDoor({ world, clock, faults, requests, webhooks }, { key, quota });
  door.listen(port, host);
  await once(door, "listening");
  clock.start();
  const stop = async (): Promise<void> => {
    clock.stop();
    webhooks?.stop();
    if (!door.listening) return;
    kept?.close();
    await cut(door);
  };
  const bound = (door.address() as AddressInfo).port;
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${bound}`;
  return {
    url,
    port: bound,
    key,
    world,
    clock,
    faults,
    requests: requests.moments,
    refusedRequests: () => requests.refused,
    stop,
  };
}

async function cut(door: Server): Promise<void> {
  const closed = once(door, "close");
  door.close();
  door.closeAllConnections();
  await closed;
}

function worldOptions(options: SimulatorOptions): WorldOptions {
  const { takeBackChance, countFrom } = options;
  return {
    seed: options.seed ?? 1,
    dialect: options.dialect ?? DIALECTS.modern,
    startAt: options.startAt ?? Date.now(),
    runEveryMs: options.runEveryMs ?? 15_000,
    cells: options.cells ?? demoStock(),
    pageSize: options.pageSize ?? 100,
    closeShortAfterRuns: options.closeShortAfterRuns ?? 4,
    shipAfterMs: options.shipAfterMs ?? 30_000,
    ...(takeBackChance !== undefined && { takeBackChance }),
    ...(countFrom !== undefined && { countFrom }),
  };
}
