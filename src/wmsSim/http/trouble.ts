import { setTimeout as sleep } from "node:timers/promises";

import type { Operation, RawRequest } from "./operation.ts";
import { Refusal } from "./refusal.ts";
import type { Stage } from "./stage.ts";

/** How a request ends: with an answer, with a cut connection, or not at all. */
export type Ending =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: unknown;
    }
  | { readonly kind: "cut" }
  | { readonly kind: "silence" };

/** What a late request may still change. */
const LATE = new Set(["placeOrder", "cancelOrder"]);

/** Carries a request out, unless something goes wrong with it. */
export async function perform(
  stage: Stage,
  operation: Operation,
  request: RawRequest,
): Promise<Ending> {
  const { id, isControl } = operation;
  if (isControl) return answer(stage, operation, request);
  const { faults } = stage;
  if (faults.strikes("timeout", id)) return { kind: "silence" };
  if (faults.strikes("cut", id)) return { kind: "cut" };
  if (faults.strikes("error", id)) throw outOfOrder(faults.amount(1) === 0);
  if (LATE.has(id) && faults.strikes("late", id)) return carryOutLater(stage, operation, request);
  const isReplyLost = faults.strikes("replyLost", id);
  const ending = attempt(() => answer(stage, operation, request));
  if (isReplyLost) return { kind: "cut" };
  if (id === "listStock" && faults.strikes("slow", id)) {
    await sleep(faults.amount(faults.settings.slowMs));
  }
  return ending();
}

function answer(stage: Stage, operation: Operation, request: RawRequest): Ending {
  const { status, body } = operation.read(stage, request)();
  return { kind: "answer", status, headers: {}, body };
}

function carryOutLater(stage: Stage, operation: Operation, request: RawRequest): Ending {
  const { world, clock, faults } = stage;
  const carryOut = operation.read(stage, request);
  const afterMs = faults.amount(world.options.dialect.requestLastsMs);
  // Nobody hears of it when the warehouse system refuses it then.
  clock.plan(world.now + afterMs, () => void attempt(carryOut));
  return { kind: "silence" };
}

function outOfOrder(isBusy: boolean): Refusal {
  if (isBusy) return new Refusal(503, "busy", "try again later", { "retry-after": "1" });
  return new Refusal(500, "out_of_order", "something went wrong");
}

/** Does it now, and tells what came of it later. */
function attempt<T>(act: () => T): () => T {
  try {
    const result = act();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
