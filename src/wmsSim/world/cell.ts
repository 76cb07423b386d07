import type { SimHold } from "./api.ts";
import type { CellKey } from "./options.ts";
import type { Recorded } from "./recorded.ts";

/** What the warehouse system's books say of a cell. */
export interface Figures {
  readonly orderable: number;
  readonly unallocatable: number;
  readonly holds: readonly SimHold[];
}

/** A change of figures. `hold` is what the unallocatable units stand under. */
export interface Movement {
  readonly orderable: number;
  readonly unallocatable: number;
  readonly hold: string | null;
}

/** The place of one item, or one lot of it: what lies there, and what the books say. */
export interface Cell {
  readonly key: CellKey;
  /** Sorts as the key does, byte by byte. */
  readonly sortKey: string;
  /** Sellable units that lie there, those allocated and not yet shipped included. */
  shelf: number;
  /** Units that lie there and cannot be sold. */
  bad: number;
  /** Units that have left. */
  shipped: number;
  /** Units of the shelf that are allocated to orders. May be more than there are, after a loss. */
  allocated: number;
  /** Cancelled units that no run has returned yet. */
  returning: number;
  /** What runs decide by; ahead of what is shown while a run lasts. */
  books: Figures;
  /** What pages show, or null as long as the books do not know the cell. */
  readonly shown: Recorded<Figures | null>;
  /** Posted and not yet booked: orderable and unallocatable. */
  unbooked: { readonly orderable: number; readonly unallocatable: number };
  /** Something was posted about it: orders may name its item. */
  isKnown: boolean;
  /** Something of it was booked: pages may list it. */
  isBooked: boolean;
}

/** Nothing at all. */
export const NOTHING: Figures = { orderable: 0, unallocatable: 0, holds: [] };

/** The figures after a change. */
export function moved(figures: Figures, movement: Movement): Figures {
  const unallocatable = figures.unallocatable + movement.unallocatable;
  return {
    orderable: figures.orderable + movement.orderable,
    unallocatable,
    holds: holdsAfter(figures.holds, movement, unallocatable),
  };
}

/** The figures after runs gave orderable units away (below 0) or got some back. */
export function withOrderable(figures: Figures, delta: number): Figures {
  return { ...figures, orderable: figures.orderable + delta };
}

/**
 * What may be promised: on the shelf, allocated to nobody, and not waiting for a run to return it.
 */
export function freeUnits(cell: Cell): number {
  return cell.shelf - cell.allocated - cell.returning;
}

function holdsAfter(
  holds: readonly SimHold[],
  { hold, unallocatable: delta }: Movement,
  unallocatable: number,
): readonly SimHold[] {
  const quantities = new Map(holds.map(({ reference, quantity }) => [reference, quantity]));
  if (hold !== null) quantities.set(hold, Math.max(0, (quantities.get(hold) ?? 0) + delta));
  // No more can be under holds than is unallocatable in all: the oldest ones give way.
  let excess = [...quantities.values()].reduce((sum, units) => sum + units, -unallocatable);
  const left: SimHold[] = [];
  for (const [reference, units] of quantities) {
    const cut = Math.min(units, Math.max(0, excess));
    excess -= cut;
    if (units > cut) left.push({ reference, quantity: units - cut });
  }
  return left;
}
