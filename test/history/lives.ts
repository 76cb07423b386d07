import type { AnyStep, Component } from "./steps.ts";

/**
 * What happened to each reservation by itself, as parts of their own. Where stock is plenty each must be explained:
 * an order that explains the whole explains each of them. (The reverse does not hold.) Left out are answers that
 * depend on stock.
 */
export function livesOf(component: Component): Component[] {
  const about = Map.groupBy(component.steps.filter(isAboutLife), orderOf);
  about.delete(-1);
  return [...about].flatMap(([order, steps]) => {
    const maker = component.requests[order]?.command;
    const isPart = maker !== undefined && "partial" in maker && maker.partial;
    return isPart ? [] : [{ ...component, steps }];
  });
}

function isAboutLife(step: AnyStep): boolean {
  if (step.kind === "lapse") return true;
  return step.outcome.end !== "fail" || step.outcome.reason !== "INSUFFICIENT_STOCK";
}

function orderOf(step: AnyStep): number {
  return step.kind === "question" ? step.order : step.request.order;
}
