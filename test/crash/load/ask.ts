import { setTimeout as sleep } from "node:timers/promises";

import { CallFailed, type StockClient } from "../../support/stockClient.ts";
import { send } from "./send.ts";
import type { Asked, Told } from "./told.ts";

/** Somebody who asks, and remembers all that was said. */
export interface Asker {
  readonly told: Told[];
  /** Counts each failure that was not the end, by its code and reason. */
  readonly failures: Map<string, number>;
}

/** How a caller goes about one request. */
export interface Manner {
  /** The way in for each attempt, from 0. */
  readonly client: (attempt: number) => StockClient;
  /** Whether to repeat the very same call after so many whose outcome is unknown. Default: always. */
  readonly goesOn?: (attempts: number) => boolean;
}

/** Failures after which the outcome is unknown, and the very same call may be repeated. */
const UNKNOWN = new Set(["UNAVAILABLE", "DEADLINE_EXCEEDED", "CONTENTION"]);

/** Between two calls of the same request: many callers knock at a door that may be gone. */
const PAUSE_MS = 100;

/** No crash here leaves a shop closed for longer. */
const PATIENCE_MS = 60_000;

/** Asks until there is an answer or a refusal, or the caller gives up. @returns what was said, which is also kept */
export async function ask(asker: Asker, asked: Asked, manner: Manner): Promise<Told> {
  const told: Told = { asked, heard: [], attempts: 0, waitedMs: 0 };
  asker.told.push(told);
  const startedAt = performance.now();
  while (told.end === undefined) {
    const failure = await attempt(told, manner.client(told.attempts));
    told.attempts += 1;
    told.waitedMs = performance.now() - startedAt;
    if (failure === undefined) break;
    if (!UNKNOWN.has(failure.code) && !UNKNOWN.has(failure.reason)) {
      told.refusal = failure.reason || failure.code;
      break;
    }
    const word = failure.reason || `${failure.code}, connection lost`;
    asker.failures.set(word, (asker.failures.get(word) ?? 0) + 1);
    if (told.waitedMs > PATIENCE_MS) told.end = "never answered";
    else if (manner.goesOn?.(told.attempts) === false) told.end = "gave up";
    else await sleep(PAUSE_MS);
  }
  return told;
}

async function attempt(told: Told, client: StockClient): Promise<CallFailed | undefined> {
  try {
    told.heard.push(await send(client, told.asked));
    return undefined;
  } catch (error) {
    if (error instanceof CallFailed) return error;
    throw error;
  }
}
