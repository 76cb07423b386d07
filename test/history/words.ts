import type { AnyStep, CommandStep, Component } from "./steps.ts";

/**
 * A word for each order that was granted and that nobody had dealings with before it was answered. Of orders with
 * the same word that may be next, the one that was answered soonest may as well be: if another one took its place
 * the two can change places, for what one of them takes the other one takes, and nobody sees whose it is yet.
 */
export function wordsOf({ steps, clocks }: Component): ReadonlyMap<AnyStep, string> {
  const words = new Map<AnyStep, string>();
  const about = Map.groupBy(steps, (step) =>
    step.kind === "question" ? step.order : step.request.order,
  );
  for (const step of steps) {
    const word = step.kind === "command" ? wordOf(step) : undefined;
    if (word === undefined || step.kind !== "command") continue;
    const others = about.get(step.request.index) ?? [];
    const isAlone = others.every(
      (other) =>
        other === step || isOwnAnswer(other, step) || other.from - clocks.slackMs > step.until,
    );
    if (isAlone) words.set(step, word);
  }
  return words;
}

function wordOf({ request, outcome }: CommandStep): string | undefined {
  const { command } = request;
  if (command.kind !== "reserve" && command.kind !== "sell") return undefined;
  if (outcome.end !== "ok" || outcome.reservation === undefined) return undefined;
  const { kind, lines, partial } = command;
  const granted = outcome.reservation.lines.map((line) => line.granted);
  return JSON.stringify([kind, lines, partial, granted]);
}

function isOwnAnswer(other: AnyStep, { call }: CommandStep): boolean {
  return other.kind === "answer" && other.call === call;
}
