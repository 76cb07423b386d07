import type { SimCancel } from "./api.ts";
import { liveUnits, openUnits, type OrderLine, unansweredUnits } from "./order.ts";
import { show } from "./showing.ts";
import type { WorldState } from "./state.ts";

/** How likely a cancellation of allocated units is accepted. */
const ACCEPTED = 0.7;

/**
 * Deals at once with as many units as are to be cancelled and were not dealt with before: open ones
 * are closed, allocated ones are given back or refused, shipped ones are refused. What was closed
 * before needs nothing.
 */
export function cancelOrder(state: WorldState, cancel: SimCancel): "read" | "unknown" {
  const order = state.orders.find(cancel.reference);
  if (order === undefined) return "unknown";
  for (const { line: number, quantity } of cancel.lines) {
    const line = order.lines.find((one) => one.number === number);
    if (line === undefined) continue;
    const units = Math.min(quantity, mostCancelled(line)) - line.cancelAnswered;
    if (units > 0) cancelUnits(state, line, units);
  }
  show(state, order);
  return "read";
}

/** Units whose cancellation was refused may be asked for again once they are taken back. */
function mostCancelled(line: OrderLine): number {
  let left = openUnits(line);
  for (const allocation of line.allocations) left += unansweredUnits(allocation);
  return Math.max(line.ordered, line.cancelAnswered + left);
}

function cancelUnits(state: WorldState, line: OrderLine, units: number): void {
  line.order.isUnshown = true;
  line.cancelAnswered += units;
  const closing = Math.min(units, openUnits(line));
  line.closed += closing;
  let rest = units - closing;
  for (const allocation of line.allocations) {
    const asked = Math.min(rest, liveUnits(allocation), unansweredUnits(allocation));
    if (asked === 0) continue;
    rest -= asked;
    if (state.random.chance(ACCEPTED)) giveBack(state, allocation, asked);
    else refuse(allocation, asked);
  }
  for (const allocation of line.allocations) {
    const shipped = Math.min(rest, unansweredUnits(allocation));
    if (shipped === 0) continue;
    rest -= shipped;
    refuse(allocation, shipped);
  }
}

function giveBack(
  state: WorldState,
  allocation: OrderLine["allocations"][number],
  quantity: number,
): void {
  const { cell } = allocation;
  allocation.returned += quantity;
  cell.allocated -= quantity;
  cell.returning += quantity;
  state.returning.push({ cell, quantity });
}

function refuse(allocation: OrderLine["allocations"][number], quantity: number): void {
  allocation.refused += quantity;
  allocation.line.refused += quantity;
}
