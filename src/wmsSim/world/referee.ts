import { freeUnits, NOTHING } from "./cell.ts";
import type { CellKey } from "./options.ts";
import { type OrderLine, openUnits, sum } from "./order.ts";
import type { WorldState } from "./state.ts";

/** What is really there, and what the books say now. */
export interface CellTruth extends CellKey {
  /**
   * On the shelf, allocated to nobody and not waiting to be returned by a run. Below 0 after some
   * losses.
   */
  readonly free: number;
  /** Sellable units, those allocated and not yet shipped included. */
  readonly shelf: number;
  readonly bad: number;
  /** Units that have left. */
  readonly shipped: number;
  /** What pages show. */
  readonly bookedOrderable: number;
  readonly bookedUnallocatable: number;
}

/** What has really become of an order's line. Totals. */
export interface LineTruth {
  readonly line: number;
  readonly sku: string;
  readonly ordered: number;
  readonly allocated: number;
  readonly takenBack: number;
  readonly closed: number;
  readonly returned: number;
  readonly shipped: number;
  readonly open: number;
}

/** An order. The same reference twice: it was taken twice. */
export interface OrderTruth {
  readonly reference: string;
  readonly lines: readonly LineTruth[];
  /** Why it was rejected, or null if it was taken. */
  readonly rejected: string | null;
}

/** A loss or damage of sellable units. */
export interface LossTruth {
  readonly eventIds: readonly string[];
  readonly cell: CellKey;
  readonly quantity: number;
  readonly at: number;
  /** The number of the last posting that told it; null until it is told in full. */
  readonly posted: number | null;
  readonly postedAt: number | null;
  /**
   * The run whose pages show all of it; where events are booked live the last run before it was
   * posted.
   */
  readonly bookedRun: number | null;
}

/** What only a referee may see. */
export interface WorldTruth {
  readonly cells: readonly CellTruth[];
  readonly orders: readonly OrderTruth[];
  readonly losses: readonly LossTruth[];
}

/** What really lies where. */
export function cellsOf(state: WorldState): CellTruth[] {
  return state.cells.all().map((cell) => {
    const { orderable, unallocatable } = cell.shown.latest ?? NOTHING;
    return {
      ...cell.key,
      free: freeUnits(cell),
      shelf: cell.shelf,
      bad: cell.bad,
      shipped: cell.shipped,
      bookedOrderable: orderable,
      bookedUnallocatable: unallocatable,
    };
  });
}

/** A copy of everything that counts. */
export function truthOf(state: WorldState): WorldTruth {
  return {
    cells: cellsOf(state),
    orders: state.orders.all().map(({ reference, lines, rejected }) => ({
      reference,
      lines: lines.map(lineTruth),
      rejected,
    })),
    losses: state.losses.map((loss) => ({
      ...loss,
      eventIds: [...loss.eventIds],
      cell: loss.cell.key,
    })),
  };
}

function lineTruth(line: OrderLine): LineTruth {
  const { number, sku, ordered, allocations, closed } = line;
  return {
    line: number,
    sku,
    ordered,
    allocated: sum(allocations, (allocation) => allocation.quantity),
    takenBack: sum(allocations, (allocation) => allocation.takenBack),
    closed,
    returned: sum(allocations, (allocation) => allocation.returned),
    shipped: sum(allocations, (allocation) => allocation.shipped),
    open: openUnits(line),
  };
}
