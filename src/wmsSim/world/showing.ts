import { type Order, stateOf } from "./order.ts";
import type { WorldState } from "./state.ts";

/** Lets an order's state be seen as it is, and hints that it has changed if it has. */
export function show(state: WorldState, order: Order): void {
  if (!order.isUnshown) return;
  order.isUnshown = false;
  order.shown.record(state.now, stateOf(order, state.options.dialect.numberedRuns));
  state.journal.hint(order.reference);
}
