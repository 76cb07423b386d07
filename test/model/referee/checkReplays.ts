import type { Known } from "./known.ts";
import { type PlayedRound, Violation } from "./played.ts";

/**
 * Holds the service to what it says of repeats: one answer at most is called the first, and only in the round in which
 * its entry was made; an answer is called a replay only when something had been asked before it.
 *
 * @returns call it after each round, with the last entry before it
 */
export function createReplayCheck(known: Known): (round: PlayedRound, before: number) => void {
  const firsts = new Set<string>();
  const attempts = new Map<string, number>();
  return ({ commands }, before) => {
    for (const { command, heard } of commands) {
      const { requestId, dry } = command;
      const more = dry ? 0 : 1 + heard.unknown.length;
      attempts.set(requestId, (attempts.get(requestId) ?? 0) + more);
    }
    for (const { n, command, heard } of commands) {
      const { outcome } = heard;
      if (!("told" in outcome)) continue;
      const { requestId, dry } = command;
      const wrong = (what: string): Violation => new Violation(`step ${n}: ${requestId} ${what}`);
      if (outcome.replayed) {
        if (dry || attempts.get(requestId) === 1) throw wrong("was called a replay, and was none");
        continue;
      }
      if (dry) continue;
      const isOld = (known.booked.get(requestId)?.seq ?? 0) <= before;
      if (isOld || firsts.has(requestId)) throw wrong("was a repeat, and nobody said so");
      firsts.add(requestId);
    }
  };
}
