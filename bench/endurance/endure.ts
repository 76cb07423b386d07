import { setTimeout as sleep } from "node:timers/promises";

import { cpuMicrosOf } from "../support/cpu.ts";
import { memoryOf } from "../support/processMemory.ts";

/** Reserve and Commit of one order, `index` from 0. Rejects when either failed. */
export type Cycle = (index: number) => Promise<void>;

/** A long run of orders that are reserved and sold. */
export interface EnduranceOptions {
  readonly cycle: Cycle;
  readonly reservations: number;
  /** Orders that are under way at once. */
  readonly callers: number;
  /** Of the server, and of PostgreSQL's main process. */
  readonly serverPid: number;
  readonly postgresPid: number;
  /** Told a few times a second. */
  readonly onProgress?: (sofar: SoFar) => void;
  /** Told at every tenth. */
  readonly onLap?: () => void;
}

export interface SoFar {
  readonly done: number;
  /** In the last few seconds. */
  readonly perSecond: number;
  /** Of the server, in bytes. */
  readonly resident: number;
}

/** A tenth of the run. */
export interface Lap {
  /** Orders at its end, from the start. */
  readonly done: number;
  readonly perSecond: number;
  /** Of the server towards its end, in bytes. */
  readonly resident: number;
  /** CPU time that an order took, in microseconds: unlike the rate it does not depend on what else the machine does. */
  readonly serverMicros: number;
  readonly postgresMicros: number;
}

export interface Endurance {
  readonly laps: readonly Lap[];
  readonly failed: number;
}

const LAPS = 10;
const LOOK_EVERY_MS = 250;

/** Memory goes up and down with every garbage collection: what counts is the middle of this many looks. */
const LOOKS = 21;

/** Lets callers order and pay, one order after the other, and takes the rate and the memory at every tenth. */
export async function endure(options: EnduranceOptions): Promise<Endurance> {
  const { cycle, reservations, callers, serverPid, onProgress } = options;
  const lapSize = Math.ceil(reservations / LAPS);
  const laps = createLaps(options);
  let [next, failed] = [0, 0];
  const work = async (): Promise<void> => {
    while (next < reservations) {
      const index = next++;
      await cycle(index).catch(() => (failed += 1));
      laps.count();
      if (laps.done % lapSize === 0 || laps.done === reservations) laps.end();
    }
  };
  const over = new AbortController();
  const watching = (async () => {
    while (!over.signal.aborted) {
      onProgress?.(laps.look(memoryOf(serverPid).resident));
      await sleep(LOOK_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined);
    }
  })();
  await Promise.all(Array.from({ length: callers }, work));
  over.abort();
  await watching;
  return { laps: laps.ended, failed };
}

interface Laps {
  readonly ended: readonly Lap[];
  readonly done: number;
  count(): void;
  look(resident: number): SoFar;
  end(): void;
}

function createLaps({ serverPid, postgresPid, onLap }: EnduranceOptions): Laps {
  const ended: Lap[] = [];
  const looks: (SoFar & { at: number })[] = [];
  let done = 0;
  const now = () => ({
    at: performance.now(),
    done,
    server: cpuMicrosOf(serverPid),
    postgres: cpuMicrosOf(postgresPid),
  });
  let from = now();
  const look = (resident: number): SoFar => {
    const [at, since] = [performance.now(), looks[0]];
    const ms = since === undefined ? 1 : Math.max(1, at - since.at);
    const perSecond = Math.round(((done - (since?.done ?? done)) * 1000) / ms);
    const seen = { at, done, perSecond, resident };
    looks.push(seen);
    if (looks.length > LOOKS) looks.shift();
    return seen;
  };
  const end = (): void => {
    look(memoryOf(serverPid).resident);
    const to = now();
    const orders = to.done - from.done;
    ended.push({
      done,
      perSecond: Math.round((orders * 1000) / (to.at - from.at)),
      resident: median(looks.map(({ resident }) => resident)),
      serverMicros: Math.round((to.server - from.server) / orders),
      postgresMicros: Math.round((to.postgres - from.postgres) / orders),
    });
    from = to;
    onLap?.();
  };
  return {
    ended,
    get done() {
      return done;
    },
    count: () => (done += 1),
    look,
    end,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
