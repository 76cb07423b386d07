import type { LoadOrder } from "../load/order.ts";
import { type Measured, measure, type Order } from "../support/measure.ts";
import { type Shop, type ShopOptions, withShop } from "../support/shop.ts";
import type { Workshop } from "../support/workshop.ts";

/** What scenarios are given. */
export interface Bench {
  readonly workshop: Workshop;
  readonly warmupMs: number;
  readonly durationMs: number;
  /** Decides which SKUs are asked for, and when scheduled calls are due. */
  readonly seed: number;
  /** Folder for the servers' CPU profiles, if they are wanted. */
  readonly profileFolder: string | undefined;
  /** What the scenarios before have found, by name. */
  readonly results: Readonly<Record<string, Figures>>;
}

/** What a scenario found: figures by name, some in groups. */
export type Figures = Readonly<Record<string, unknown>>;

/** One thing that is measured. */
export interface Scenario {
  readonly name: string;
  /** For people: what is done. */
  readonly about: string;
  /** About how long it takes. */
  estimateMs(bench: Bench): number;
  run(bench: Bench): Promise<Figures>;
}

/** Starting a server, filling its tables and stopping it again. */
export const SET_UP_MS = 3_000;

/** Callers at once, as in the field's comparisons. */
export const CALLERS = 256;

export interface LoadScenario {
  readonly name: string;
  readonly about: string;
  /** What the rate is called, such as `reservesPerSecond`. */
  readonly rate: string;
  readonly shop?: ShopOptions;
  readonly load: Pick<LoadOrder, "work"> & Partial<Pick<LoadOrder, "pace" | "client">>;
}

/** A scenario that is one load on one shop. */
export function loadScenario({ name, about, rate, shop = {}, load }: LoadScenario): Scenario {
  return {
    name,
    about,
    estimateMs: (bench) => SET_UP_MS + bench.warmupMs + bench.durationMs,
    run: (bench) =>
      inShop(bench, name, shop, async (opened) => {
        const measured = await measure(opened, orderOf(bench, load));
        return { [rate]: measured.perSecond, ...figuresOf(measured) };
      }),
  };
}

export function inShop<T>(
  { workshop, profileFolder }: Bench,
  name: string,
  options: ShopOptions,
  work: (shop: Shop) => Promise<T>,
): Promise<T> {
  const profile = profileFolder === undefined ? undefined : { folder: profileFolder, name };
  return withShop(workshop, { ...options, profile }, work);
}

export function orderOf({ warmupMs, durationMs, seed }: Bench, load: LoadScenario["load"]): Order {
  return { warmupMs, durationMs, seed, pace: { kind: "callers", callers: CALLERS }, ...load };
}

/** What is told of every load beside its rate, which has a name of its own in each scenario. */
export function figuresOf(measured: Measured): Figures {
  const { p50Ms, p99Ms, failed, failures, calls } = measured;
  const { cpuMicrosPerCall, batch, walBytesPerCall, tableBytesPerCall, serverResidentMb } =
    measured;
  const costs = { cpuMicrosPerCall, batch, walBytesPerCall, tableBytesPerCall, serverResidentMb };
  return { p50Ms, p99Ms, calls, failed, failures, ...costs };
}
