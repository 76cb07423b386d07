import type { SimOrder, SimOrderState, SimOutcome } from "./api.ts";
import { type Order, type OrderLine, stateOf } from "./order.ts";
import { Recorded } from "./recorded.ts";
import { show } from "./showing.ts";
import type { WorldState } from "./state.ts";

/**
 * Takes an order, or rejects it as a whole. A known reference is a repeat only where references are
 * keys.
 */
export function placeOrder(state: WorldState, request: SimOrder): SimOutcome {
  const { dialect } = state.options;
  const earlier = state.orders.find(request.reference);
  if (earlier !== undefined && dialect.orderKeys) return outcomeOf(earlier);
  const rejected = reasonAgainst(state, request);
  const order = createOrder(state, request, rejected);
  // A rejection takes nothing away from an order that was taken under the same reference.
  if (rejected !== null && earlier?.rejected === null) return outcomeOf(order);
  state.orders.add(order);
  if (rejected !== null) {
    order.isUnshown = true;
    show(state, order);
  }
  return outcomeOf(order);
}

function outcomeOf({ rejected }: Order): SimOutcome {
  return rejected === null ? { outcome: "taken" } : { outcome: "rejected", reason: rejected };
}

function reasonAgainst(state: WorldState, request: SimOrder): string | null {
  const { reference, warehouse, owner, lines } = request;
  if (reference === "") return "the order has no reference";
  if (lines.length === 0) return "the order has no lines";
  if (new Set(lines.map(({ line }) => line)).size < lines.length) return "a line is given twice";
  for (const { line, sku, quantity } of lines) {
    if (!(Number.isSafeInteger(quantity) && quantity > 0)) {
      return `line ${line}: the quantity must be a whole number above 0`;
    }
    if (!state.cells.ofItem(warehouse, owner, sku).some((cell) => cell.isKnown)) {
      return `line ${line}: no item ${sku} of ${owner} in ${warehouse}`;
    }
  }
  return null;
}

function createOrder(state: WorldState, request: SimOrder, rejected: string | null): Order {
  const { reference, warehouse, owner } = request;
  const blank: SimOrderState = { reference, rejected, lines: [] };
  const { dialect } = state.options;
  const shown = new Recorded(dialect.lagMs, state.now, blank);
  const order: Order = {
    reference,
    warehouse,
    owner,
    rejected,
    lines: [],
    shown,
    isUnshown: false,
  };
  order.lines = request.lines.map(({ line, sku, quantity, lot }): OrderLine => ({
    order,
    number: line,
    sku,
    ordered: quantity,
    lot,
    allocations: [],
    closed: rejected === null ? 0 : quantity,
    refused: 0,
    cancelAnswered: 0,
    runsTried: 0,
  }));
  shown.record(state.now, stateOf(order, dialect.numberedRuns));
  return order;
}
