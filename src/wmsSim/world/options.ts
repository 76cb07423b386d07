/**
 * What a simulated warehouse system can tell, and how it behaves. Durations are in milliseconds.
 */
export interface SimDialect {
  /** Pages and order states name the run whose allocations they show. */
  readonly numberedRuns: boolean;
  /** Receipts, losses and the like change the figures on pages at once, or with the next run. */
  readonly eventsBooked: "live" | "atRuns";
  /** Events carry a posting number, and pages the number up to which events are in them. */
  readonly eventMark: boolean;
  /** An order that is placed twice under one reference is taken once. */
  readonly orderKeys: boolean;
  /** A row without units is listed with zeros, or left out of the pages. */
  readonly zeroRows: "listed" | "leftOut";
  /**
   * The lines of a walk come in the byte order of (warehouse, owner, sku, lot); no lot comes first.
   */
  readonly orderedPages: boolean;
  /** Runs may undo an allocation and keep the order open. */
  readonly takesBack: boolean;
  /** How long a run may last. 0: it happens at once. */
  readonly runLastsMs: number;
  /** How old what pages and order states show may be. */
  readonly lagMs: number;
  /** How long after it was sent a request that was given up may still be carried out. */
  readonly requestLastsMs: number;
}

/** What stock is counted by: an item, or a lot of it, of one owner in one warehouse. */
export interface CellKey {
  readonly warehouse: string;
  readonly owner: string;
  readonly sku: string;
  readonly lot: string | null;
}

/** Stock that is there in the beginning. */
export interface OpeningStock extends CellKey {
  readonly orderable: number;
  readonly unallocatable?: number;
}

/** How a world begins and what it is like. Moments and durations are in milliseconds. */
export interface WorldOptions {
  readonly seed: number;
  readonly dialect: SimDialect;
  readonly startAt: number;
  /**
   * The allocation job begins this often, first so long after `startAt`. Infinity: only when told
   * to.
   */
  readonly runEveryMs: number;
  readonly cells: readonly OpeningStock[];
  /** How many lines a page has at most. */
  readonly pageSize: number;
  /**
   * In how many runs a line may fail to be served before its rest is closed. Infinity: it waits for
   * ever.
   */
  readonly closeShortAfterRuns: number;
  /** Allocated units leave the house this long after the end of their run. */
  readonly shipAfterMs: number;
  /**
   * How likely a run undoes an allocation of a line, where the dialect takes back. 0.05 unless
   * given.
   */
  readonly takeBackChance?: number;
  /**
   * Runs and events are numbered from the one after this, so that a world which takes the place of
   * another one repeats none of its numbers. 0 unless given.
   */
  readonly countFrom?: number;
}

/** Ids that betray no number are made of 32 bits. */
const COUNT_FROM_MAX = 2 ** 31;

/** Throws a RangeError where the options make no sense. */
export function checkOptions(options: WorldOptions): void {
  const { dialect } = options;
  const whole: Record<string, number> = { startAt: options.startAt, seed: options.seed };
  for (const [name, value] of Object.entries(whole)) {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${name} must be a whole number`);
  }
  const { countFrom = 0 } = options;
  if (!(Number.isSafeInteger(countFrom) && countFrom >= 0 && countFrom < COUNT_FROM_MAX)) {
    throw new RangeError(`countFrom must be a whole number from 0 to ${COUNT_FROM_MAX - 1}`);
  }
  const durations: Record<string, number> = {
    shipAfterMs: options.shipAfterMs,
    runLastsMs: dialect.runLastsMs,
    lagMs: dialect.lagMs,
    requestLastsMs: dialect.requestLastsMs,
  };
  for (const [name, value] of Object.entries(durations)) {
    if (!(value >= 0)) throw new RangeError(`${name} must be 0 or more`);
  }
  const counts: Record<string, number> = {
    runEveryMs: options.runEveryMs,
    pageSize: options.pageSize,
    closeShortAfterRuns: options.closeShortAfterRuns,
  };
  for (const [name, value] of Object.entries(counts)) {
    if (!(value >= 1)) throw new RangeError(`${name} must be 1 or more`);
  }
}
