import { z } from "zod";

import type { Random } from "./random.ts";

const chance = z.number().min(0).max(1);
const duration = z.number().int().min(0).max(600_000);

/** Everything that can go wrong on the way, each with how likely it is, from 0 to 1. */
export const faultSettings = z.strictObject({
  timeout: chance.describe("a request is neither carried out nor answered"),
  error: chance.describe("a request is answered with 500 or 503 and not carried out"),
  cut: chance.describe("the connection is cut before a request is carried out"),
  late: chance.describe("an order or a cancellation is not answered, and carried out later"),
  replyLost: chance.describe("a request is carried out, and the connection cut before the answer"),
  slow: chance.describe("a page of stock is answered up to slowMs after it was made"),
  runInWalk: chance.describe("a run begins before a page of stock that is not the first"),
  lag: chance.describe("a page of stock or order states are up to the dialect's lagMs old"),
  webhookDropped: chance.describe("a webhook delivery is never sent"),
  webhookDuplicated: chance.describe("a webhook delivery is sent twice"),
  webhookReordered: chance.describe("a webhook delivery is shuffled and sent after the next one"),
  webhookDelayed: chance.describe("a webhook delivery is sent up to webhookDelayMs later"),
  slowMs: duration,
  webhookDelayMs: duration,
});

/** How likely everything is to go wrong. Durations are in real milliseconds. */
export type FaultSettings = Readonly<z.infer<typeof faultSettings>>;

/** New values for some of the settings. */
export type FaultChange = { readonly [K in keyof FaultSettings]?: number | undefined };

/** Names of what can go wrong. */
export const FAULTS = [
  "timeout",
  "error",
  "cut",
  "late",
  "replyLost",
  "slow",
  "runInWalk",
  "lag",
  "webhookDropped",
  "webhookDuplicated",
  "webhookReordered",
  "webhookDelayed",
] as const satisfies readonly (keyof FaultSettings)[];

/** Something that can go wrong. */
export type Fault = (typeof FAULTS)[number];

/** Nothing goes wrong. */
export const NO_FAULTS: FaultSettings = {
  timeout: 0,
  error: 0,
  cut: 0,
  late: 0,
  replyLost: 0,
  slow: 0,
  runInWalk: 0,
  lag: 0,
  webhookDropped: 0,
  webhookDuplicated: 0,
  webhookReordered: 0,
  webhookDelayed: 0,
  slowMs: 2_000,
  webhookDelayMs: 5_000,
};

/** A fault that somebody asked for, whatever its chance is. */
export interface OrderedFault {
  readonly fault: Fault;
  /** The operation that it strikes, or null: whichever comes first. */
  readonly on: string | null;
  /** How often. */
  readonly times: number;
}

/** Decides what goes wrong: what was asked for first, then by chance. */
export class Faults {
  readonly #random: Random;
  #settings: FaultSettings = NO_FAULTS;
  #ordered: OrderedFault[] = [];

  constructor(random: Random, settings: FaultChange = {}) {
    this.#random = random;
    this.set(settings);
  }

  get settings(): FaultSettings {
    return this.#settings;
  }

  /** What was asked for and has not happened yet. */
  get ordered(): readonly OrderedFault[] {
    return this.#ordered;
  }

  /** Changes some of the settings. Throws where a chance is none. */
  set(change: FaultChange): void {
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    this.#settings = faultSettings.parse({ ...this.#settings, ...Object.fromEntries(given) });
  }

  /** Asks for a fault, so many times from the next occasion on. */
  next(fault: Fault, { on = null, times = 1 }: Partial<Omit<OrderedFault, "fault">> = {}): void {
    this.#ordered.push({ fault, on, times });
  }

  /** Nothing goes wrong any more, and nothing is asked for. */
  reset(): void {
    this.#settings = NO_FAULTS;
    this.#ordered = [];
  }

  /** Whether it strikes here and now. */
  strikes(fault: Fault, on: string): boolean {
    const index = this.#ordered.findIndex(
      (one) => one.fault === fault && (one.on === null || one.on === on),
    );
    const found = this.#ordered[index];
    if (found === undefined) return this.#random.chance(this.#settings[fault]);
    if (found.times > 1) this.#ordered[index] = { ...found, times: found.times - 1 };
    else this.#ordered.splice(index, 1);
    return true;
  }

  /** How much of it: a whole number, from 0 to the most. */
  amount(most: number): number {
    return this.#random.between(0, most);
  }

  /** The same in another order. */
  shuffled<T>(these: readonly T[]): T[] {
    return these
      .map((one) => ({ one, rank: this.#random.next() }))
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ one }) => one);
  }
}
