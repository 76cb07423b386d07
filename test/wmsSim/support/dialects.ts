import type { SimDialect } from "../../../src/wmsSim/world/world.ts";
import { PLAIN } from "./warehouse.ts";

const LASTING = { runLastsMs: 300_000, lagMs: 60_000 };

/** Every way in which events are booked, runs last, units are taken back and little is told. */
export const DIALECTS: readonly [string, SimDialect][] = [
  ["plain", PLAIN],
  ["booked at runs", { ...PLAIN, eventsBooked: "atRuns" }],
  ["runs that last", { ...PLAIN, ...LASTING }],
  ["runs that last, booked at runs", { ...PLAIN, ...LASTING, eventsBooked: "atRuns" }],
  ["taking back", { ...PLAIN, takesBack: true }],
  [
    "telling little",
    {
      ...PLAIN,
      ...LASTING,
      numberedRuns: false,
      eventMark: false,
      orderKeys: false,
      zeroRows: "leftOut",
      orderedPages: false,
      takesBack: true,
    },
  ],
  [
    "telling little, booked at runs, runs longer than their rhythm",
    {
      ...PLAIN,
      eventsBooked: "atRuns",
      numberedRuns: false,
      eventMark: false,
      orderKeys: false,
      runLastsMs: 2_000_000,
    },
  ],
];
