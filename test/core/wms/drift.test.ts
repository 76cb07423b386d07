import { describe, expect, test } from "@jest/globals";

import { type Balances, NOTHING } from "../../../src/core/balances.ts";
import type { WmsDialect } from "../../../src/core/wms/dialect.ts";
import { type DriftFacts, driftParts } from "../../../src/core/wms/drift.ts";
import { type LooseEvent, newWmsRow, type Sight, type WmsRow } from "../../../src/core/wms/row.ts";
import { TELLS_ALL } from "../../support/core/warehouse.ts";

const MINUTE = 60_000;
const NOON = 43_200_000;

function sight(orderable: bigint, more: Partial<Sight> = {}): Sight {
  const marks = { run: 5n, posted: 50n, askedAt: NOON, arrivedAt: NOON + 1, isFirst: false };
  return { orderable, unallocatable: 0n, holds: [], ...marks, ...more };
}

function event(orderable: bigint, more: Partial<LooseEvent> = {}): LooseEvent {
  const marks = { posted: 60n, arrivedAt: NOON + MINUTE, sinceRun: null };
  return { id: "E", orderable, unallocatable: 0n, ...marks, ...more };
}

interface Said extends Partial<Omit<DriftFacts, "told" | "balances" | "dialect">> {
  readonly told?: Partial<WmsRow> | null;
  readonly balances?: Partial<Balances>;
  readonly dialect?: Partial<WmsDialect>;
}

/** The parts in short: `shrinkage -3`. */
function saidOf({ told = {}, balances = {}, dialect = {}, sentUnits = 0n }: Said): string[] {
  const row = { ...newWmsRow("S"), sight: sight(10n), driftSince: NOON - 5, ...told };
  const parts = driftParts({
    told: told === null ? null : row,
    balances: { ...NOTHING, onHand: 10n, ...balances },
    sentUnits,
    dialect: { ...TELLS_ALL, ...dialect },
  });
  return parts.map(({ class: kind, quantity }) => `${kind} ${quantity}`);
}

describe("what pages show and nothing explains", () => {
  test.each<[string, Said, string[]]>([
    ["nothing at all", {}, []],
    ["more than was told of", { told: { drift: 4n } }, ["pageWithoutEvent 4"]],
    ["less than was told of", { told: { drift: -3n } }, ["shrinkage -3"]],
    ["less, but so much is ordered", { told: { drift: -3n }, sentUnits: 3n }, ["inFlight -3"]],
    ["less, and more is ordered", { told: { drift: -3n }, sentUnits: 9n }, ["inFlight -3"]],
    [
      "less than orders explain",
      { told: { drift: -8n }, sentUnits: 3n },
      ["inFlight -3", "shrinkage -5"],
    ],
    ["more, whatever is ordered", { told: { drift: 4n }, sentUnits: 9n }, ["pageWithoutEvent 4"]],
  ])("%s", (_, said, parts) => {
    expect(saidOf(said)).toEqual(parts);
  });
});

describe("what is missing may still be shown", () => {
  const missing = { drift: -5n };
  const numberless = { numberedRuns: false, eventMark: false };

  test.each<[string, Said, string[]]>([
    ["told after the page was asked for", { told: { toldAt: NOON + 1 } }, ["wmsLag -5"]],
    [
      "told before, in the run that the page shows",
      { told: { toldAt: NOON, toldRun: 5n } },
      ["wmsLag -5"],
    ],
    ["told before, in a run before it", { told: { toldAt: NOON, toldRun: 4n } }, ["shrinkage -5"]],
    [
      "told before, without runs",
      { told: { toldAt: NOON }, dialect: numberless },
      ["shrinkage -5"],
    ],
    [
      "told before, but pages may be old",
      { told: { toldAt: NOON }, dialect: { ...numberless, lagMs: 1 } },
      ["wmsLag -5"],
    ],
    [
      "told before, but a run may have lasted",
      { told: { toldAt: NOON }, dialect: { ...numberless, runLastsMs: 1 } },
      ["wmsLag -5"],
    ],
    [
      "told before, but pages may be without it for a while",
      { told: { toldAt: NOON - MINUTE }, dialect: { ...numberless, unseenMs: MINUTE + 1 } },
      ["wmsLag -5"],
    ],
    [
      "told before, longer ago than that",
      { told: { toldAt: NOON - MINUTE }, dialect: { ...numberless, unseenMs: MINUTE } },
      ["shrinkage -5"],
    ],
    ["no page has come yet", { told: { toldAt: NOON, sight: null } }, ["wmsLag -5"]],
    [
      "a page waits for order states",
      { told: { next: sight(5n, { run: 6n }) }, dialect: { takesBack: true } },
      ["wmsLag -5"],
    ],
  ])("%s", (_, { told, ...said }, parts) => {
    expect(saidOf({ told: { ...missing, ...told }, ...said })).toEqual(parts);
  });
});

describe("events that pages do not have", () => {
  const atRuns = { eventsBooked: "atRuns" } as const;

  test.each<[string, Said, string[]]>([
    ["a page that is older says nothing", { told: { events: [event(2n)] } }, ["wmsLag 2"]],
    [
      "a page that was asked for later should have it",
      { told: { events: [event(2n, { arrivedAt: NOON })] } },
      ["eventWithoutPage 2"],
    ],
    [
      "one that may be old need not",
      { told: { events: [event(2n, { arrivedAt: NOON })] }, dialect: { lagMs: 1 } },
      ["wmsLag 2"],
    ],
    [
      "where runs book events, the next run's page should",
      { told: { events: [event(-2n, { arrivedAt: NOON - 9, sinceRun: 4n })] }, dialect: atRuns },
      ["eventWithoutPage -2"],
    ],
    [
      "and a page of the same run need not",
      { told: { events: [event(-2n, { arrivedAt: NOON - 9, sinceRun: 5n })] }, dialect: atRuns },
      ["wmsLag -2"],
    ],
    [
      "several are told together, both kinds apart",
      {
        told: {
          events: [
            event(2n),
            event(-3n, { unallocatable: 1n }),
            event(7n, { arrivedAt: NOON - MINUTE }),
          ],
        },
      },
      ["eventWithoutPage 7", "wmsLag 0"],
    ],
    [
      "before the first page all wait",
      { told: { sight: null, events: [event(2n)] } },
      ["wmsLag 2"],
    ],
  ])("%s", (_, said, parts) => {
    expect(saidOf(said)).toEqual(parts);
  });
});

describe("pages that wait", () => {
  const dialect = { takesBack: true };

  test.each<[string, Said, string[]]>([
    ["one that shows more", { told: { next: sight(14n, { run: 6n }) }, dialect }, ["wmsLag 4"]],
    ["one that shows as much", { told: { next: sight(10n, { run: 6n }) }, dialect }, []],
    ["one that shows less counts already", { told: { next: sight(7n, { run: 6n }) }, dialect }, []],
    ["the first one of all", { told: { sight: null, next: sight(6n) }, dialect }, ["wmsLag 6"]],
  ])("%s", (_, said, parts) => {
    expect(saidOf(said)).toEqual(parts);
  });
});

describe("units that are kept from sale twice", () => {
  const holds = [{ reference: "QH-1", quantity: 2n }];
  const shows = (unallocatable: bigint): Partial<WmsRow> => ({
    sight: sight(10n, { unallocatable, holds }),
  });
  const ours = [{ reference: "QH-1", quantity: 2n }];

  test.each<[string, Said, string[]]>([
    ["only by us", { balances: { damaged: 3n } }, []],
    ["only by them", { told: shows(3n), balances: { wmsUnallocatable: 3n } }, []],
    [
      "by both, under no reference",
      { told: shows(3n), balances: { quarantined: 2n, wmsUnallocatable: 3n } },
      ["overlap 2"],
    ],
    [
      "by both, under a common one: counted once",
      { told: { ...shows(2n), ours }, balances: { damaged: 2n } },
      [],
    ],
    [
      "by both, in part under a common one",
      {
        told: { ...shows(5n), ours },
        balances: { damaged: 2n, withheld: 1n, wmsUnallocatable: 3n },
      },
      ["overlap 1"],
    ],
  ])("%s", (_, said, parts) => {
    expect(saidOf(said)).toEqual(parts);
  });
});

test("more may be promised than there is, on a row that nothing was told of too", () => {
  expect(saidOf({ balances: { onHand: 2n, committed: 3n, held: 1n } })).toEqual(["shortfall 2"]);
  expect(saidOf({ told: null, balances: { onHand: 0n, committed: 1n } })).toEqual(["shortfall 1"]);
});

test("a row may be odd in several ways, each since its own moment", () => {
  const told = {
    drift: -4n,
    driftSince: NOON - 5,
    events: [event(1n), event(1n, { arrivedAt: NOON + 1 })],
  };
  const row = { ...newWmsRow("S"), sight: sight(10n), ...told };
  const balances = { ...NOTHING, onHand: 1n, committed: 3n };

  expect(driftParts({ told: row, balances, sentUnits: 1n, dialect: TELLS_ALL })).toEqual([
    { class: "inFlight", quantity: -1n, since: NOON - 5 },
    { class: "shrinkage", quantity: -3n, since: NOON - 5 },
    { class: "wmsLag", quantity: 2n, since: NOON + 1 },
    { class: "shortfall", quantity: 2n, since: null },
  ]);
});
