import { confirm } from "./confirm.ts";
import { livesOf } from "./lives.ts";
import { createSearch, type Lone, type Search } from "./search.ts";
import type { Stuck } from "./stuck.ts";
import type { AnyStep, Component } from "./steps.ts";

export interface Limits {
  /** Situations that may be looked at before the search gives up. */
  readonly situationsMax: number;
}

/** Some ten seconds and some hundred megabytes. */
export const LIMITS: Limits = { situationsMax: 400_000 };

/** Whether some order of a component's steps explains all its answers. */
export type Verdict =
  | {
      readonly verdict: "proven";
      /** An order that explains them. Steps that may have happened and are not in it did not. */
      readonly order: readonly AnyStep[];
      readonly situations: number;
    }
  | {
      readonly verdict: "refused";
      readonly stuck: Stuck;
      /** Everything about one reservation, where that alone cannot be explained. */
      readonly life?: readonly AnyStep[];
      readonly situations: number;
    }
  /** Neither was found within the limits. That is no proof. */
  | { readonly verdict: "undecided"; readonly stuck: Stuck; readonly situations: number };

/**
 * So many unanswered commands may have taken effect among this many steps. Most never did: with few allowed, a wrong
 * turn is noticed before all of them have been tried in all combinations. The last pass leaves nothing out.
 */
const PASSES = [0, 1, 2, 4, Infinity];
const NEAR = 100;

/**
 * Looks for an order, as Wing and Gong did: from the steps that nothing untaken precedes take one whose answer the
 * model explains, go on, and come back where there is none. As Lowe did, a situation (steps taken, and the state) is
 * looked at once. `search.ts` tells which orders need not be tried because another one does as well.
 *
 * Each reservation is looked at alone first: what contradicts its own life is then found at once and named.
 */
export function check(component: Component, limits: Limits = LIMITS): Verdict {
  for (const life of livesOf(component)) {
    const found = checkFrom(life, LIFE_LIMITS, PLENTY);
    if (found.verdict === "refused") return { ...found, life: life.steps };
  }
  return checkFrom(component, limits, 0);
}

/** A single reservation is explained, or not, at a glance. */
const LIFE_LIMITS: Limits = { situationsMax: 1_000 };

/** More than anybody asks for. */
const PLENTY = 1e12;

function checkFrom(component: Component, { situationsMax }: Limits, onHandFirst: number): Verdict {
  let situations = 0;
  let stuck: Stuck | undefined;
  for (const [index, nearMax] of PASSES.entries()) {
    const search = createSearch(component, onHandFirst);
    const allowance = (situationsMax - situations) / (PASSES.length - index);
    const found = explore(search, nearMax, allowance);
    situations += found.situations;
    stuck = search.stuck() ?? stuck;
    if (found.end === "complete") {
      const order = search.order();
      confirm(component, order, onHandFirst);
      return { verdict: "proven", order, situations };
    }
    if (found.end === "exhausted" && stuck !== undefined) {
      return { verdict: "refused", stuck, situations };
    }
  }
  if (stuck === undefined) throw new Error("nothing was tried");
  return { verdict: "undecided", stuck, situations };
}

interface Explored {
  /** Limited: something was not tried. */
  readonly end: "complete" | "exhausted" | "limited";
  readonly situations: number;
}

/** A situation, and the steps that can be taken in it. */
interface Choice {
  /** How many steps were taken before it. */
  readonly taken: number;
  /** The unanswered command that was taken last, where nothing has needed it yet. */
  readonly lone: Lone | undefined;
  /** After how many steps each of the unanswered commands was taken. */
  readonly mays: readonly number[];
  options: readonly AnyStep[];
  next: number;
  /** Unanswered commands come last, and only when all else has failed. */
  hasMays: boolean;
}

/** Goes through the situations, depth first. */
function explore(search: Search, nearMax: number, situationsMax: number): Explored {
  const seen = new Set<string>();
  const choices: Choice[] = [];
  let isLimited = false;
  let lone: Lone | undefined;
  let mays: readonly number[] = [];
  do {
    if (search.takeUnchanging() > 0) lone = undefined;
    if (search.isComplete()) return { end: "complete", situations: seen.size };
    if (!search.isHopeless() && isNew(seen, search.situation(), lone)) {
      const options = search.musts(lone);
      choices.push({ taken: search.count(), lone, mays, options, next: 0, hasMays: false });
    }
    if (seen.size > situationsMax) return { end: "limited", situations: seen.size };
  } while (takeNext());
  return { end: isLimited ? "limited" : "exhausted", situations: seen.size };

  /** Takes the next option of the last situation that has one. */
  function takeNext(): boolean {
    for (let choice = choices.at(-1); choice !== undefined; choice = choices.at(-1)) {
      search.takeBackTo(choice.taken);
      if (choice.next === choice.options.length && !choice.hasMays) addMays(choice);
      const option = choice.options[choice.next];
      if (option !== undefined) {
        choice.next += 1;
        lone = search.take(option);
        mays = option.until === Infinity ? [...choice.mays, choice.taken] : choice.mays;
        return true;
      }
      choices.pop();
    }
    return false;
  }

  function addMays(choice: Choice): void {
    choice.hasMays = true;
    const near = choice.mays.filter((taken) => taken > choice.taken - NEAR).length;
    const options = search.mays(choice.lone);
    if (near < nearMax) choice.options = [...choice.options, ...options];
    else isLimited ||= options.length > 0;
  }
}

/** Was this situation not looked at, with all that may follow it or with what may follow a lone command? */
function isNew(seen: Set<string>, situation: string, lone: Lone | undefined): boolean {
  if (seen.has(situation)) return false;
  const key = lone === undefined ? situation : `${situation}@${lone.place}`;
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}
