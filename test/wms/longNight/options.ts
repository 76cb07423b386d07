import type { WmsDialect } from "../../../src/core/wms/dialect.ts";
import type { FaultChange } from "../../../src/wmsSim/faults.ts";
import type { CellKey, SimDialect } from "../../../src/wmsSim/world/world.ts";

/** How a long night is to be. */
export interface LongNightOptions {
  readonly seed: number;
  /** Hours of the warehouse's time. */
  readonly hours: number;
  readonly dialect: SimDialect;
  readonly replicas: number;
  /** The warehouse's time passes so many times as fast as ours: one run a second at 900. */
  readonly speed: number;
  readonly say: (line: string) => void;
}

export const WAREHOUSE = "W1";
/** Whose goods lie there: a tenant of ours each. */
export const OWNERS = ["ACME", "BOLT"] as const;
export const LOCATION = "OUTSIDE";
export const SKUS = ["SOCK", "MILK", "HAT"] as const;

const MINUTE = 60_000;
export const RUN_EVERY_MS = 15 * MINUTE;

/** One request may take so long, in our time. */
export const TIMEOUT_MS = 400;

/** Requests that the warehouse system permits in any second of ours. */
export const QUOTA = { requests: 120, windowMs: 1_000 };

/** What lies where, for each owner alike. */
export const CELLS: readonly CellKey[] = OWNERS.flatMap((owner) => [
  { warehouse: WAREHOUSE, owner, sku: "SOCK", lot: null },
  { warehouse: WAREHOUSE, owner, sku: "MILK", lot: "A" },
  { warehouse: WAREHOUSE, owner, sku: "MILK", lot: "B" },
  { warehouse: WAREHOUSE, owner, sku: "MILK", lot: "C" },
  { warehouse: WAREHOUSE, owner, sku: "HAT", lot: null },
]);

/** Everything that goes wrong on the way. */
export const TROUBLE: FaultChange = {
  timeout: 0.03,
  error: 0.05,
  cut: 0.03,
  late: 0.03,
  replyLost: 0.05,
  slow: 0.05,
  runInWalk: 0.02,
  lag: 0.5,
  slowMs: 300,
  webhookDropped: 0.1,
  webhookDuplicated: 0.2,
  webhookReordered: 0.2,
  webhookDelayed: 0.2,
  webhookDelayMs: 1_500,
};

/** A dialect whose durations, in the warehouse's time, are some minutes: long enough to be seen. */
export function stretched(dialect: SimDialect): SimDialect {
  const minutes = (ms: number, least: number): number => (ms === 0 ? 0 : least * MINUTE);
  return {
    ...dialect,
    runLastsMs: minutes(dialect.runLastsMs, 4),
    lagMs: minutes(dialect.lagMs, 5),
    requestLastsMs: minutes(dialect.requestLastsMs, 6),
  };
}

/** What the account says of it: the same in our time, with some room for a busy machine. */
export function declaredAt(dialect: SimDialect, speed: number): WmsDialect {
  const ours = (ms: number): number => (ms === 0 ? 0 : Math.ceil(ms / speed) + ROOM_MS);
  return {
    ...dialect,
    runLastsMs: ours(dialect.runLastsMs),
    lagMs: ours(dialect.lagMs),
    requestLastsMs: ours(dialect.requestLastsMs),
    unseenMs: ours(RUN_EVERY_MS + 2 * dialect.runLastsMs),
  };
}

/** The simulator brings its world up to date this often when nobody asks. */
const ROOM_MS = 120;
