import { check, type Limits, LIMITS, type Verdict } from "./checker.ts";
import { explain } from "./explain.ts";
import type { History } from "./history.ts";
import { planOf } from "./plan.ts";

/** What was found about one part of a history. */
export interface Part {
  readonly skus: readonly string[];
  /** Calls and lapses. */
  readonly steps: number;
  readonly verdict: Verdict;
}

export interface Proof {
  readonly parts: readonly Part[];
  /** Why the history is not proven, a sentence each. Empty: some order explains every answer. */
  readonly objections: readonly string[];
}

/** Looks for an order that explains all answers of a history, part by part. */
export function prove(history: History, limits: Limits = LIMITS): Proof {
  const { components, contradictions } = planOf(history);
  const objections = [...contradictions];
  const parts = components.map((component): Part => {
    const verdict = check(component, limits);
    if (verdict.verdict !== "proven") objections.push(explain(component, verdict));
    return { skus: component.skus, steps: component.steps.length, verdict };
  });
  if (parts.length === 0) objections.push("the history is empty: it proves nothing");
  return { parts, objections };
}
