import { setTimeout as sleep } from "node:timers/promises";

/** One call of an open loop: when it was due, how long after that it was answered, and how. */
export interface Shot {
  /** Milliseconds since 1970, with fractions. */
  readonly dueAt: number;
  readonly ms: number;
  /** `OK`, or the reason why it failed. */
  readonly end: string;
}

export interface OpenLoopOptions {
  readonly perSecond: number;
  /** When the first call is due: milliseconds since 1970. */
  readonly startsAt: number;
  /** No more calls than these. */
  readonly callsMax: number;
  /** The `index`-th call, from 0. Resolves with how it ended. */
  readonly call: (index: number) => Promise<string>;
}

/** Callers who come at a steady rate, whether those before them were answered or not. */
export interface OpenLoop {
  /** What was answered so far. */
  readonly shots: readonly Shot[];
  /** Sends nothing more, and waits for the answers. */
  stop(): Promise<readonly Shot[]>;
}

/** The pause between two looks at what is due. */
const LOOK_EVERY_MS = 1;

/** Milliseconds since 1970, with fractions. */
export function wallClock(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * Starts calls at a steady rate. Latency counts from when a call was due, so that a server which stalls is not
 * spared the calls that came meanwhile.
 */
export function startOpenLoop(options: OpenLoopOptions): OpenLoop {
  const { perSecond, startsAt, callsMax, call } = options;
  const shots: Shot[] = [];
  const open = new Set<Promise<void>>();
  const stopping = new AbortController();
  const fire = async (index: number, dueAt: number): Promise<void> => {
    const end = await call(index);
    shots.push({ dueAt, ms: wallClock() - dueAt, end });
  };
  const run = async (): Promise<void> => {
    for (let index = 0; index < callsMax && !stopping.signal.aborted;) {
      const dueAt = startsAt + (index * 1000) / perSecond;
      if (dueAt > wallClock()) {
        await sleep(LOOK_EVERY_MS);
        continue;
      }
      const answered = fire(index, dueAt).finally(() => open.delete(answered));
      open.add(answered);
      index += 1;
    }
  };
  const running = run();
  return {
    shots,
    stop: async () => {
      stopping.abort();
      await running;
      await Promise.all(open);
      return shots;
    },
  };
}

/** What calls that were due in some stretch of time came to. */
export interface Stretch {
  readonly calls: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Sums up the calls that were due from `from` on and before `until`. */
export function stretchOf(shots: readonly Shot[], from: number, until: number): Stretch {
  const latencies = shots
    .filter(({ dueAt }) => dueAt >= from && dueAt < until)
    .map(({ ms }) => ms)
    .toSorted((a, b) => a - b);
  const at = (share: number): number =>
    Math.round((latencies[Math.floor((latencies.length - 1) * share)] ?? 0) * 10) / 10;
  return { calls: latencies.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}
