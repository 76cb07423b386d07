import { DeadlinePassed } from "../store/errors.ts";
import type { Limits } from "./options.ts";

/** How late a deadline may be noticed: a caller's network is less exact than this. */
const TICK_MS = 10;

/** When a call's time is up, on the clock of `performance.now()`. */
export function deadlineAt(startedAt: number, askedMs: number | undefined, limits: Limits): number {
  const wanted = askedMs ?? limits.deadlineDefaultMs;
  return startedAt + Math.min(wanted, limits.deadlineMaxMs);
}

interface Watch {
  readonly deadline: number;
  passed: (() => void) | undefined;
}

/**
 * Watches many deadlines with one timer, to the nearest 10 ms: nearly all calls are answered long before theirs,
 * and a timer of its own for each of them cost 3 % of the busy Node core.
 */
export class Deadlines {
  /** In no order; those that nobody waits for any more are dropped at the next tick. */
  #watches: Watch[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** Calls back once when the deadline has passed. @returns call it when nobody waits any more */
  watch(deadline: number, passed: () => void): () => void {
    const watch: Watch = { deadline, passed };
    this.#watches.push(watch);
    // Once every connection is gone there is nobody left to tell.
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref();
    return () => {
      watch.passed = undefined;
    };
  }

  /**
   * Waits for an answer until the deadline. What was asked goes on; only the waiting ends.
   *
   * @throws DeadlinePassed
   */
  before<T>(deadline: number, answer: Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const late = (): void => reject(new DeadlinePassed());
    if (deadline <= performance.now()) late();
    const unwatch = this.watch(deadline, late);
    // The first to settle it wins; a race of two promises would cost three more of them.
    const settle = async (): Promise<void> => {
      try {
        resolve(await answer);
      } catch (error) {
        reject(error);
      } finally {
        unwatch();
      }
    };
    void settle();
    return promise;
  }

  #tick(): void {
    const now = performance.now();
    const watched = this.#watches;
    this.#watches = [];
    for (const watch of watched) {
      if (watch.passed === undefined) continue;
      if (watch.deadline > now) this.#watches.push(watch);
      else watch.passed();
    }
    if (this.#watches.length > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
