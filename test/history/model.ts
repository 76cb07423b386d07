import { type Balance, type Change, decide, type Hold, lapse, type Shelf } from "./rules.ts";
import type { Units } from "./history.ts";
import type {
  AnyStep,
  Clocks,
  CommandStep,
  Component,
  LapseStep,
  PlannedRequest,
} from "./steps.ts";
import { answersQuestion, isGrantedSo, isRefusedSo, tells } from "./tells.ts";

/** What taking a step now would come to: nothing that explains its answer, no change, or a change. */
export type Prospect = "no" | "same" | "change";

const NO_HOLD: Hold = { status: "none", granted: [], endBy: -1 };
const NOTHING: Balance = { onHand: 0, held: 0, lapsed: 0 };

/** One location's stock of a component's SKUs, which does one thing after the other and can take it back. */
export class Model implements Shelf {
  readonly requests: readonly PlannedRequest[];
  readonly clocks: Clocks;
  readonly #stock: Map<string, Balance>;
  readonly #holds: Hold[];
  readonly #done: boolean[];
  readonly #ending = new Set<number>();
  readonly #guessed: readonly number[];
  readonly #contested: readonly number[];

  /** @param onHandFirst of each SKU, before anybody does anything */
  constructor({ skus, requests, clocks, steps }: Component, onHandFirst = 0) {
    this.requests = requests;
    this.clocks = clocks;
    this.#stock = new Map(skus.map((sku) => [sku, { ...NOTHING, onHand: onHandFirst }]));
    this.#holds = requests.map(() => NO_HOLD);
    this.#done = requests.map(() => false);
    this.#guessed = steps.flatMap((step) =>
      step.kind === "command" && isGuess(step) ? [step.request.index] : [],
    );
    this.#contested = contestedOf(requests);
  }

  balance(sku: string): Balance {
    return this.#stock.get(sku) ?? NOTHING;
  }

  hold(order: number): Hold {
    return this.#holds[order] ?? NO_HOLD;
  }

  lines(order: number): readonly Units[] {
    const command = this.requests[order]?.command;
    return command !== undefined && "lines" in command ? command.lines : [];
  }

  /** Requests that made a reservation which is held now and has an end. */
  get ending(): Iterable<number> {
    return this.#ending;
  }

  /**
   * All of the state that the set of steps taken does not tell: the balances, what orders got that took a part and were
   * never answered, and which of several extensions came last. (Every other change is told by its answer, or is whole.)
   */
  get key(): string {
    let key = "";
    for (const { onHand, held } of this.#stock.values()) key += `${onHand},${held};`;
    for (const order of this.#guessed) key += `${this.hold(order).granted.join()};`;
    for (const order of this.#contested) key += `${this.hold(order).endBy};`;
    return key;
  }

  prospect(step: AnyStep): Prospect {
    switch (step.kind) {
      case "command":
        return this.#prospectOfCommand(step);
      case "answer":
        return this.#done[step.request.index] && tells(this, step) ? "same" : "no";
      case "question":
        return answersQuestion(this, step) ? "same" : "no";
      case "lapse":
        return this.#prospectOfLapse(step);
      default:
        throw new Error(`no such step: ${String(step satisfies never)}`);
    }
  }

  /** Takes a step whose prospect is a change. @returns takes it back */
  take(step: AnyStep): () => void {
    if (step.kind === "lapse") return this.#apply(lapse(this, step.request.order), step.request);
    if (step.kind !== "command") throw new Error(`a ${step.kind} changes nothing`);
    const { request } = step;
    const decision = decide(this, request);
    if ("reason" in decision) throw new Error(`${request.command.requestId} would be refused`);
    const undo = this.#apply(decision, request);
    this.#done[request.index] = true;
    return () => {
      this.#done[request.index] = false;
      undo();
    };
  }

  #prospectOfCommand(step: CommandStep): Prospect {
    const { request, outcome } = step;
    if (this.#done[request.index]) return "no";
    const decision = decide(this, request);
    if ("reason" in decision) return isRefusedSo(decision, outcome) ? "same" : "no";
    const before = this.hold(request.order);
    return isGrantedSo(this, step, before, decision.after) ? "change" : "no";
  }

  #prospectOfLapse({ request, until }: LapseStep): Prospect {
    // An end that somebody was told was set by a request that is carried out before it.
    if (!this.#done[request.index]) return "no";
    const { status, endBy } = this.hold(request.order);
    if (status === "held" && endBy === request.index) return "change";
    return until === Infinity ? "no" : "same";
  }

  #apply({ moves, after }: Change, { order }: PlannedRequest): () => void {
    const before = this.#holds[order];
    for (const move of moves) this.#add(move, 1);
    if (after !== undefined) this.#put(order, after);
    return () => {
      if (before !== undefined) this.#put(order, before);
      for (const move of moves) this.#add(move, -1);
    };
  }

  #put(order: number, hold: Hold): void {
    this.#holds[order] = hold;
    if (hold.status === "held" && hold.endBy !== -1) this.#ending.add(order);
    else this.#ending.delete(order);
  }

  #add({ sku, onHand = 0, held = 0, lapsed = 0 }: Change["moves"][number], sign: 1 | -1): void {
    const balance = this.balance(sku);
    this.#stock.set(sku, {
      onHand: balance.onHand + sign * onHand,
      held: balance.held + sign * held,
      lapsed: balance.lapsed + sign * lapsed,
    });
  }
}

/** An order that takes a part and was never answered: what it got depends on when it was carried out. */
export function isGuess(step: AnyStep): boolean {
  if (step.kind !== "command" || step.outcome.end !== "unknown") return false;
  const { command } = step.request;
  return "partial" in command && command.partial;
}

/** Reservations that more than one request extends: when they end depends on which was carried out last. */
function contestedOf(requests: readonly PlannedRequest[]): number[] {
  const extensions = requests.filter(({ command }) => command.kind === "extend");
  const byOrder = Map.groupBy(extensions, ({ order }) => order);
  return [...byOrder].flatMap(([order, own]) => (own.length > 1 ? [order] : []));
}
