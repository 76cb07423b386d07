import { createFates } from "./fates.ts";
import { createModel, type Model } from "./model.ts";
import { wordsOf } from "./words.ts";
import { createQueue } from "./queue.ts";
import type { AnyStep, CommandStep, Component } from "./steps.ts";
import type { Stuck } from "./stuck.ts";

/**
 * Steps taken so far, which can be taken back, and those that may be next. Three kinds of orders are not tried,
 * because another one explains as much:
 *
 * - What changes nothing is taken as soon as it can be explained: wherever else it could be, it can be here.
 * - An unanswered command is taken right before something that needs it. Where what follows would have come to the
 *   same without it, that comes first; and what nothing needs may as well never have happened.
 * - Of unanswered commands that nobody can tell apart, those that were invoked first took effect first.
 */
export interface Search {
  /** Takes every step that changes nothing and can be explained now. @returns how many */
  takeUnchanging(): number;
  /** Steps that must have happened, change something, and may be next: those that were answered soonest first. */
  musts(lone: Lone | undefined): AnyStep[];
  /** Steps that may have happened and may be next. */
  mays(lone: Lone | undefined): AnyStep[];
  /** @returns the step, where it is an unanswered command and so must be followed by something that needs it */
  take(step: AnyStep): Lone | undefined;
  takeBackTo(taken: number): void;
  isComplete(): boolean;
  /** Has the last change made some later answer impossible? */
  isHopeless(): boolean;
  /** Tells situations apart. */
  situation(): string;
  /** The steps taken. */
  order(): readonly AnyStep[];
  /** How many. */
  count(): number;
  /** Where the search came furthest, once it has been asked for what must be next. */
  stuck(): Stuck | undefined;
}

/** An unanswered command that was taken last. */
export interface Lone {
  readonly place: number;
  /** Steps that could have been taken before it just as well. */
  readonly indifferent: ReadonlySet<AnyStep>;
}

interface Taken {
  readonly step: AnyStep;
  readonly undo: (() => void) | undefined;
}

export function createSearch(component: Component, onHandFirst = 0): Search {
  const model = createModel(component, onHandFirst);
  const queue = createQueue(component.steps);
  const fates = createFates(component);
  const optional = component.steps.filter(({ until }) => until === Infinity);
  const places = new Map(optional.map((step, place) => [step, place]));
  const refusals = Map.groupBy(component.steps.filter(isRefusal), ({ request }) => request);
  const words = wordsOf(component);
  const optionalTaken = new Set<AnyStep>();
  const trail: Taken[] = [];
  let furthest: Stuck | undefined;
  let isHopeless = false;

  function add(step: AnyStep, undo?: () => void): void {
    if (places.has(step)) optionalTaken.add(step);
    else queue.remove(step);
    trail.push({ step, undo });
  }

  const isChange = (step: AnyStep): boolean => model.prospect(step) === "change";

  function allMusts(): AnyStep[] {
    const ready = queue.ready().toSorted((a, b) => a.until - b.until);
    const [step] = ready;
    if (step !== undefined && step.until > (furthest?.step.until ?? -Infinity)) {
      const stock = new Map(component.skus.map((sku) => [sku, model.balance(sku)]));
      furthest = { step, stock };
    }
    const told = new Set<string>();
    return ready.filter((step) => {
      const word = words.get(step);
      if ((word !== undefined && told.has(word)) || !isChange(step)) return false;
      if (word !== undefined) told.add(word);
      return true;
    });
  }

  function allMays(): AnyStep[] {
    const soonest = Math.min(...queue.ready().map(({ until }) => until));
    const open: AnyStep[] = [];
    for (const step of optional) {
      if (step.from > soonest) break;
      if (!optionalTaken.has(step) && isChange(step)) open.push(step);
    }
    return firstOfEachWord(open);
  }

  /** A command that was refused before, or may have been, is not like one that was not. */
  function firstOfEachWord(steps: readonly AnyStep[]): AnyStep[] {
    const words = new Set<string>();
    return steps.filter((step) => {
      if (!("alike" in step) || step.alike === undefined) return true;
      if (refusals.get(step.request)?.every((refusal) => queue.isRemoved(refusal)) === false) {
        return true;
      }
      const isFirst = !words.has(step.alike);
      words.add(step.alike);
      return isFirst;
    });
  }

  return {
    takeUnchanging: () => {
      const before = trail.length;
      for (let isAny = true; isAny;) {
        const unchanging = queue.ready().filter((step) => model.prospect(step) === "same");
        for (const step of unchanging) add(step);
        isAny = unchanging.length > 0;
      }
      return trail.length - before;
    },
    musts: (lone) => allMusts().filter((step) => lone?.indifferent.has(step) !== true),
    mays: (lone) =>
      allMays().filter(
        (step) => lone?.indifferent.has(step) !== true || (places.get(step) ?? 0) > lone.place,
      ),
    take: (step) => {
      const place = places.get(step);
      const indifferent = new Set<AnyStep>();
      if (place !== undefined) {
        for (const other of [...allMusts(), ...allMays()]) {
          if (other !== step && isIndifferent(model, other, step)) indifferent.add(other);
        }
      }
      add(step, model.take(step));
      const order = orderOf(step);
      const { status } = model.hold(order);
      isHopeless = fates.isContradicted(order, status, (other) => queue.isRemoved(other));
      if (place === undefined) return undefined;
      return { place, indifferent };
    },
    takeBackTo: (count) => {
      for (const { step, undo } of trail.splice(count).toReversed()) {
        undo?.();
        if (!optionalTaken.delete(step)) queue.putBack(step);
      }
    },
    isHopeless: () => isHopeless,
    isComplete: () => queue.ready().length === 0,
    situation: () => {
      let key = queue.key();
      for (const [step, place] of places) if (optionalTaken.has(step)) key += `,${place}`;
      return `${key}|${model.key()}`;
    },
    order: () => trail.map(({ step }) => step),
    count: () => trail.length,
    stuck: () => furthest,
  };
}

/** Would the lone command come to the same after the other step as before it? Both can be taken now. */
function isIndifferent(model: Model, other: AnyStep, lone: AnyStep): boolean {
  if (orderOf(other) === orderOf(lone) || isGuess(other) || isGuess(lone)) return false;
  const undo = model.take(other);
  const isSame = model.prospect(lone) === "change";
  undo();
  return isSame;
}

/** The reservation that a step is about; nothing that equals anything where it is about none. */
function orderOf(step: AnyStep): number {
  if (step.kind === "question") return NaN;
  const { order } = step.request;
  return order === -1 ? NaN : order;
}

/** Does what it comes to depend on when it is taken? */
function isGuess(step: AnyStep): boolean {
  if (step.kind !== "command" || step.outcome.end !== "unknown") return false;
  const { command } = step.request;
  return "partial" in command && command.partial;
}

function isRefusal(step: AnyStep): step is CommandStep {
  return step.kind === "command" && step.outcome.end === "fail";
}
