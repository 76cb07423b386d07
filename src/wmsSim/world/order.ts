import type { SimLineState, SimLotUnits, SimOrderState } from "./api.ts";
import type { Cell } from "./cell.ts";
import type { Recorded } from "./recorded.ts";

/** What one run gave to one line out of one cell, and what became of it. */
export interface Allocation {
  readonly run: number;
  readonly cell: Cell;
  readonly line: OrderLine;
  quantity: number;
  takenBack: number;
  returned: number;
  refused: number;
  shipped: number;
}

/** One line of an order. */
export interface OrderLine {
  readonly order: Order;
  readonly number: number;
  readonly sku: string;
  readonly ordered: number;
  /** The only lot that will do, or null. */
  readonly lot: string | null;
  readonly allocations: Allocation[];
  closed: number;
  refused: number;
  cancelAnswered: number;
  /** Runs that tried to serve what is open. */
  runsTried: number;
}

/** An order that the warehouse system took, or rejected. */
export interface Order {
  readonly reference: string;
  readonly warehouse: string;
  readonly owner: string;
  readonly rejected: string | null;
  lines: readonly OrderLine[];
  /** What answers about its state show. */
  readonly shown: Recorded<SimOrderState>;
  /** It has changed since its state was last shown. */
  isUnshown: boolean;
}

/** Units that a run may still allocate. */
export function openUnits(line: OrderLine): number {
  return line.ordered - line.closed - sum(line.allocations, kept);
}

/** Units that are allocated and have not left. */
export function liveUnits(allocation: Allocation): number {
  return kept(allocation) - allocation.returned - allocation.shipped;
}

/**
 * Units of an allocation whose cancellation was not asked for or answered yet, shipped ones
 * included.
 */
export function unansweredUnits(allocation: Allocation): number {
  return kept(allocation) - allocation.returned - allocation.refused;
}

/** Whether a run has anything to do with the order. */
export function isAtWork(order: Order): boolean {
  return order.lines.some(
    (line) => openUnits(line) > 0 || line.allocations.some((one) => liveUnits(one) > 0),
  );
}

/** The order's state as it is now. */
export function stateOf(order: Order, numberedRuns: boolean): SimOrderState {
  const { reference, rejected } = order;
  return { reference, rejected, lines: order.lines.map((line) => lineState(line, numberedRuns)) };
}

/** One figure of all of them together. */
export function sum<T>(these: readonly T[], figure: (one: T) => number): number {
  return these.reduce((total, one) => total + figure(one), 0);
}

function lineState(line: OrderLine, numberedRuns: boolean): SimLineState {
  const { allocations, closed, cancelAnswered, refused } = line;
  return {
    line: line.number,
    allocated: allocations.map(({ cell, quantity, run }) => ({
      lot: cell.key.lot,
      quantity,
      run: numberedRuns ? run : null,
    })),
    takenBack: byLot(allocations, (allocation) => allocation.takenBack),
    closed,
    returned: byLot(allocations, (allocation) => allocation.returned),
    cancelAnswered,
    refused,
    shipped: sum(allocations, (allocation) => allocation.shipped),
  };
}

function byLot(
  allocations: readonly Allocation[],
  figure: (allocation: Allocation) => number,
): SimLotUnits[] {
  const lots = new Map<string | null, number>();
  for (const allocation of allocations) {
    const { lot } = allocation.cell.key;
    if (figure(allocation) > 0) lots.set(lot, (lots.get(lot) ?? 0) + figure(allocation));
  }
  return [...lots].map(([lot, quantity]) => ({ lot, quantity }));
}

function kept(allocation: Allocation): number {
  return allocation.quantity - allocation.takenBack;
}
