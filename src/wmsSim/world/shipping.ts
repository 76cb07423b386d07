import { type Allocation, liveUnits, type Order } from "./order.ts";
import { show } from "./showing.ts";
import type { WorldState } from "./state.ts";

/** Ships what a run allocated. What is not on the shelf, after a loss, waits until units come. */
export function ship(state: WorldState, allocations: readonly Allocation[]): void {
  state.unshippable.push(...allocations);
  shipWhatCan(state);
}

/** Ships what is due and lies on the shelf, first come first served. */
export function shipWhatCan(state: WorldState): void {
  const changed = new Set<Order>();
  for (const allocation of state.unshippable) {
    const { cell, line } = allocation;
    const quantity = Math.min(liveUnits(allocation), cell.shelf);
    if (quantity === 0) continue;
    allocation.shipped += quantity;
    cell.shelf -= quantity;
    cell.allocated -= quantity;
    cell.shipped += quantity;
    line.order.isUnshown = true;
    changed.add(line.order);
  }
  state.unshippable = state.unshippable.filter((allocation) => liveUnits(allocation) > 0);
  for (const order of changed) show(state, order);
}
