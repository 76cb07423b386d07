import { setTimeout as sleep } from "node:timers/promises";

import { CallFailed } from "./stockClient.ts";

/** Failures after which the outcome is unknown, or nothing was taken: a careful caller repeats the very same call. */
const REPEATED = new Set(["UNAVAILABLE", "DEADLINE_EXCEEDED", "ABORTED"]);

/**
 * Repeats the very same call until it is answered.
 *
 * @param call told how often it has been tried before, so that it may try another server
 * @param onFailure told each failure that was not the end
 */
export async function insist<T>(
  call: (attempt: number) => Promise<T>,
  onFailure: (failure: CallFailed) => void = () => undefined,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await call(attempt);
    } catch (error) {
      if (!(error instanceof CallFailed) || !REPEATED.has(error.code)) throw error;
      onFailure(error);
      await sleep(50);
    }
  }
}
