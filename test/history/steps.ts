import type { Call, Command, History, Outcome, Question } from "./history.ts";

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
