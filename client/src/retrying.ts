import { setTimeout as pause } from "node:timers/promises";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import { reasonOf, retryDelayOf } from "./errors.ts";

/** How often a call is repeated, and how soon. */
export interface RetryOptions {
  /** Attempts in all, the first included. Default 4. */
  readonly attemptsMax?: number;
  /** The longest wait before the second attempt; it doubles with each further one. Default 100. */
  readonly delayMs?: number;
  /** No wait is longer, whatever the server asks for. Default 5,000. */
  readonly delayMaxMs?: number;
}

const ATTEMPTS_MAX = 4;
const DELAY_MS = 100;
const DELAY_MAX_MS = 5_000;

/**
 * Repeats unary calls that may be repeated. Safe for mutations too: the request is sent again as it was, with the
 * same `request_id`, and Holdfast carries out a `request_id` once. Each attempt has the whole timeout.
 */
export function retrying(transport: Transport, options: RetryOptions): Transport {
  const { attemptsMax = ATTEMPTS_MAX } = options;
  return {
    stream: (...call) => transport.stream(...call),
    unary: async (...call) => {
      const [, signal] = call;
      for (let attempt = 1; ; attempt++) {
        try {
          return await transport.unary(...call);
        } catch (error) {
          const isLast = attempt >= attemptsMax || signal?.aborted === true;
          if (isLast || !isWorthRepeating(error)) throw error;
          await waitBefore(attempt, error, options, signal);
        }
      }
    },
  };
}

function isWorthRepeating(error: unknown): boolean {
  if (!(error instanceof ConnectError)) return false;
  switch (error.code) {
    case Code.Unavailable:
    case Code.DeadlineExceeded:
      return true;
    case Code.ResourceExhausted:
      // Without it the request itself is too large, and will be the next time.
      return retryDelayOf(error) !== undefined;
    case Code.Aborted:
      // Without a reason it was the connection that broke off.
      return [undefined, "CONTENTION"].includes(reasonOf(error));
    case Code.Internal:
      // A fault that the service tells of has a reason. Without one it was the connection, such as a server that is
      // stopping and takes no more streams.
      return reasonOf(error) === undefined && error.cause !== undefined;
    default:
      return false;
  }
}

/** Half of the wait is random, so that those who failed together do not come back together. */
async function waitBefore(
  attempt: number,
  error: unknown,
  options: RetryOptions,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { delayMs = DELAY_MS, delayMaxMs = DELAY_MAX_MS } = options;
  const growing = delayMs * 2 ** (attempt - 1);
  const wanted = Math.max(retryDelayOf(error) ?? 0, growing / 2) + (Math.random() * growing) / 2;
  try {
    await pause(Math.min(wanted, delayMaxMs), undefined, signal === undefined ? {} : { signal });
  } catch (cause) {
    throw ConnectError.from(cause, Code.Canceled);
  }
}
