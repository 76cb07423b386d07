import { DeadlinePassed } from "../store/errors.ts";
import type { Limits } from "./options.ts";

/** When a call's time is up, on the clock of `performance.now()`. */
export function deadlineAt(startedAt: number, askedMs: number | undefined, limits: Limits): number {
  const wanted = askedMs ?? limits.deadlineDefaultMs;
  return startedAt + Math.min(wanted, limits.deadlineMaxMs);
}

/**
 * Waits for an answer until the deadline. What was asked goes on; only the waiting ends.
 *
 * @throws DeadlinePassed
 */
export async function before<T>(deadline: number, answer: Promise<T>): Promise<T> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const leftMs = deadline - performance.now();
  if (leftMs <= 0) {
    // Nobody will look at it any more.
    answer.catch(() => undefined);
    throw new DeadlinePassed();
  }
  // Once every connection is gone there is nobody left to tell.
  const timer = setTimeout(() => reject(new DeadlinePassed()), leftMs).unref();
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
