import type { Books } from "./audit/books.ts";
import type { Shop } from "./load/shops.ts";

/** What the callers of one round, or of many, asked and were told. */
export interface Counts {
  readonly asked: number;
  readonly answered: number;
  readonly refused: number;
  /** Answered or refused after at least one call whose outcome was unknown. */
  readonly insisted: number;
  /** Of these, the ones that had been booked by a call nobody heard the answer to. */
  readonly replayed: number;
  /** Unknown to their callers for good. */
  readonly givenUp: number;
  /** Of these, the ones that the journal tells of. */
  readonly givenUpBooked: number;
  readonly entries: number;
  readonly expiries: number;
  /** The longest that a caller had to wait for his answer, over all repeats. */
  readonly waitedMaxMs: number;
  /** Failures that were not the end, by code and reason. */
  readonly failures: ReadonlyMap<string, number>;
}

export const NOTHING_COUNTED: Counts = {
  asked: 0,
  answered: 0,
  refused: 0,
  insisted: 0,
  replayed: 0,
  givenUp: 0,
  givenUpBooked: 0,
  entries: 0,
  expiries: 0,
  waitedMaxMs: 0,
  failures: new Map(),
};

export function sumOfCounts(all: readonly Counts[]): Counts {
  const sum = (name: Exclude<keyof Counts, "failures">): number =>
    all.reduce((total, counts) => total + counts[name], 0);
  return {
    asked: sum("asked"),
    answered: sum("answered"),
    refused: sum("refused"),
    insisted: sum("insisted"),
    replayed: sum("replayed"),
    givenUp: sum("givenUp"),
    givenUpBooked: sum("givenUpBooked"),
    entries: sum("entries"),
    expiries: sum("expiries"),
    waitedMaxMs: Math.max(0, ...all.map(({ waitedMaxMs }) => waitedMaxMs)),
    failures: sumOfFailures(all),
  };
}

function sumOfFailures(all: readonly Pick<Counts, "failures">[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { failures } of all) {
    for (const [word, count] of failures) sums.set(word, (sums.get(word) ?? 0) + count);
  }
  return sums;
}

export function countTold(shops: readonly Shop[], books: readonly Books[]): Counts {
  const told = shops.flatMap((shop) => shop.told);
  const entries = books.flatMap((one) => one.entries);
  const booked = new Set(entries.map(({ requestId }) => requestId));
  const ended = told.filter(({ end }) => end === undefined);
  const insisted = ended.filter(({ attempts }) => attempts > 1);
  const givenUp = told.filter(({ end }) => end !== undefined);
  return {
    asked: told.length,
    answered: told.filter(({ heard }) => heard.length > 0).length,
    refused: told.filter(({ refusal }) => refusal !== undefined).length,
    insisted: insisted.length,
    replayed: insisted.filter(({ heard }) => heard[0]?.isReplay).length,
    givenUp: givenUp.length,
    givenUpBooked: givenUp.filter(({ asked }) => booked.has(asked.requestId)).length,
    entries: entries.length,
    expiries: entries.filter(({ kind }) => kind === "expire").length,
    waitedMaxMs: Math.round(Math.max(0, ...ended.map(({ waitedMs }) => waitedMs))),
    failures: sumOfFailures(shops),
  };
}
