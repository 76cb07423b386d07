import { WmsNonsense, WmsRefused, WmsUnavailable } from "../errors.ts";
import type { Closing } from "../limiter/limiter.ts";
import type { Proves } from "./breaker.ts";
import type { Answer } from "./exchange.ts";
import { RETRY_AFTER_DEFAULT_MS, retryAfterMs } from "./retryAfter.ts";

/** What an answer, or the lack of one, comes to. */
export type Verdict = Answered | Failed;

export interface Answered {
  readonly proves: "alive";
  readonly answer: Answer;
}

export interface Failed {
  readonly proves: Proves;
  readonly failure: WmsUnavailable | WmsRefused | WmsNonsense;
  /** The warehouse system wants to be left alone. */
  readonly closing?: Closing;
}

/** As much of an answer as an operator needs to see. */
const TEXT_MAX = 200;

/** Answers that are not about the request but about the moment; it may have been carried out. */
const MOMENTARY = new Set([408, 425]);

/**
 * Judges an answer by its status.
 *
 * @param accept statuses that mean something to whoever asked
 * @param redact takes secrets out of a text that the other side wrote
 */
export function verdictOn(
  answer: Answer,
  accept: readonly number[],
  redact: (text: string) => string,
): Verdict {
  const { status, headers } = answer;
  if (accept.includes(status)) return { proves: "alive", answer };
  const restMs = retryAfterMs(headers, Date.now());
  if (status === 429) {
    const message = "the warehouse system refused: too many requests";
    const failure = new WmsUnavailable(message, { maybeDone: false });
    const forMs = restMs ?? RETRY_AFTER_DEFAULT_MS;
    return { proves: "alive", failure, closing: { forMs, slower: true } };
  }
  if (status >= 500 || MOMENTARY.has(status)) {
    const message = `the warehouse system failed: HTTP ${status}`;
    const failure = new WmsUnavailable(message, { maybeDone: true });
    const closing = restMs === undefined ? {} : { closing: { forMs: restMs, slower: false } };
    return { proves: "dead", failure, ...closing };
  }
  if (status < 300) {
    const failure = new WmsNonsense("HTTP status", `must be ${accept.join(" or ")}`);
    return { proves: "alive", failure };
  }
  const text = status < 400 ? "a redirect, which is not followed" : firstWords(redact(answer.text));
  return { proves: "alive", failure: new WmsRefused(status, text) };
}

function firstWords(text: string): string {
  const plain = text.replaceAll(/[\s\p{C}]+/gu, " ").trim();
  return plain.length <= TEXT_MAX ? plain : `${plain.slice(0, TEXT_MAX)}…`;
}
