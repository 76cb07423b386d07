import { Fates } from "./fates.ts";
import { isGuess, Model } from "./model.ts";
import { Queue } from "./queue.ts";
import type { AnyStep, CommandStep, Component, PlannedRequest } from "./steps.ts";
import type { Stuck } from "./stuck.ts";
import { wordsOf } from "./words.ts";

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

/**
 * Steps taken so far, which can be taken back, and those that may be next. Three kinds of orders are not tried,
 * because another one explains as much:
 *
 * - What changes nothing is taken as soon as it can be explained: wherever else it could be, it can be here.
 * - An unanswered command is taken right before something that needs it. Where what follows would have come to the
 *   same without it, that comes first; and what nothing needs may as well never have happened.
 * - Of commands that nobody can tell apart, those that were invoked, or answered, first took effect first.
 */
export class Search {
  readonly #component: Component;
  readonly #model: Model;
  readonly #queue: Queue;
  readonly #fates: Fates;
  /** Steps that need not have happened, each with its place among them. */
  readonly #optional: ReadonlyMap<AnyStep, number>;
  readonly #optionalTaken = new Set<AnyStep>();
  readonly #refusals: ReadonlyMap<PlannedRequest, readonly CommandStep[]>;
  readonly #words: ReadonlyMap<AnyStep, string>;
  readonly #trail: Taken[] = [];
  #furthest: Stuck | undefined;
  #isHopeless = false;

  constructor(component: Component, onHandFirst: number) {
    const { steps } = component;
    this.#component = component;
    this.#model = new Model(component, onHandFirst);
    this.#queue = new Queue(steps);
    this.#fates = new Fates(component);
    const optional = steps.filter(({ until }) => until === Infinity);
    this.#optional = new Map(optional.map((step, place) => [step, place]));
    this.#refusals = Map.groupBy(steps.filter(isRefusal), ({ request }) => request);
    this.#words = wordsOf(component);
  }

  /** How many steps were taken. */
  get count(): number {
    return this.#trail.length;
  }

  /** The steps taken. */
  get order(): AnyStep[] {
    return this.#trail.map(({ step }) => step);
  }

  get isComplete(): boolean {
    return this.#queue.ready().length === 0;
  }

  /** Has the last change made some later answer impossible? */
  get isHopeless(): boolean {
    return this.#isHopeless;
  }

  /** Where the search came furthest, once it was asked for what must be next. */
  get stuck(): Stuck | undefined {
    return this.#furthest;
  }

  /** Tells situations apart. */
  get situation(): string {
    let key = this.#queue.key;
    for (const [step, place] of this.#optional) {
      if (this.#optionalTaken.has(step)) key += `,${place}`;
    }
    return `${key}|${this.#model.key}`;
  }

  /** Takes every step that changes nothing and can be explained now. @returns how many */
  takeUnchanging(): number {
    const before = this.count;
    for (let isAny = true; isAny;) {
      const unchanging = this.#queue.ready().filter((it) => this.#model.prospect(it) === "same");
      for (const step of unchanging) this.#add(step);
      isAny = unchanging.length > 0;
    }
    return this.count - before;
  }

  /** Steps that must have happened, change something, and may be next: those that were answered soonest first. */
  musts(lone?: Lone): AnyStep[] {
    const ready = this.#queue.ready().toSorted((a, b) => a.until - b.until);
    if (ready[0] !== undefined) this.#remember(ready[0]);
    const words = new Set<string>();
    return ready.filter((step) => {
      if (lone?.indifferent.has(step) === true || !this.#isChange(step)) return false;
      return isFirst(words, this.#words.get(step));
    });
  }

  /** Steps that may have happened and may be next. */
  mays(lone?: Lone): AnyStep[] {
    const soonest = Math.min(...this.#queue.ready().map(({ until }) => until));
    const words = new Set<string>();
    const found: AnyStep[] = [];
    for (const [step, place] of this.#optional) {
      if (step.from > soonest) break;
      if (this.#optionalTaken.has(step) || !this.#isChange(step)) continue;
      if (!isFirst(words, this.#wordOf(step))) continue;
      if (lone?.indifferent.has(step) !== true || place > lone.place) found.push(step);
    }
    return found;
  }

  /** @returns the step, where it is an unanswered command and so must be followed by something that needs it */
  take(step: AnyStep): Lone | undefined {
    const place = this.#optional.get(step);
    const indifferent = place === undefined ? undefined : this.#indifferentTo(step);
    this.#add(step, this.#model.take(step));
    const order = orderOf(step);
    const { status } = this.#model.hold(order);
    const isTaken = (other: AnyStep): boolean => this.#queue.isRemoved(other);
    this.#isHopeless = this.#fates.isContradicted(order, status, isTaken);
    return place === undefined || indifferent === undefined ? undefined : { place, indifferent };
  }

  takeBackTo(count: number): void {
    for (const { step, undo } of this.#trail.splice(count).toReversed()) {
      undo?.();
      if (!this.#optionalTaken.delete(step)) this.#queue.putBack(step);
    }
  }

  #add(step: AnyStep, undo?: () => void): void {
    if (this.#optional.has(step)) this.#optionalTaken.add(step);
    else this.#queue.remove(step);
    this.#trail.push({ step, undo });
  }

  #isChange(step: AnyStep): boolean {
    return this.#model.prospect(step) === "change";
  }

  #remember(step: AnyStep): void {
    if (step.until <= (this.#furthest?.step.until ?? -Infinity)) return;
    const stock = new Map(this.#component.skus.map((sku) => [sku, this.#model.balance(sku)]));
    this.#furthest = { step, stock };
  }

  /** A command that may yet be refused is not like one that was never refused. */
  #wordOf(step: AnyStep): string | undefined {
    if (!("alike" in step)) return undefined;
    const refusals = this.#refusals.get(step.request) ?? [];
    return refusals.every((refusal) => this.#queue.isRemoved(refusal)) ? step.alike : undefined;
  }

  /** Steps that can be taken now, and after which the lone command would come to the same as before them. */
  #indifferentTo(lone: AnyStep): Set<AnyStep> {
    const others = [...this.musts(), ...this.mays()].filter((other) => other !== lone);
    const indifferent = others.filter((other) => {
      if (orderOf(other) === orderOf(lone) || isGuess(other) || isGuess(lone)) return false;
      const undo = this.#model.take(other);
      const isSame = this.#isChange(lone);
      undo();
      return isSame;
    });
    return new Set(indifferent);
  }
}

function isFirst(words: Set<string>, word: string | undefined): boolean {
  if (word === undefined) return true;
  if (words.has(word)) return false;
  words.add(word);
  return true;
}

/** The reservation that a step is about; nothing that equals anything where it is about none. */
function orderOf(step: AnyStep): number {
  if (step.kind === "question") return NaN;
  const { order } = step.request;
  return order === -1 ? NaN : order;
}

function isRefusal(step: AnyStep): step is CommandStep {
  return step.kind === "command" && step.outcome.end === "fail";
}
