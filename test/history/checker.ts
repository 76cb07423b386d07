import { confirm } from "./confirm.ts";
import { Exploration } from "./exploration.ts";
import { livesOf } from "./lives.ts";
import { Search } from "./search.ts";
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
 * So many unanswered commands may have taken effect near each other. Most never did: with few allowed, a wrong turn is
 * noticed before all of them have been tried in all combinations. The last pass leaves nothing out.
 */
const PASSES = [0, 1, 2, 4, Infinity];

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
    const search = new Search(component, onHandFirst);
    const allowance = (situationsMax - situations) / (PASSES.length - index);
    const found = new Exploration(search, { nearMax, situationsMax: allowance }).run();
    situations += found.situations;
    stuck = search.stuck ?? stuck;
    if (found.end === "complete") {
      const { order } = search;
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
