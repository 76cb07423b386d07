import type { Verdict } from "./checker.ts";
import type { AnyStep, Component } from "./steps.ts";

/** Says in a sentence or two why a part of a history is not proven. */
export function explain(
  { skus }: Component,
  verdict: Exclude<Verdict, { verdict: "proven" }>,
): string {
  const part = skus.join(" and ");
  if (verdict.verdict === "refused" && verdict.life !== undefined) {
    const told = verdict.life.filter(isFirstOfCall).map((step) => `\n${describe(step)}`);
    return `${part}: whatever there was in stock, no order explains all of this about one reservation:${told.join("")}`;
  }
  const { step, stock } = verdict.stuck;
  const balances = [...stock].map(
    ([sku, { onHand, held }]) => `${sku} has ${onHand} on hand, ${held} held`,
  );
  return (
    `${part}: ${SAID[verdict.verdict]} The furthest one ends where ${balances.join(", ")}; ` +
    `there nothing explains this:\n${describe(step)}`
  );
}

const SAID = {
  refused: "no order explains all answers.",
  undecided: "undecided: among the orders that were tried, none explains all answers.",
};

/** A call that was carried out is two steps: what it did, and what its answer told. */
function isFirstOfCall(step: AnyStep, place: number, steps: readonly AnyStep[]): boolean {
  if (step.kind === "lapse") return true;
  const { call } = step;
  return steps.findIndex((other) => other.kind !== "lapse" && other.call === call) === place;
}

function describe(step: AnyStep): string {
  const during = `between ${step.from.toFixed(3)} and ${step.until.toFixed(3)} ms`;
  if (step.kind === "lapse") {
    return `  ${during} the hold of ${step.request.command.requestId} ended`;
  }
  const { caller, asked, outcome } = step.call;
  return `  ${during} caller ${caller}: ${JSON.stringify(asked)}\n    ${JSON.stringify(outcome)}`;
}
