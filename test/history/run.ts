import { setTimeout as sleep } from "node:timers/promises";

import { forEachOf } from "../support/outcomes.ts";
import { keepAsking, type Shelf } from "./caller.ts";
import type { History } from "./history.ts";
import { createRandom } from "./random.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { openServers, type Servers } from "./servers.ts";

export interface RunOptions {
  /** A migrated database without tenants. */
  readonly url: string;
  /** Repeats what callers choose. How their calls then meet, it does not repeat. */
  readonly seed: number;
  readonly callers: number;
  /** Servers are killed in turn until this time is over, at least one. */
  readonly forMs: number;
  /** How long both serve, before each kill and after the last. */
  readonly periodMs: number;
  readonly onProgress?: (progress: Progress) => void;
  /** Ends it early. */
  readonly stop?: AbortSignal;
}

export interface Progress {
  readonly elapsedMs: number;
  readonly calls: number;
  readonly kills: number;
}

/** What callers were told, and what was done to the service meanwhile. */
export interface Recording {
  readonly history: History;
  readonly kills: number;
}

/** Replies of the database are lost this often. */
const CUT_PAUSE_MS = 250;
const PROGRESS_PAUSE_MS = 1_000;

/** Three SKUs by themselves, one of whose holds soon lapse, and two that carts take together. */
const SHELVES: readonly Pick<Shelf, "skus" | "isShortLived">[] = [
  { skus: ["SOCK"], isShortLived: false },
  { skus: ["MUG"], isShortLived: false },
  { skus: ["TICKET"], isShortLived: true },
  { skus: ["CAMERA", "LENS"], isShortLived: false },
];

/** More callers get more of the same: a proof takes longer the more of them want the same SKU at the same moment. */
const CALLERS_PER_SET = 32;

function shelvesFor(callers: number): Shelf[] {
  const sets = forEachOf(Math.ceil(callers / CALLERS_PER_SET), (set) =>
    SHELVES.map(({ skus, isShortLived }): Shelf => {
      const named = skus.map((sku) => (set === 0 ? sku : `${sku}-${set + 1}`));
      return { skus: named, isShortLived, reservations: [], onHand: 0 };
    }),
  );
  return sets.flat();
}

/** Lets callers compete for scarce stock while servers are killed and replies are lost. */
export async function recordHistory(options: RunOptions): Promise<Recording> {
  const { url, seed } = options;
  const shelves = shelvesFor(options.callers);
  const skus = shelves.flatMap((shelf) => shelf.skus);
  const servers = await openServers(url, skus, createRandom(seed));
  const recorder = createRecorder();
  const over = new AbortController();
  const stop = AbortSignal.any([
    over.signal,
    ...(options.stop === undefined ? [] : [options.stop]),
  ]);
  try {
    const callers = forEachOf(options.callers, (number) => {
      const random = createRandom(seed * 1_000 + number + 1);
      return keepAsking({ number, random, recorder, servers, shelves, over: stop });
    });
    const [kills] = await Promise.all([
      keepKilling(options, servers, recorder, stop).finally(() => over.abort()),
      keepCutting(servers, stop),
      ...callers,
    ]);
    // What is there in the end: a command that was acknowledged and lost would be missing now.
    for (const { skus: together } of shelves) {
      await recorder.ask(servers.door(0), -1, { kind: "availability", skus: together });
    }
    return { history: recorder.history(), kills };
  } finally {
    over.abort();
    await servers.close();
  }
}

async function keepKilling(
  { forMs, periodMs, onProgress }: RunOptions,
  servers: Servers,
  recorder: Recorder,
  stop: AbortSignal,
): Promise<number> {
  const startedAt = performance.now();
  let kills = 0;
  const timer = setInterval(() => {
    const elapsedMs = performance.now() - startedAt;
    onProgress?.({ elapsedMs, calls: recorder.count(), kills });
  }, PROGRESS_PAUSE_MS);
  try {
    while (!stop.aborted && (kills === 0 || performance.now() - startedAt < forMs)) {
      await pause(periodMs, stop);
      await servers.replace(kills % 2 === 0 ? 0 : 1);
      kills += 1;
    }
    await pause(periodMs, stop);
    return kills;
  } finally {
    clearInterval(timer);
  }
}

async function keepCutting(servers: Servers, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    servers.cut();
    await pause(CUT_PAUSE_MS, stop);
  }
}

/** Sleeps so long, or until it is to stop. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
