import { Model } from "./model.ts";
import { type AnyStep, type Component, precedes } from "./steps.ts";

/**
 * Tries every order there is, with no shortcut and no memory, for as long as its answers are explained. Good for
 * a dozen steps.
 */
export function isExplainable(component: Component): boolean {
  const model = new Model(component);
  const left = new Set<AnyStep>(component.steps);

  function goOn(): boolean {
    if ([...left].every(({ until }) => until === Infinity)) return true;
    const waiting = [...left];
    for (const step of waiting) {
      if (waiting.some((other) => precedes(other, step))) continue;
      const prospect = model.prospect(step);
      if (prospect === "no") continue;
      const undo = prospect === "change" ? model.take(step) : undefined;
      left.delete(step);
      const isExplained = goOn();
      left.add(step);
      undo?.();
      if (isExplained) return true;
    }
    return false;
  }
  return goOn();
}
