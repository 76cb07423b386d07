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
  readonly passed: () => void;
}

/**
 * Watches many deadlines with one timer, to the nearest 10 ms: nearly all calls are answered long before theirs,
 * and a timer of its own for each of them cost 3 % of the busy Node core.
 */
export class Deadlines {
  readonly #watches = new Set<Watch>();
  #timer: NodeJS.Timeout | undefined;

  /** Calls back once when the deadline has passed. @returns call it when nobody waits any more */
  watch(deadline: number, passed: () => void): () => void {
    const watch = { deadline, passed };
    this.#watches.add(watch);
    // Once every connection is gone there is nobody left to tell.
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref();
    return () => this.#watches.delete(watch);
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
    for (const watch of this.#watches) {
      if (watch.deadline > now) continue;
      this.#watches.delete(watch);
      watch.passed();
    }
    if (this.#watches.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
