import type { Call, Command } from "./history.ts";
import type { AnswerStep, Clocks, CommandStep, LapseStep, PlannedRequest } from "./steps.ts";

/** The end that a hold has by the first answer that tells it. */
export function endOf(command: Command, attempts: readonly Call[]): number | null | undefined {
  if (!("ttlMs" in command) || command.ttlMs === null) return null;
  const told = attempts
    .filter(({ outcome }) => outcome.end === "ok")
    .toSorted((a, b) => (a.answeredAt ?? Infinity) - (b.answeredAt ?? Infinity));
  const first = told.find(({ outcome }) => outcome.end === "ok" && !outcome.replay) ?? told[0];
  return first?.outcome.end === "ok" ? first.outcome.reservation?.endsAt : undefined;
}

/**
 * The attempts that have their place in the order. Of those without an answer the first one is enough: whatever a later
 * one did, the first one may have done at that very moment. None is needed where an answer says that its own attempt
 * did it. Where all answers are replays, the unanswered one did it before the first of them.
 */
export function attemptsOf(
  request: PlannedRequest,
  attempts: readonly Call[],
): (CommandStep | AnswerStep)[] {
  const steps: (CommandStep | AnswerStep)[] = [];
  const oks = attempts.filter(({ outcome }) => outcome.end === "ok");
  let isOpen = oks.every(({ outcome }) => outcome.end === "ok" && outcome.replay);
  for (const call of attempts) {
    const { outcome } = call;
    const step = { kind: "command", request, call, outcome } as const;
    const [from, until] = [call.invokedAt, call.answeredAt ?? Infinity];
    if (outcome.end === "ok") steps.push({ ...step, kind: "answer", from, until });
    const isReplay = outcome.end === "ok" && outcome.replay;
    if (isReplay) continue;
    if (outcome.end !== "unknown") steps.push({ ...step, from, until, alike: undefined });
    else if (isOpen) {
      isOpen = false;
      const answered = Math.min(...oks.map(({ answeredAt }) => answeredAt ?? Infinity));
      const alike = answered === Infinity ? alikeWord(request.command) : undefined;
      steps.push({ ...step, from, until: answered, alike });
    }
  }
  return steps;
}

/** What the command does, where that is the same whichever of several such commands did it. */
function alikeWord(command: Command): string | undefined {
  const { requestId: _, ...rest } = command;
  return "reservationId" in rest ? undefined : JSON.stringify(rest);
}

/** The step that ends what the request made or extended to be held until then. */
export function lapsesOf(
  request: PlannedRequest,
  attempts: readonly Call[],
  { epochMs, slackMs }: Clocks,
): LapseStep[] {
  const { command, endsAt } = request;
  if (!("ttlMs" in command) || command.ttlMs === null || endsAt === null) return [];
  if (endsAt !== undefined) {
    const at = endsAt - epochMs;
    return [{ kind: "lapse", request, from: at - slackMs, until: at + slackMs, alike: undefined }];
  }
  const lost = attempts.find(({ outcome }) => outcome.end === "unknown");
  if (lost === undefined) return [];
  const from = lost.invokedAt + command.ttlMs - slackMs;
  const isWhole = "partial" in command && !command.partial;
  const alike = isWhole ? alikeWord(command) : undefined;
  return [{ kind: "lapse", request, from, until: Infinity, alike: alike && `${alike} lapsed` }];
}
