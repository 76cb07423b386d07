import { setTimeout as sleep } from "node:timers/promises";

import type { Simulator } from "../../src/wmsSim/simulator.ts";
import type { Workshop } from "../support/workshop.ts";
import { deliverable, overpromised, type Promises, undelivered } from "./promises.ts";
import type { Seller, SellerOptions } from "./sellers/seller.ts";
import { PLACE, type Stream, type StreamOrder } from "./stream.ts";
import { openWarehouse, QUOTA_PER_MINUTE } from "./warehouse.ts";

const MINUTE_MS = 60_000;
/** After the last order the warehouse goes on for so long, so that everything leaves that ever will. */
const AFTERWARDS_MS = 6 * 60 * MINUTE_MS;

/** What came of a stream of orders. Units, orders, requests, milliseconds. */
export interface Outcome {
  readonly orders: number;
  readonly soldUnits: number;
  /** Promised, and never delivered. */
  readonly oversoldUnits: number;
  /** Sent away although the units were there and nobody's. */
  readonly falselyRefused: number;
  /** At most so long after a delivery of the item, in the warehouse's time. 0: none was. */
  readonly refusedAfterDeliveryMs: number;
  readonly requests: number;
  /** Answered with 429. */
  readonly tooMany: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Units that were promised and not there, looked at every minute of the warehouse's time: where they changed. */
  readonly owed: readonly Owed[];
}

/** So many units were promised and not there from that minute on. */
export interface Owed {
  readonly minute: number;
  readonly units: number;
}

/** How a stream is played. */
export interface PlayOptions {
  readonly stream: Stream;
  /** The warehouse's time passes so many times as fast as ours. */
  readonly speed: number;
  readonly workshop: Workshop;
  readonly create: (options: SellerOptions) => Seller | Promise<Seller>;
}

/** Lets a seller sell a stream of orders from a warehouse of its own, and looks at what really became of them. */
export async function play(options: PlayOptions): Promise<Outcome> {
  const { stream, speed, workshop, create } = options;
  const quotaPerSecond = Math.max(3, Math.round((QUOTA_PER_MINUTE * speed) / 60));
  const warehouse = await openWarehouse(stream, quotaPerSecond);
  try {
    const seller = await create({ stream, warehouse, speed, quotaPerSecond, workshop });
    try {
      return await new Player(stream, speed, warehouse, seller).play();
    } finally {
      await seller.close();
    }
  } finally {
    await warehouse.stop();
  }
}

class Player {
  readonly #stream: Stream;
  readonly #speed: number;
  readonly #warehouse: Simulator;
  readonly #seller: Seller;
  readonly #beganAt: number;
  readonly #promises: Promises = new Map();
  readonly #latencies: number[] = [];
  readonly #owed: Owed[] = [];
  #soldUnits = 0;
  #falselyRefused = 0;
  #refusedAfterDeliveryMs = 0;

  constructor(stream: Stream, speed: number, warehouse: Simulator, seller: Seller) {
    this.#stream = stream;
    this.#speed = speed;
    this.#warehouse = warehouse;
    this.#seller = seller;
    this.#beganAt = warehouse.world.now;
  }

  async play(): Promise<Outcome> {
    const { clock } = this.#warehouse;
    const before = this.#requestsSoFar();
    this.#planDeeds();
    clock.setSpeed(this.#speed);
    await this.#sellAll();
    await this.#seller.settle();
    const { requests, tooMany } = this.#requestsSoFar();
    clock.skip(AFTERWARDS_MS);
    return this.#outcome({
      requests: requests - before.requests,
      tooMany: tooMany - before.tooMany,
    });
  }

  #requestsSoFar(): Pick<Outcome, "requests" | "tooMany"> {
    const { requests } = this.#warehouse;
    return { requests: requests.length, tooMany: this.#warehouse.refusedRequests() };
  }

  #planDeeds(): void {
    const { world, clock } = this.#warehouse;
    for (const { at, kind, sku, quantity } of this.#stream.deeds) {
      const act = (): void => void world.happen(kind, { ...PLACE, sku, lot: null }, quantity);
      clock.plan(this.#beganAt + at, act);
    }
    for (let minute = 0; minute * MINUTE_MS <= this.#stream.lastsMs; minute += 1) {
      clock.plan(this.#beganAt + minute * MINUTE_MS, () => this.#lookAt(minute));
    }
  }

  #lookAt(minute: number): void {
    const units = overpromised(this.#warehouse.world, this.#promises);
    if (this.#owed.at(-1)?.units !== units) this.#owed.push({ minute, units });
  }

  /** Each order when it is due, whether those before it were answered or not. */
  async #sellAll(): Promise<void> {
    const startedAt = performance.now();
    const open = new Set<Promise<void>>();
    for (const order of this.#stream.orders) {
      const dueAt = startedAt + order.at / this.#speed;
      while (performance.now() < dueAt) await sleep(1);
      const answered = this.#sell(order, dueAt).finally(() => open.delete(answered));
      open.add(answered);
    }
    await Promise.all(open);
    const restMs = startedAt + this.#stream.lastsMs / this.#speed - performance.now();
    if (restMs > 0) await sleep(restMs);
  }

  async #sell(order: StreamOrder, dueAt: number): Promise<void> {
    const { sku, quantity } = order;
    const { world, clock } = this.#warehouse;
    clock.catchUp();
    const before = deliverable(world, this.#promises, sku);
    const { sold, waitedMs } = await this.#seller.sell(order);
    // What it waited because it was told to is counted in the warehouse's time.
    this.#latencies.push(performance.now() - dueAt - waitedMs / this.#speed + waitedMs);
    if (sold) {
      this.#promises.set(sku, (this.#promises.get(sku) ?? 0) + quantity);
      this.#soldUnits += quantity;
      return;
    }
    const after = deliverable(world, this.#promises, sku);
    if (Math.min(before, after) < quantity) return;
    this.#falselyRefused += 1;
    const sinceMs = this.#sinceDelivery(order);
    this.#refusedAfterDeliveryMs = Math.max(this.#refusedAfterDeliveryMs, sinceMs);
  }

  #sinceDelivery({ sku, at }: StreamOrder): number {
    const deliveries = this.#stream.deeds.filter((deed) => deed.sku === sku && deed.at <= at);
    const receipts = deliveries.filter(({ kind }) => kind === "receipt").map((deed) => deed.at);
    return at - Math.max(0, ...receipts);
  }

  #outcome(made: Pick<Outcome, "requests" | "tooMany">): Outcome {
    const { world } = this.#warehouse;
    const latencies = this.#latencies.toSorted((a, b) => a - b);
    return {
      orders: this.#stream.orders.length,
      soldUnits: this.#soldUnits,
      oversoldUnits: undelivered(world, this.#promises),
      falselyRefused: this.#falselyRefused,
      refusedAfterDeliveryMs: this.#refusedAfterDeliveryMs,
      ...made,
      p50Ms: quantile(latencies, 0.5),
      p99Ms: quantile(latencies, 0.99),
      owed: this.#owed,
    };
  }
}

function quantile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return Math.round(value * 10) / 10;
}
