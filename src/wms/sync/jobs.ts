import type { WmsJob, WmsLease } from "../../store/wms/leases.ts";
import { askStates } from "./ask.ts";
import type { SyncContext } from "./context.ts";
import { applyEvents, pollEvents } from "./inbox.ts";
import { push } from "./push.ts";
import { walk } from "./walk.ts";

/** What one round of a job came to. */
export interface RoundResult {
  /** Where the next one goes on, if the job has a place. */
  readonly cursor?: string | null;
  readonly lastRun?: bigint | null;
  /** There is more to do at once. */
  readonly isMore: boolean;
}

/** One round of a job. @param goOn asked now and then: false when somebody else may have taken the job over */
export type Round = (
  context: SyncContext,
  lease: WmsLease,
  signal: AbortSignal,
  goOn: () => Promise<boolean>,
) => Promise<RoundResult>;

/** Every job of an account. */
export const ROUNDS: Readonly<Record<WmsJob, Round>> = {
  push: async (context, _, signal) => {
    const { moved, failure } = await push(context, signal);
    if (failure !== null) throw failure;
    return { isMore: moved > 0 };
  },
  walk: async (context, _, signal, goOn) => {
    const { run } = await walk(context, signal, goOn);
    return { isMore: false, ...(run !== null && { lastRun: run }) };
  },
  ask: async (context, _, signal, goOn) => {
    await askStates(context, signal, goOn);
    return { isMore: false };
  },
  poll: async (context, lease, signal) => {
    const { cursor, events } = await pollEvents(context, lease.cursor, signal);
    return { cursor, isMore: events > 0 };
  },
  apply: async (context) => ({ isMore: (await applyEvents(context)) > 0 }),
};
