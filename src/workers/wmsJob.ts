import { setTimeout as sleep } from "node:timers/promises";

import type { Uuid } from "../core/stock.ts";
import { endWmsRound, leaveWmsLease, takeWmsLease, type WmsJob } from "../store/wms/leases.ts";
import { backoffMs } from "../wms/backoff.ts";
import type { SyncContext } from "../wms/sync/context.ts";
import { type RoundResult, ROUNDS } from "../wms/sync/jobs.ts";

/** Nobody else does a job for so long after its holder was last heard of. */
const LEASE_MS = 8_000;
const RENEW_MS = 2_000;

/** Who waits for a job that somebody else does looks again this often. */
const LOOK_MS = 1_000;

const FAILURE_BACKOFF = { firstMs: 500, maxMs: 30_000 };

export interface WmsJobOptions {
  readonly context: SyncContext;
  readonly job: WmsJob;
  /** The pause between the beginnings of two rounds; a wish shortens it. */
  readonly intervalMs: number;
  /** This process, among those that share the account. */
  readonly holder: Uuid;
  readonly onError: (error: unknown) => void;
}

/**
 * Does one job of one account again and again, while this process holds it. A round that fails is told and tried again
 * after a growing pause. Replicas take over from one that is silent.
 */
export class WmsJobWorker {
  readonly #options: WmsJobOptions;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  #failures = 0;

  constructor(options: WmsJobOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** Cuts what is under way, waits for it, and leaves the job to other replicas at once. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    const { context, job, holder } = this.#options;
    const { pool, account } = context;
    // Without the database the lease ends by itself.
    await leaveWmsLease(pool, account.id, job, holder).catch(() => undefined);
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const startedAt = performance.now();
      const pauseMs = await this.#tryRound();
      const spentMs = performance.now() - startedAt;
      await this.#pause(Math.max(0, pauseMs - spentMs));
    }
  }

  /** @returns how long after its beginning the next round may begin */
  async #tryRound(): Promise<number> {
    const { onError } = this.#options;
    try {
      const result = await this.#round();
      this.#failures = 0;
      return this.#pauseAfter(result);
    } catch (error) {
      if (this.#stopping.signal.aborted) return 0;
      this.#failures += 1;
      onError(error);
      return backoffMs(this.#failures, FAILURE_BACKOFF);
    }
  }

  #pauseAfter(result: RoundResult | "elsewhere" | "notYet"): number {
    if (typeof result === "string") return Math.min(LOOK_MS, this.#options.intervalMs);
    return result.isMore ? 0 : Math.min(LOOK_MS, this.#options.intervalMs);
  }

  #dueAt = 0;

  async #round(): Promise<RoundResult | "elsewhere" | "notYet"> {
    const { context, job, holder, intervalMs } = this.#options;
    const { pool, account } = context;
    const lease = await takeWmsLease(pool, account.id, job, holder, LEASE_MS);
    if (lease === null) return "elsewhere";
    if (performance.now() < this.#dueAt && !lease.isWanted) return "notYet";
    this.#dueAt = performance.now() + intervalMs;
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#stopping.signal, stop.signal]);
    const renewing = this.#keepLease(stop);
    const goOn = (): Promise<boolean> => Promise.resolve(!signal.aborted);
    const end = { startedAt: lease.now, error: "" };
    try {
      const result = await ROUNDS[job](context, lease, signal, goOn);
      const { cursor, lastRun, isMore } = result;
      if (isMore) this.#dueAt = 0;
      const moved = {
        ...(cursor !== undefined && { cursor }),
        ...(lastRun !== undefined && { lastRun }),
      };
      const isWhole = !signal.aborted;
      await endWmsRound(pool, account.id, job, holder, { ...end, ...moved, isWhole });
      return result;
    } catch (error) {
      // Who is told to stop has not failed.
      const told = signal.aborted ? "" : messageOf(error);
      const failed = { ...end, error: told, isWhole: false };
      await endWmsRound(pool, account.id, job, holder, failed).catch(() => undefined);
      throw error;
    } finally {
      clearInterval(renewing);
    }
  }

  /** Ends the round when the job was lost to another, or could not be kept in time. */
  #keepLease(stop: AbortController): NodeJS.Timeout {
    const { context, job, holder } = this.#options;
    const { pool, account } = context;
    let keptAt = performance.now();
    return setInterval(() => {
      if (performance.now() - keptAt > LEASE_MS) stop.abort(new Error("the lease ran out"));
      const sentAt = performance.now();
      void takeWmsLease(pool, account.id, job, holder, LEASE_MS).then(
        (lease) => {
          if (lease !== null) return void (keptAt = sentAt);
          return stop.abort(new Error("somebody else has taken the job over"));
        },
        () => undefined,
      );
    }, RENEW_MS);
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}

function messageOf(error: unknown): string {
  return Error.isError(error) ? error.message : String(error);
}
