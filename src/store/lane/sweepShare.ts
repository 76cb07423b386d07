/** How a batch is divided between callers and the sweeper. */
export interface ShareLimits {
  /** Commands that share one transaction. */
  readonly batchMax: number;
  /** How many of them are the sweeper's when callers would fill the batch alone. */
  readonly backgroundMax: number;
}

/** How many of the sweeper's commands each batch of a lane takes. */
export interface SweepShare {
  /** @param callers commands of callers that wait */
  next(callers: number): number;
  /** Takes note of how long a batch took, the wait for its turn included. @param sweeps of the sweeper's in it */
  learn(sweeps: number, ms: number): void;
}

/**
 * A batch with the sweeper's commands may take this many times as long as one without. A caller waits for the batch
 * that is under way and is served with the next, so this is also about what he feels of a mass expiry.
 */
const STRETCH_MAX = 1.65;

/** Nobody holds a head longer than 250 ms, and most batches stay far below what is aimed at. */
const BATCH_MS_MAX = 100;

/** What a batch without the sweeper takes, until one was seen. */
const PLAIN_MS_UNSEEN = 4;

const SWEEPS_FIRST = 32;
const SWEEPS_MIN = 8;

/** Steps by which a share grows and shrinks: three batches of ten may take longer than they should. */
const GROWTH = 1.1;
const SHRINKAGE = 0.8;

/** One batch in so many goes without the sweeper, to see how long that takes. */
const PLAIN_EVERY = 20;

/** How much one batch changes the picture, and how far one that stalled may. */
const WEIGHT = 0.1;
const OUTLIER = 3;

/**
 * The sweeper has a fixed share of a batch that callers fill. Where they leave room, it takes as much of that as
 * keeps the batch short: how much that is, is found out by trying.
 */
export function createSweepShare({ batchMax, backgroundMax }: ShareLimits): SweepShare {
  const perCaller = backgroundMax / Math.max(1, batchMax - backgroundMax);
  let plainMs: number | undefined;
  let sweepsMax = SWEEPS_FIRST;
  let batches = 0;
  return {
    next(callers) {
      batches += 1;
      if (callers > 0 && batches % PLAIN_EVERY === 0) return 0;
      const fixed = callers === 0 ? backgroundMax : Math.ceil(callers * perCaller);
      const room = Math.min(Math.floor(sweepsMax), batchMax - callers);
      return Math.max(Math.min(backgroundMax, fixed), room);
    },
    learn(sweeps, ms) {
      if (sweeps === 0) {
        plainMs ??= ms;
        plainMs += (Math.min(ms, plainMs * OUTLIER) - plainMs) * WEIGHT;
        return;
      }
      if (sweeps < Math.floor(sweepsMax)) return;
      const aimMs = Math.min(BATCH_MS_MAX, (plainMs ?? PLAIN_MS_UNSEEN) * STRETCH_MAX);
      const wanted = sweepsMax * (ms > aimMs ? SHRINKAGE : GROWTH);
      sweepsMax = Math.min(batchMax, Math.max(SWEEPS_MIN, wanted));
    },
  };
}
