import { expect, test } from "@jest/globals";

import type { SimDialect } from "../../../src/wmsSim/world/world.ts";
import { MINUTE } from "./dialects.ts";
import { playNight, playSeed } from "./play.ts";

/** Seeds that between them notice every rule that is left out; `npm run mutants -- merge` shows it. */
const SEEDS = [1, 3, 13, 19, 33];

test.each(SEEDS)(
  "a night at a warehouse of any dialect oversells nothing and ends well: seed %d",
  (seed) => {
    expect(playSeed(seed)).toEqual([]);
  },
);

const LASTING: SimDialect = {
  numberedRuns: true,
  eventsBooked: "atRuns",
  eventMark: false,
  orderKeys: true,
  zeroRows: "listed",
  orderedPages: true,
  takesBack: false,
  runLastsMs: 8 * MINUTE,
  lagMs: 0,
  requestLastsMs: 0,
};

test.each([1])("runs that last long and book events without a mark: seed %d", (seed) => {
  expect(playNight({ seed, hours: 6, dialect: LASTING })).toEqual([]);
});
