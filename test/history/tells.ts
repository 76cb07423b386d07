import type {
  Outcome,
  State,
  ToldAvailability,
  ToldReservation,
  ToldStock,
  Units,
} from "./history.ts";
import type { Model } from "./model.ts";
import { available, type Hold, type Refusal } from "./rules.ts";
import type { AnswerStep, CommandStep, QuestionStep } from "./steps.ts";

/** Was it refused for this reason, with these facts as far as it told any? */
export function isRefusedSo({ reason, short, onHand }: Refusal, outcome: Outcome): boolean {
  if (outcome.end !== "fail" || outcome.reason !== reason) return false;
  if (outcome.onHand !== undefined && outcome.onHand !== onHand) return false;
  if (outcome.short === undefined || short === undefined) return true;
  const told = outcome.short.map(({ line, available: units }) => `${line}: ${units}`);
  return told.join() === short.map(({ line, available: units }) => `${line}: ${units}`).join();
}

/**
 * May the command have come to this, by what its answer tells that never changes: how much was granted, and when the
 * hold ends.
 *
 * @param before what its reservation was before it, and `after` is to be
 */
export function isGrantedSo(
  model: Model,
  { request, outcome, from, until }: CommandStep,
  before: Hold,
  after: Hold | undefined,
): boolean {
  const { epochMs, slackMs } = model.clocks;
  if (outcome.end === "fail") return false;
  if (outcome.end === "unknown" || outcome.reservation === undefined) return true;
  if (after === undefined) return false;
  const { lines } = outcome.reservation;
  if (lines.some(({ granted }, index) => granted !== after.granted[index])) return false;
  const { command, endsAt } = request;
  if (after.endBy !== request.index || !("ttlMs" in command) || command.ttlMs === null) return true;
  // The time to live from the moment of the command on, or the end that the hold had when that is later.
  if (typeof endsAt !== "number") return false;
  const setAt = endsAt - epochMs - command.ttlMs;
  const kept = model.requests[before.endBy]?.endsAt;
  const isKept = before.status === "held" && (kept === undefined || kept === endsAt);
  return setAt >= from - slackMs && (setAt <= until + slackMs || isKept);
}

/** Does the answer tell what is there? */
export function tells(model: Model, { request, outcome }: AnswerStep): boolean {
  if (outcome.end !== "ok") return false;
  const { stock = [], reservation } = outcome;
  const { command, order } = request;
  if (command.kind === "receive" || command.kind === "adjust") {
    const skus = command.kind === "adjust" ? [command.sku] : command.lines.map(({ sku }) => sku);
    const isComplete = stock.map(({ sku }) => sku).join() === skus.join();
    return isComplete && stock.every((told) => isBooked(model, told));
  }
  if (reservation === undefined) return false;
  return tellsHold(model, order, model.hold(order).status === "held", reservation);
}

/** Does the answer tell what is there at some moment of the question's time? */
export function answersQuestion(model: Model, step: QuestionStep): boolean {
  const { asked, outcome, order } = step;
  if (outcome.end !== "ok") return false;
  const { reservation, availability = [] } = outcome;
  if (asked.kind === "availability") {
    const isComplete = availability.map(({ sku }) => sku).join() === asked.skus.join();
    return isComplete && isAvailable(model, step, availability);
  }
  if (reservation === undefined) return false;
  const passed = hasEnded(model, step, order);
  const isHeld = passed === "perhaps" ? reservation.state === "HELD" : passed === "no";
  return tellsHold(model, order, isHeld, reservation);
}

/** A question is answered as of one moment: of the holds that end about then, those that end before it have lapsed. */
function isAvailable(model: Model, step: QuestionStep, told: readonly ToldAvailability[]): boolean {
  const open = [...model.ending, ...step.ending.map(({ order }) => order)];
  const perhaps: number[] = [];
  const corrections: number[] = [];
  for (const order of new Set(open)) {
    const passed = hasEnded(model, step, order);
    const isHeld = model.hold(order).status === "held";
    if (passed === "perhaps") perhaps.push(order);
    if (passed === (isHeld ? "yes" : "no")) corrections.push(order);
  }
  perhaps.sort((a, b) => endOf(model, a) - endOf(model, b));
  return [...perhaps.keys(), perhaps.length].some((lapsed) => {
    const wrong = perhaps.filter((order, index) => {
      const isHeld = model.hold(order).status === "held";
      return isHeld === index < lapsed;
    });
    return told.every((one) => isAvailableWith(model, one, [...corrections, ...wrong]));
  });
}

/** @param others holds that have lapsed at the moment of the question although the model has them held, or the reverse */
function isAvailableWith(model: Model, told: ToldAvailability, others: readonly number[]): boolean {
  const { onHand, held: booked } = model.balance(told.sku);
  let held = booked;
  for (const order of others) {
    const sign = model.hold(order).status === "held" ? -1 : 1;
    held += sign * unitsOf(model, order, told.sku);
  }
  return (
    told.onHand === onHand &&
    told.held === held &&
    told.available === available({ onHand, held }) &&
    told.shortfall === Math.max(0, held - onHand)
  );
}

/** Has a hold ended by the moment of a question? Where nobody knows when it ends, it has when it was taken to have. */
function hasEnded(model: Model, { from, until }: QuestionStep, order: number): Passed {
  const { status } = model.hold(order);
  if (status !== "held" && status !== "lapsed") return "never";
  const end = endOf(model, order);
  if (Number.isNaN(end)) return status === "lapsed" ? "yes" : "no";
  const { slackMs } = model.clocks;
  if (end < from - slackMs) return "yes";
  return end > until + slackMs ? "no" : "perhaps";
}

type Passed = "yes" | "no" | "perhaps" | "never";

/** On the calls' clock. NaN: nobody knows. Infinity: never. */
function endOf(model: Model, order: number): number {
  const { endBy } = model.hold(order);
  if (endBy === -1) return Infinity;
  const endsAt = model.requests[endBy]?.endsAt;
  return typeof endsAt === "number" ? endsAt - model.clocks.epochMs : NaN;
}

function unitsOf(model: Model, order: number, sku: string): number {
  const { granted } = model.hold(order);
  const index = model.lines(order).findIndex((line) => line.sku === sku);
  return granted[index] ?? 0;
}

/** As booked: of lapsed holds, any part may have been swept. */
function isBooked(model: Model, { sku, onHand, held, shortfall }: ToldStock): boolean {
  const balance = model.balance(sku);
  if (onHand !== balance.onHand || shortfall !== Math.max(0, held - onHand)) return false;
  return held >= balance.held && held <= balance.held + balance.lapsed;
}

function tellsHold(model: Model, order: number, isHeld: boolean, told: ToldReservation): boolean {
  const hold = model.hold(order);
  if (told.state !== stateOf(hold, isHeld)) return false;
  if (!tellsEnd(model, hold, told.endsAt)) return false;
  const lines: readonly Units[] = model.lines(order);
  if (lines.length !== told.lines.length) return false;
  return told.lines.every(({ sku, granted, held, fulfilled }, index) => {
    const units = hold.granted[index];
    if (sku !== lines[index]?.sku || granted !== units) return false;
    return (
      held === (told.state === "HELD" ? units : 0) &&
      fulfilled === (told.state === "FULFILLED" ? units : 0)
    );
  });
}

function stateOf({ status }: Hold, isHeld: boolean): State | undefined {
  switch (status) {
    case "held":
    case "lapsed":
      return isHeld ? "HELD" : "EXPIRED";
    case "sold":
      return "FULFILLED";
    case "released":
      return "RELEASED";
    case "none":
      return undefined;
    default:
      throw new Error(`no such status: ${String(status satisfies never)}`);
  }
}

function tellsEnd(model: Model, { endBy }: Hold, told: number | null): boolean {
  if (endBy === -1) return told === null;
  const set = model.requests[endBy]?.endsAt;
  // Where nobody was told which end the request set, any will do.
  return told !== null && (set === undefined || told === set);
}
