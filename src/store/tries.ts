import { Contention, DatabaseUnavailable } from "./errors.ts";
import { isConnectionLoss, isRetryable } from "./sql/sqlstate.ts";

/** Tries of one catalog write in all. */
const TRIES_MAX = 4;

/**
 * Carries out a transaction, and again where a later try may cure what went wrong.
 *
 * @throws Contention, DatabaseUnavailable, and whatever no later try cures
 */
export async function inTries<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (!isRetryable(error)) throw error;
      if (attempt < TRIES_MAX) continue;
      throw isConnectionLoss(error) ? new DatabaseUnavailable(error) : new Contention();
    }
  }
}
