import type { Pace } from "./order.ts";
import type { Tally } from "./tally.ts";

/** One call of one caller; tells its gRPC status. */
export type CallOnce = (caller: number, ended: (status: number) => void) => void;

export interface PaceOptions {
  readonly callOnce: CallOnce;
  readonly tally: Tally;
  /** No call is begun from then on, by `performance.now()`. */
  readonly until: number;
  readonly random: () => number;
}

/** A caller whose call failed waits this long: a server that is away must not be asked a million times. */
const AFTER_FAILURE_MS = 10;

/** Callers that share the connections when calls come on a schedule. */
const SCHEDULE_CALLERS = 256;

/** Makes calls until the time is up; resolves when the last of them has ended. */
export function keepPace(pace: Pace, options: PaceOptions): Promise<void> {
  return pace.kind === "callers"
    ? callOneAfterTheOther(pace.callers, options)
    : callOnSchedule(pace.perSecond, options);
}

async function callOneAfterTheOther(callers: number, options: PaceOptions): Promise<void> {
  const { callOnce, tally, until } = options;
  const callOn = (caller: number, stopped: () => void): void => {
    const startedAt = performance.now();
    if (startedAt >= until) return stopped();
    callOnce(caller, (status) => {
      tally.ended(startedAt, status);
      if (status === 0) callOn(caller, stopped);
      else setTimeout(() => callOn(caller, stopped), AFTER_FAILURE_MS);
    });
  };
  await Promise.all(
    Array.from(
      { length: callers },
      (_, caller) => new Promise<void>((stopped) => callOn(caller, stopped)),
    ),
  );
}

/**
 * Every millisecond makes the calls that have come due. What a call waited for its turn counts as latency, so a
 * server that stalls cannot hide it by slowing its callers down.
 */
async function callOnSchedule(perSecond: number, options: PaceOptions): Promise<void> {
  const { callOnce, tally, until, random } = options;
  const { promise, resolve } = Promise.withResolvers<void>();
  let dueAt = performance.now();
  let made = 0;
  let ended = 0;
  let isOver = false;
  const tick = (): void => {
    const now = performance.now();
    while (dueAt <= now && dueAt < until) {
      const startedAt = dueAt;
      callOnce(made % SCHEDULE_CALLERS, (status) => {
        tally.ended(startedAt, status);
        ended += 1;
        if (isOver && ended === made) resolve();
      });
      made += 1;
      dueAt += (-Math.log(1 - random()) * 1000) / perSecond;
    }
    isOver = dueAt >= until;
    if (!isOver) setTimeout(tick, 1);
    else if (ended === made) resolve();
  };
  tick();
  await promise;
}
