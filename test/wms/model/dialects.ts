import type { WmsDialect } from "../../../src/core/wms/dialect.ts";
import type { SimDialect } from "../../../src/wmsSim/world/world.ts";
import type { Dice } from "./random.ts";

export const MINUTE = 60_000;
export const RUN_EVERY_MS = 15 * MINUTE;

/** Any dialect at all. */
export function rollDialect(dice: Dice): SimDialect {
  return {
    numberedRuns: dice.chance(0.5),
    eventsBooked: dice.pick(["live", "atRuns"] as const),
    eventMark: dice.chance(0.5),
    orderKeys: dice.chance(0.5),
    zeroRows: dice.pick(["listed", "leftOut"] as const),
    orderedPages: dice.chance(0.5),
    takesBack: dice.chance(0.4),
    runLastsMs: dice.pick([0, 0, 2 * MINUTE, 8 * MINUTE]),
    lagMs: dice.pick([0, 0, MINUTE, 4 * MINUTE]),
    requestLastsMs: dice.pick([0, MINUTE, 10 * MINUTE]),
  };
}

/** What an adapter declares of it: where runs book events and have no numbers, it must state how long one may stay unseen. */
export function declared(dialect: SimDialect): WmsDialect {
  return { ...dialect, unseenMs: RUN_EVERY_MS + 2 * dialect.runLastsMs };
}
