import { WmsUnavailable } from "../errors.ts";
import type { Trip } from "./exchange.ts";

/**
 * Waits no longer than its caller: neither a slot nor the breaker's trial looks at a signal.
 *
 * @throws WmsUnavailable
 */
export async function orAborted<T>(turn: Promise<T>, signal: AbortSignal, trip: Trip): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const leave = (): void => aborted.reject(gaveUp(signal, trip));
  signal.addEventListener("abort", leave, { once: true });
  if (signal.aborted) leave();
  try {
    return await Promise.race([turn, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

/** What a caller is told who has no time left. */
export function gaveUp(signal: AbortSignal, { wasSent }: Trip): WmsUnavailable {
  const cause: unknown = signal.reason;
  const message = "there was no answer of the warehouse system in the caller's time";
  return new WmsUnavailable(message, { maybeDone: wasSent, cause });
}
