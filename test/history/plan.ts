import { attemptsOf, endOf, lapsesOf } from "./attempts.ts";
import type { History } from "./history.ts";
import { type Answered, makesReservation, type Request, sortCalls } from "./requests.ts";
import type { AnyStep, Clocks, Component, PlannedRequest, QuestionStep } from "./steps.ts";

/** A history in parts that can be proven one by one. */
export interface Plan {
  readonly components: readonly Component[];
  readonly contradictions: readonly string[];
}

/**
 * Takes a history apart. Where every call names one SKU, each part is one SKU, and by the locality of
 * linearizability the parts prove the whole. SKUs that one cart or one question names are one part, so that the
 * proof says that it happened to all of them at once.
 */
export function planOf(history: History): Plan {
  const { requests, questions, contradictions } = sortCalls(history.calls);
  const rootOf = tieTogether([...requests, ...questions]);
  const skus = Map.groupBy(new Set([...requests, ...questions].flatMap((it) => it.skus)), rootOf);
  const byRoot = {
    requests: Map.groupBy(requests, (it) => rootOf(it.skus[0] ?? "")),
    questions: Map.groupBy(questions, (it) => rootOf(it.skus[0] ?? "")),
  };
  const components = [...skus].map(([root, own]) =>
    componentOf(own, byRoot.requests.get(root) ?? [], byRoot.questions.get(root) ?? [], history),
  );
  return { components, contradictions };
}

/** @returns the name of a SKU's part */
function tieTogether(
  all: readonly { readonly skus: readonly string[] }[],
): (sku: string) => string {
  const parents = new Map<string, string>();
  const rootOf = (sku: string): string => {
    const parent = parents.get(sku) ?? sku;
    return parent === sku ? sku : rootOf(parent);
  };
  for (const { skus } of all) {
    for (const sku of skus) parents.set(rootOf(sku), rootOf(skus[0] ?? sku));
  }
  return rootOf;
}

function componentOf(
  skus: readonly string[],
  own: readonly Request[],
  questions: readonly Answered[],
  { epochMs, slackMs }: History,
): Component {
  const clocks = { epochMs, slackMs };
  const makers = makersOf(own);
  const requests = own.map(({ command, attempts, ids }, index): PlannedRequest => {
    const order = makesReservation(command) ? index : (makers.get(ids[0] ?? "") ?? -1);
    return { index, command, order, endsAt: endOf(command, attempts) };
  });
  const steps: AnyStep[] = questions.map((question) =>
    questionStep(question, makers, requests, clocks),
  );
  for (const [index, request] of requests.entries()) {
    const attempts = own[index]?.attempts ?? [];
    steps.push(...attemptsOf(request, attempts), ...lapsesOf(request, attempts, clocks));
  }
  return { skus, requests, steps: steps.toSorted((a, b) => a.from - b.from), clocks };
}

/** Which request made a reservation. */
function makersOf(requests: readonly Request[]): Map<string, number> {
  const makers = new Map<string, number>();
  for (const [index, { command, ids }] of requests.entries()) {
    for (const id of ids) if (makesReservation(command)) makers.set(id, index);
  }
  return makers;
}

function questionStep(
  { asked, call }: Answered,
  makers: ReadonlyMap<string, number>,
  requests: readonly PlannedRequest[],
  { epochMs, slackMs }: Clocks,
): QuestionStep {
  const [from, until] = [call.invokedAt, call.answeredAt ?? Infinity];
  const ending = requests.filter(({ endsAt }) => {
    if (typeof endsAt !== "number") return false;
    const at = endsAt - epochMs;
    return at >= from - slackMs && at <= until + slackMs;
  });
  const order = asked.kind === "reservation" ? (makers.get(asked.reservationId) ?? -1) : -1;
  return { kind: "question", asked, call, outcome: call.outcome, from, until, order, ending };
}
