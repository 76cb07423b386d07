import { type Balance, type Change, decide, type Hold, lapse, type Shelf } from "./rules.ts";
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

/** One location's stock of the component's SKUs, which does one thing after the other and can take it back. */
export interface Model extends Shelf {
  prospect(step: AnyStep): Prospect;
  /** Takes a step whose prospect is a change. @returns takes it back */
  take(step: AnyStep): () => void;
  /** Was the request carried out? */
  isDone(request: PlannedRequest): boolean;
  /** Requests of the component. */
  readonly requests: readonly PlannedRequest[];
  readonly clocks: Clocks;
  /** Requests that made a reservation which is held now and has an end. */
  ending(): Iterable<number>;
  /**
   * All of the state that the set of steps taken does not tell: the balances, and what orders got that took a part
   * and were never answered. (Every other change is told by its answer, or is whole.)
   */
  key(): string;
}

const NO_HOLD: Hold = { status: "none", granted: [], endBy: -1 };
const NOTHING: Balance = { onHand: 0, held: 0, lapsed: 0 };

/** @param onHandFirst of each SKU, before anybody does anything */
export function createModel({ skus, requests, clocks, steps }: Component, onHandFirst = 0): Model {
  const stock = new Map(skus.map((sku) => [sku, { ...NOTHING, onHand: onHandFirst }]));
  const holds = requests.map(() => NO_HOLD);
  const done = requests.map(() => false);
  const guessed = guessedOf(steps);
  const ending = new Set<number>();

  const shelf: Shelf = {
    balance: (sku) => stock.get(sku) ?? NOTHING,
    hold: (order) => holds[order] ?? NO_HOLD,
    lines: (order) => {
      const command = requests[order]?.command;
      return command !== undefined && "lines" in command ? command.lines : [];
    },
  };

  function apply({ moves, after }: Change, order: number): () => void {
    const hold = holds[order];
    for (const move of moves) add(move, 1);
    if (after !== undefined) put(order, after);
    return () => {
      if (hold !== undefined) put(order, hold);
      for (const move of moves) add(move, -1);
    };
  }

  function put(order: number, hold: Hold): void {
    holds[order] = hold;
    if (hold.status === "held" && hold.endBy !== -1) ending.add(order);
    else ending.delete(order);
  }

  function add(
    { sku, onHand = 0, held = 0, lapsed = 0 }: Change["moves"][number],
    sign: 1 | -1,
  ): void {
    const balance = shelf.balance(sku);
    stock.set(sku, {
      onHand: balance.onHand + sign * onHand,
      held: balance.held + sign * held,
      lapsed: balance.lapsed + sign * lapsed,
    });
  }

  function lapseNow({ request, until }: LapseStep): Prospect {
    // An end that somebody was told was set by a request that is carried out before it.
    if (!done[request.index]) return "no";
    const { status, endBy } = shelf.hold(request.order);
    if (status === "held" && endBy === request.index) return "change";
    return until === Infinity ? "no" : "same";
  }

  function commandNow(step: CommandStep): Prospect {
    const { request, outcome } = step;
    if (done[request.index]) return "no";
    const decision = decide(shelf, request);
    if ("reason" in decision) return isRefusedSo(decision, outcome) ? "same" : "no";
    const before = shelf.hold(request.order);
    return isGrantedSo(model, step, before, decision.after) ? "change" : "no";
  }

  function takeCommand({ request }: CommandStep): () => void {
    const decision = decide(shelf, request);
    if ("reason" in decision) throw new Error(`${request.command.requestId} would be refused`);
    const undo = apply(decision, request.order);
    done[request.index] = true;
    return () => {
      done[request.index] = false;
      undo();
    };
  }

  const model: Model = {
    ...shelf,
    requests,
    clocks,
    ending: () => ending,
    isDone: ({ index }) => done[index] === true,
    prospect: (step) => {
      switch (step.kind) {
        case "command":
          return commandNow(step);
        case "answer":
          return done[step.request.index] && tells(model, step) ? "same" : "no";
        case "question":
          return answersQuestion(model, step) ? "same" : "no";
        case "lapse":
          return lapseNow(step);
        default:
          throw new Error(`no such step: ${String(step satisfies never)}`);
      }
    },
    take: (step) => {
      if (step.kind === "command") return takeCommand(step);
      if (step.kind !== "lapse") throw new Error(`a ${step.kind} changes nothing`);
      return apply(lapse(shelf, step.request.order), step.request.order);
    },
    key: () => {
      let key = "";
      for (const { onHand, held } of stock.values()) key += `${onHand},${held};`;
      for (const order of guessed) key += `${shelf.hold(order).granted.join()};`;
      return key;
    },
  };
  return model;
}

/** Orders that take a part and were never answered: what they got depends on when they were carried out. */
function guessedOf(steps: readonly AnyStep[]): number[] {
  return steps.flatMap((step) => {
    if (step.kind !== "command" || step.outcome.end !== "unknown") return [];
    const { command, index } = step.request;
    return "partial" in command && command.partial ? [index] : [];
  });
}
