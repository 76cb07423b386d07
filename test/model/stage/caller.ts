import { setTimeout as sleep } from "node:timers/promises";

import { Code, ConnectError, isReplay, reasonOf, shortagesOf } from "@holdfast/client";

import type { Shortage } from "../books/plan.ts";
import type { CallOptions, Inventory } from "./wire.ts";

/** How a call ended, in the end. */
export type Outcome<T> =
  | { readonly told: T; readonly replayed: boolean }
  | { readonly refused: string; readonly shortages: readonly Shortage[] };

/** What one call came to, and on how many attempts nothing is known. */
export interface Heard<T> {
  readonly outcome: Outcome<T>;
  /** What was heard of attempts whose outcome is unknown. */
  readonly unknown: readonly string[];
}

/** Longer than a server or a database is away in these stories, on a machine that has much else to do. */
const PATIENCE_MS = 30_000;
const ATTEMPTS_MIN = 8;
const TIMEOUT_MS = 8_000;
const PAUSE_MS = 15;

/** Reasons that say that the call may be repeated as it is. */
const PASSING = new Set([
  "DEADLINE_EXCEEDED",
  "CONTENTION",
  "DATABASE_UNAVAILABLE",
  "SHUTTING_DOWN",
  "OVERLOADED",
]);

/** A call that nobody answered, for longer than anything here lasts. */
export class NoAnswer extends Error {}

/**
 * Asks until there is an answer: the very same request, each attempt at another door.
 *
 * @param doorFor the door for an attempt, counted from 0
 * @param impatientMs hangs up on the first attempt after so long
 * @throws NoAnswer, or what the service should never have said
 */
export async function insist<T>(
  doorFor: (attempt: number) => Inventory,
  call: (door: Inventory, options: CallOptions) => Promise<T>,
  impatientMs?: number,
): Promise<Heard<T>> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  const unknown: string[] = [];
  for (let attempt = 0; ; attempt += 1) {
    let replayed = false;
    const timeoutMs = attempt === 0 && impatientMs !== undefined ? impatientMs : TIMEOUT_MS;
    try {
      const onHeader = (header: Headers): void => void (replayed = isReplay(header));
      const told = await call(doorFor(attempt), { timeoutMs, onHeader });
      return { outcome: { told, replayed }, unknown };
    } catch (error) {
      const refused = refusalOf(error);
      if (refused !== undefined) return { outcome: refused, unknown };
      unknown.push(wordOf(error));
    }
    if (performance.now() > giveUpAt && attempt + 1 >= ATTEMPTS_MIN) {
      throw new NoAnswer(`no answer after ${attempt + 1} attempts: ${last(unknown)}`);
    }
    await sleep(PAUSE_MS);
  }
}

/** The refusal that an error tells; undefined when the outcome is unknown. Rethrows everything else. */
function refusalOf(error: unknown): Outcome<never> | undefined {
  if (!(error instanceof ConnectError)) throw error;
  const reason = reasonOf(error);
  if (reason === undefined || PASSING.has(reason)) return undefined;
  if (error.code === Code.Internal) throw error;
  const shortages = shortagesOf(error).map(({ line, sku, requested, available }) => ({
    line,
    sku,
    requested: Number(requested),
    available: Number(available),
  }));
  return { refused: reason, shortages };
}

function wordOf(error: unknown): string {
  if (!(error instanceof ConnectError)) return String(error);
  return `${Code[error.code]}: ${reasonOf(error) ?? error.rawMessage}`;
}

function last(words: readonly string[]): string {
  return words.slice(-3).join("; ");
}
