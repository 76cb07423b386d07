import { type Call, type Command, type Question, isQuestion } from "./history.ts";

/** A request id with every call that carried it. */
export interface Request {
  readonly command: Command;
  /** In the order in which they were invoked. */
  readonly attempts: readonly Call[];
  /** Its lines' SKUs, or those of the reservation that it names. */
  readonly skus: readonly string[];
  /** The reservation that it makes or names. None: nobody was told, or there is none. Several: a contradiction. */
  readonly ids: readonly string[];
}

/** A question that was answered, and the SKUs that its answer speaks of. */
export interface Answered {
  readonly asked: Question;
  readonly call: Call;
  readonly skus: readonly string[];
}

/** A history, sorted by what was asked. */
export interface Sorted {
  readonly requests: readonly Request[];
  readonly questions: readonly Answered[];
  /** Answers that contradict each other whatever the order: sentences. Empty when all is well. */
  readonly contradictions: readonly string[];
}

/**
 * Finds out which calls are one request, and which reservation is whose.
 *
 * @throws when a caller broke the rules of the recording: one request id for two commands, a reservation from nowhere
 */
export function sortCalls(all: readonly Call[]): Sorted {
  const calls = all.filter((call) => !isTurnedAway(call));
  const attempts = Map.groupBy(
    calls.filter(({ asked }) => !isQuestion(asked)).toSorted(byInvocation),
    ({ asked }) => (asked as Command).requestId,
  );
  const contradictions: string[] = [];
  const makers = new Map<string, Command>();
  for (const own of attempts.values()) {
    checkReservation(own, contradictions);
    const command = commandOf(own);
    if (!makesReservation(command)) continue;
    for (const id of toldIds(own)) {
      const other = makers.get(id);
      makers.set(id, command);
      if (other === undefined) continue;
      const both = `${other.requestId} and ${command.requestId}`;
      contradictions.push(`the requests ${both} were told the same reservation ${id}`);
    }
  }
  const skusOf = (id: string): string[] => {
    const maker = makers.get(id);
    if (maker === undefined) throw new Error(`no answer told the reservation ${id} that is named`);
    return ownSkus(maker);
  };
  const requests = [...attempts.values()].map((own): Request => {
    const command = commandOf(own);
    const ids = "reservationId" in command ? [command.reservationId] : [...toldIds(own)];
    const skus = "reservationId" in command ? skusOf(command.reservationId) : ownSkus(command);
    return { command, attempts: own, skus, ids };
  });
  const questions = calls.flatMap((call): Answered[] => {
    const { asked, outcome } = call;
    if (!isQuestion(asked) || outcome.end === "unknown") return [];
    const skus = asked.kind === "availability" ? asked.skus : skusOf(asked.reservationId);
    if (asked.kind === "reservation") checkReservation([call], contradictions);
    return [{ asked, call, skus }];
  });
  return { requests, questions, contradictions };
}

/** Refusals at the door say nothing about stock. Had they been carried out all the same, others would see it. */
function isTurnedAway({ outcome }: Call): boolean {
  return outcome.end === "fail" && AT_THE_DOOR.has(outcome.reason);
}

const AT_THE_DOOR = new Set(["OVERLOADED", "RATE_LIMITED", "SHUTTING_DOWN"]);

/** Does the command make a reservation, whose id its answer tells? */
export function makesReservation({ kind }: Command): boolean {
  return kind === "reserve" || kind === "sell";
}

function byInvocation(a: Call, b: Call): number {
  return a.invokedAt - b.invokedAt;
}

function commandOf([first, ...others]: readonly Call[]): Command {
  const command = first?.asked as Command;
  const isOther = others.some(({ asked }) => JSON.stringify(asked) !== JSON.stringify(command));
  if (isOther) throw new Error(`the request id ${command.requestId} was used for two commands`);
  return command;
}

function ownSkus(command: Command): string[] {
  if ("lines" in command) return command.lines.map(({ sku }) => sku);
  return "sku" in command ? [command.sku] : [];
}

function toldIds(attempts: readonly Call[]): Set<string> {
  const told = attempts.flatMap(({ outcome }) =>
    outcome.end === "ok" && outcome.reservation !== undefined ? [outcome.reservation.id] : [],
  );
  return new Set(told);
}

/** All answers must tell of one reservation, and of the one that was named. */
function checkReservation(calls: readonly Call[], contradictions: string[]): void {
  const [first] = calls;
  const named =
    first !== undefined && "reservationId" in first.asked ? [first.asked.reservationId] : [];
  const ids = new Set([...named, ...toldIds(calls)]);
  if (first === undefined || ids.size <= 1) return;
  const who = isQuestion(first.asked) ? "a question" : `the request ${first.asked.requestId}`;
  contradictions.push(`${who} was told of several reservations: ${[...ids].join(", ")}`);
}
