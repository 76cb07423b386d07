import { expect, test } from "@jest/globals";

import type { WmsDialect } from "../../../src/core/wms/dialect.ts";
import { LOOSE_EVENTS_MAX } from "../../../src/core/wms/looseEvents.ts";
import { type LooseEvent, newWmsRow, type Sight, type WmsRow } from "../../../src/core/wms/row.ts";
import { shownOf } from "../../../src/core/wms/shown.ts";
import { afterEvent, afterMissing, afterPage, afterStates } from "../../../src/core/wms/sights.ts";

const MODERN: WmsDialect = {
  numberedRuns: true,
  eventsBooked: "live",
  eventMark: true,
  orderKeys: true,
  zeroRows: "listed",
  orderedPages: true,
  takesBack: false,
  runLastsMs: 0,
  lagMs: 0,
  unseenMs: 0,
  requestLastsMs: 0,
};
const UNMARKED = { ...MODERN, numberedRuns: false, eventMark: false };

/** A page that showed so many units, asked for at `at` and written down a second later. */
function page(orderable: number, at: number, marks: { run?: number; posted?: number } = {}): Sight {
  return {
    orderable: BigInt(orderable),
    unallocatable: 0n,
    holds: [],
    run: marks.run === undefined ? null : BigInt(marks.run),
    posted: marks.posted === undefined ? null : BigInt(marks.posted),
    askedAt: at,
    arrivedAt: at + 1_000,
    isFirst: false,
  };
}

function event(orderable: number, arrivedAt: number, posted: number | null = null): LooseEvent {
  const change = { orderable: BigInt(orderable), unallocatable: 0n };
  const mark = posted === null ? null : BigInt(posted);
  return { id: `e-${arrivedAt}-${orderable}`, ...change, posted: mark, arrivedAt, sinceRun: null };
}

const row = newWmsRow("stock");

/** How many units the row shows after all that was told, in order. */
function units(after: WmsRow, dialect: WmsDialect): number {
  return Number(shownOf(after, dialect).orderable);
}

test("a row that no page has shown has nothing, whatever events say of it", () => {
  expect(units(afterEvent(row, event(5, 1_000, 3), MODERN), MODERN)).toBe(0);
});

test.each([
  ["a later run", { run: 2, posted: 1 }, 4],
  ["later events", { run: 1, posted: 2 }, 4],
  ["an earlier run", { run: 0, posted: 1 }, 9],
  ["earlier events", { run: 1, posted: 0 }, 9],
  ["a later run and earlier events", { run: 2, posted: 0 }, 9],
])("a page of %s, whenever it was asked for", (_, marks, shown) => {
  const first = afterPage(row, page(9, 5_000, { run: 1, posted: 1 }), MODERN);
  expect(units(afterPage(first, page(4, 1_000, marks), MODERN), MODERN)).toBe(shown);
});

test.each([
  [12, 8_000, 12],
  [12, 5_500, 9],
  [4, 5_500, 4],
])(
  "without newer marks, %d units asked for at %d make it %d: early ones only lower",
  (shown, askedAt, due) => {
    const first = afterPage(row, page(9, 5_000), UNMARKED);
    expect(units(afterPage(first, page(shown, askedAt), UNMARKED), UNMARKED)).toBe(due);
  },
);

test("how old an answer may be counts as if it had been asked for so much earlier", () => {
  const late = { ...UNMARKED, lagMs: 2_000 };
  const first = afterPage(row, page(9, 5_000), late);
  expect(units(afterPage(first, page(12, 7_900), late), late)).toBe(9);
  expect(units(afterPage(first, page(12, 8_000), late), late)).toBe(12);
});

test.each([
  ["a rise after the page's mark is added", 3, 8, 12],
  ["a rise in a tie is contained", 3, 7, 9],
  ["a rise before it is contained", 3, 6, 9],
  ["a fall after it is taken off", -3, 8, 6],
  ["a fall in a tie stays on top", -3, 7, 6],
  ["a fall before it is contained", -3, 6, 9],
])("%s", (_, change, posted, due) => {
  const first = afterPage(row, page(9, 5_000, { run: 1, posted: 7 }), MODERN);
  expect(units(afterEvent(first, event(change, 9_000, posted), MODERN), MODERN)).toBe(due);
});

test("a fall in a tie goes with the next page that was asked for after it was told", () => {
  const told = afterEvent(
    afterPage(row, page(9, 5_000, { run: 1, posted: 7 }), MODERN),
    event(-3, 9_000, 7),
    MODERN,
  );
  const early = afterPage(told, page(9, 8_000, { run: 1, posted: 7 }), MODERN);
  expect(units(early, MODERN)).toBe(6);
  expect(units(afterPage(told, page(6, 9_000, { run: 1, posted: 7 }), MODERN), MODERN)).toBe(6);
});

test("without a mark events never raise, and falls stay until a page surely has them", () => {
  const first = afterPage(row, page(9, 5_000), UNMARKED);
  expect(units(afterEvent(first, event(4, 7_000), UNMARKED), UNMARKED)).toBe(9);
  const fallen = afterEvent(first, event(-4, 7_000), UNMARKED);
  expect(units(fallen, UNMARKED)).toBe(5);
  expect(units(afterPage(fallen, page(9, 6_500), UNMARKED), UNMARKED)).toBe(5);
  expect(units(afterPage(fallen, page(5, 7_000), UNMARKED), UNMARKED)).toBe(5);
});

test.each([
  [0, 2, 5],
  [0, 3, 9],
  [600_000, 3, 5],
  [600_000, 4, 9],
])(
  "where runs book events and last %d ms, a page of run %d leaves %d of 9 less 4",
  (runLastsMs, run, due) => {
    const dialect: WmsDialect = { ...MODERN, eventMark: false, eventsBooked: "atRuns", runLastsMs };
    const first = afterPage(row, page(9, 5_000, { run: 1 }), dialect);
    const fallen = afterEvent(first, event(-4, 7_000), dialect);
    const since = afterPage(fallen, page(9, 8_000, { run: 2 }), dialect);
    expect(units(afterPage(since, page(9, 20_000, { run }), dialect), dialect)).toBe(due);
  },
);

test("a row that a complete walk did not list has nothing, and what was asked for before cannot raise it", () => {
  const first = afterPage(row, page(9, 5_000, { run: 1, posted: 1 }), MODERN);
  const missing = { ...page(0, 10_000, { run: 1, posted: 1 }), arrivedAt: 20_000 };
  const gone = afterMissing(first, missing, MODERN);
  expect(units(gone, MODERN)).toBe(0);
  const during = afterPage(gone, page(9, 15_000, { run: 2, posted: 2 }), MODERN);
  expect(units(during, MODERN)).toBe(0);
  expect(units(afterPage(gone, page(9, 20_000, { run: 2, posted: 2 }), MODERN), MODERN)).toBe(9);
});

test("where allocations may be taken back a page raises only once order states are in", () => {
  const grabby = { ...MODERN, takesBack: true };
  const first = afterStates(afterPage(row, page(9, 5_000, { run: 1 }), grabby), 6_000, grabby);
  expect(units(first, grabby)).toBe(9);
  const raised = afterPage(first, page(12, 8_000, { run: 2 }), grabby);
  expect(units(raised, grabby)).toBe(9);
  expect(units(afterStates(raised, 8_999, grabby), grabby)).toBe(9);
  expect(units(afterStates(raised, 9_000, grabby), grabby)).toBe(12);
  const fallen = afterPage(raised, page(2, 20_000, { run: 3 }), grabby);
  expect(units(fallen, grabby)).toBe(2);
});

test("a row keeps a bounded number of loose events, and never shows more for it", () => {
  let after = afterPage(row, page(1_000, 5_000, { run: 1, posted: 0 }), MODERN);
  let due = 1_000;
  for (let posted = 1; posted <= 200; posted += 1) {
    const change = posted % 3 === 0 ? 2 : -1;
    due += change;
    after = afterEvent(after, event(change, 5_000 + posted, posted), MODERN);
    expect(after.events.length).toBeLessThanOrEqual(LOOSE_EVENTS_MAX + 1);
  }
  expect(units(after, MODERN)).toBeLessThanOrEqual(due);
});
