import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** On Ctrl-C both the terminal and npm send the signal; what follows so closely is one wish, not two. */
const NPM_ECHO_MS = 300;

/** The wish to stop. */
export interface Stop {
  /** Resolves with the first SIGINT or SIGTERM. */
  readonly requested: Promise<void>;
  readonly isRequested: () => boolean;
}

/**
 * From now on the first SIGINT or SIGTERM asks to stop, and a second one ends the process at once with
 * 128 + its number, as a shell would report it.
 */
export function listenForSignals(): Stop {
  const { promise, resolve } = Promise.withResolvers<void>();
  const echoMs = process.env["npm_lifecycle_event"] === undefined ? 0 : NPM_ECHO_MS;
  let firstAt: number | undefined;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (firstAt === undefined) {
        firstAt = performance.now();
        resolve();
      } else if (performance.now() - firstAt >= echoMs) {
        process.exit(128 + constants.signals[signal]);
      }
    });
  }
  return { requested: promise, isRequested: () => firstAt !== undefined };
}
