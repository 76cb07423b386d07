import type { Call, Command, History, Outcome, Question } from "./history.ts";
import { makesReservation, type Request, type Answered, sortCalls } from "./requests.ts";

/** A request as a step needs it. */
export interface PlannedRequest {
  /** Its place among the component's requests. */
  readonly index: number;
  readonly command: Command;
  /** The request that made the reservation it acts on: itself where it makes one, -1 where there is none. */
  readonly order: number;
  /** When the hold ends by its word, as it was told. Null: never. Undefined: nobody was told. */
  readonly endsAt: number | null | undefined;
}

/** Something that has its place in the order. It happened between `from` and `until`, both included. */
interface Step {
  readonly from: number;
  /** Infinity: at any time from then on, or never. */
  readonly until: number;
}

/** An attempt of a request: it was carried out, or refused, or nobody was told. */
export interface CommandStep extends Step {
  readonly kind: "command";
  readonly request: PlannedRequest;
  readonly call: Call;
  readonly outcome: Outcome;
  /** Nobody can tell apart which of the unanswered commands with the same word took effect. */
  readonly alike: string | undefined;
}

/**
 * What the answer to a command tells of stock or of a reservation "as it stands now" (`proto/`): now is after the
 * command, and need not be right after it. A repeat finds it carried out already, and so does a server that lost the
 * database's reply to it.
 */
export interface AnswerStep extends Step {
  readonly kind: "answer";
  readonly request: PlannedRequest;
  readonly call: Call;
  readonly outcome: Outcome;
}

export interface QuestionStep extends Step {
  readonly kind: "question";
  readonly asked: Question;
  readonly call: Call;
  readonly outcome: Outcome;
  /** The request that made the reservation asked for, or -1. */
  readonly order: number;
  /** Requests that set an end of which nobody knows whether it came before this question. */
  readonly ending: readonly PlannedRequest[];
}

/**
 * Time takes back what is held until the end that a request set. Commands are decided one after the other, each as of
 * a moment that is never earlier than the one before, so for them it happens once. Questions do not wait for them: a
 * question asked just after the end may find a hold lapsed and not yet sold by a commit that was decided just before
 * it. So a question goes by its own time (`tells.ts`), and no lapse has to come before it.
 */
export interface LapseStep extends Step {
  readonly kind: "lapse";
  readonly request: PlannedRequest;
  /** As of a command: holds of which nobody was told are alike when their commands are. */
  readonly alike: string | undefined;
}

export type AnyStep = CommandStep | AnswerStep | QuestionStep | LapseStep;

/** Must the first step come before the second? What is over before another thing begins does, but for lapses. */
export function precedes(first: AnyStep, second: AnyStep): boolean {
  return first.until < second.from && !(first.kind === "lapse" && second.kind === "question");
}

/** SKUs that no command or question ties to others, and all that happened to them. */
export interface Component {
  readonly skus: readonly string[];
  readonly requests: readonly PlannedRequest[];
  /** By `from`. */
  readonly steps: readonly AnyStep[];
  readonly clocks: Clocks;
}

/** How an end that was told compares with the calls' clock. */
export type Clocks = Pick<History, "epochMs" | "slackMs">;

/** A history in parts that can be proven one by one. */
export interface Plan {
  readonly components: readonly Component[];
  readonly contradictions: readonly string[];
}

/**
 * Takes a history apart. Where every call names one SKU, each part is one SKU, and by the locality of
 * linearizability the parts prove the whole. SKUs that one cart or one question names are one part, so that the
 * proof says that it happened to all of them at once.
 */
export function planOf(history: History): Plan {
  const { requests, questions, contradictions } = sortCalls(history.calls);
  const rootOf = tieTogether([...requests, ...questions]);
  const skus = Map.groupBy(new Set([...requests, ...questions].flatMap((it) => it.skus)), rootOf);
  const byRoot = {
    requests: Map.groupBy(requests, (it) => rootOf(it.skus[0] ?? "")),
    questions: Map.groupBy(questions, (it) => rootOf(it.skus[0] ?? "")),
  };
  const components = [...skus].map(([root, own]) =>
    componentOf(own, byRoot.requests.get(root) ?? [], byRoot.questions.get(root) ?? [], history),
  );
  return { components, contradictions };
}

/** @returns the name of a SKU's part */
function tieTogether(
  all: readonly { readonly skus: readonly string[] }[],
): (sku: string) => string {
  const parents = new Map<string, string>();
  const rootOf = (sku: string): string => {
    const parent = parents.get(sku) ?? sku;
    return parent === sku ? sku : rootOf(parent);
  };
  for (const { skus } of all) {
    for (const sku of skus) parents.set(rootOf(sku), rootOf(skus[0] ?? sku));
  }
  return rootOf;
}

function componentOf(
  skus: readonly string[],
  own: readonly Request[],
  questions: readonly Answered[],
  { epochMs, slackMs }: History,
): Component {
  const clocks = { epochMs, slackMs };
  const makers = new Map<string, number>();
  for (const [index, { command, ids }] of own.entries()) {
    for (const id of ids) if (makesReservation(command)) makers.set(id, index);
  }
  const requests = own.map(({ command, attempts, ids }, index): PlannedRequest => {
    const order = makesReservation(command) ? index : (makers.get(ids[0] ?? "") ?? -1);
    return { index, command, order, endsAt: endOf(command, attempts) };
  });
  const ends = requests.filter(({ endsAt }) => typeof endsAt === "number");
  const steps: AnyStep[] = questions.map(({ asked, call }): QuestionStep => {
    const [from, until] = timesOf(call);
    const isNear = ({ endsAt }: PlannedRequest): boolean =>
      typeof endsAt === "number" &&
      endsAt - epochMs >= from - slackMs &&
      endsAt - epochMs <= until + slackMs;
    const order = asked.kind === "reservation" ? (makers.get(asked.reservationId) ?? -1) : -1;
    const ending = ends.filter(isNear);
    return { kind: "question", asked, call, outcome: call.outcome, from, until, order, ending };
  });
  for (const [index, request] of requests.entries()) {
    const attempts = own[index]?.attempts ?? [];
    steps.push(...attemptsOf(request, attempts), ...lapsesOf(request, attempts, clocks));
  }
  return { skus, requests, steps: steps.toSorted((a, b) => a.from - b.from), clocks };
}

function timesOf({ invokedAt, answeredAt }: Call): [from: number, until: number] {
  return [invokedAt, answeredAt ?? Infinity];
}

/** The end that a hold has by the first answer that tells it. */
function endOf(command: Command, attempts: readonly Call[]): number | null | undefined {
  if (!("ttlMs" in command) || command.ttlMs === null) return null;
  const told = attempts
    .filter(({ outcome }) => outcome.end === "ok")
    .toSorted((a, b) => (a.answeredAt ?? Infinity) - (b.answeredAt ?? Infinity));
  const first = told.find(({ outcome }) => outcome.end === "ok" && !outcome.replay) ?? told[0];
  return first?.outcome.end === "ok" ? first.outcome.reservation?.endsAt : undefined;
}

/** Refusals at the door say nothing about stock. Had they been carried out all the same, others would see it. */
const AT_THE_DOOR = new Set(["OVERLOADED", "RATE_LIMITED", "SHUTTING_DOWN"]);

/**
 * The attempts that can have their place in the order. Of those without an answer the first one is enough: whatever
 * a later one may have done, it may have done at that time too. None is needed when an answer says that its own
 * attempt did it. Where all answers are replays, it did it before the first of them.
 */
function attemptsOf(
  request: PlannedRequest,
  attempts: readonly Call[],
): (CommandStep | AnswerStep)[] {
  const steps: (CommandStep | AnswerStep)[] = [];
  const oks = attempts.filter(({ outcome }) => outcome.end === "ok");
  let isOpen = oks.every(({ outcome }) => outcome.end === "ok" && outcome.replay);
  for (const call of attempts) {
    const { outcome } = call;
    const step = { kind: "command", request, call, outcome } as const;
    const [from, until] = timesOf(call);
    if (outcome.end === "fail" && AT_THE_DOOR.has(outcome.reason)) continue;
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

function lapsesOf(
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
