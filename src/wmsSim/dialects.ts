import type { SimDialect } from "./world/world.ts";

/** Tells everything, at once and in order. */
const modern: SimDialect = {
  numberedRuns: true,
  eventsBooked: "live",
  eventMark: true,
  orderKeys: true,
  zeroRows: "listed",
  orderedPages: true,
  takesBack: false,
  runLastsMs: 0,
  lagMs: 0,
  requestLastsMs: 5_000,
};

/**
 * Warehouse systems of different characters. Between them every property takes every value at least
 * twice.
 */
export const DIALECTS = {
  modern,
  /** Does everything in its runs, and lists only what is there. */
  batch: {
    ...modern,
    eventsBooked: "atRuns",
    zeroRows: "leftOut",
    requestLastsMs: 0,
  },
  /** Numbers nothing, knows no keys, answers late and in no order. */
  legacy: {
    ...modern,
    numberedRuns: false,
    eventMark: false,
    orderKeys: false,
    zeroRows: "leftOut",
    orderedPages: false,
    runLastsMs: 3_000,
    lagMs: 8_000,
    requestLastsMs: 10_000,
  },
  /** Neither runs nor events can be told apart. */
  silent: {
    ...modern,
    numberedRuns: false,
    eventsBooked: "atRuns",
    eventMark: false,
    orderedPages: false,
    requestLastsMs: 0,
  },
  /** Takes back what it has allocated, now and then. */
  grabby: {
    ...modern,
    takesBack: true,
    runLastsMs: 2_000,
  },
  /** Runs last, answers are old, requests arrive when nobody expects them any more. */
  slow: {
    ...modern,
    eventsBooked: "atRuns",
    orderKeys: false,
    takesBack: true,
    runLastsMs: 6_000,
    lagMs: 5_000,
    requestLastsMs: 20_000,
  },
} as const satisfies Readonly<Record<string, SimDialect>>;

/** The name of a dialect. */
export type DialectName = keyof typeof DIALECTS;
