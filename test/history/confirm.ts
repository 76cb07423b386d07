import { Model } from "./model.ts";
import type { AnyStep, Component } from "./steps.ts";

/**
 * Goes through an order from the start, without any of the search's shortcuts: nothing comes before what had ended
 * before it began, every answer is explained, nothing that must have happened is left out.
 *
 * @throws when it is no proof: a mistake of the search
 */
export function confirm(
  component: Component,
  order: readonly AnyStep[],
  onHandFirst: number,
): void {
  const model = new Model(component, onHandFirst);
  const taken = new Set<AnyStep>();
  const latestFrom = { question: -Infinity, other: -Infinity };
  for (const step of order) {
    const isLate =
      step.until < latestFrom.other || (step.until < latestFrom.question && step.kind !== "lapse");
    if (isLate) throw new Error(`not in order: ${describe(step)}`);
    const kind = step.kind === "question" ? "question" : "other";
    latestFrom[kind] = Math.max(latestFrom[kind], step.from);
    const prospect = model.prospect(step);
    if (prospect === "no") throw new Error(`not explained: ${describe(step)}`);
    if (prospect === "change") model.take(step);
    if (taken.has(step)) throw new Error(`taken twice: ${describe(step)}`);
    taken.add(step);
  }
  const left = component.steps.find((step) => step.until < Infinity && !taken.has(step));
  if (left !== undefined) throw new Error(`left out: ${describe(left)}`);
}

function describe({ kind, from, until }: AnyStep): string {
  return `a ${kind} between ${from} and ${until}`;
}
