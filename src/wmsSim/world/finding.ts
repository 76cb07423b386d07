import type { SimHappening } from "./api.ts";
import type { Cell } from "./cell.ts";

/** A loss or damage of sellable units, as the referee keeps it. */
export interface Loss {
  readonly eventIds: string[];
  readonly cell: Cell;
  readonly quantity: number;
  readonly at: number;
  /** The number of the last posting that told it; null until it is told in full. */
  posted: number | null;
  postedAt: number | null;
  /** The run whose page shows all of it. */
  bookedRun: number | null;
}

/** Something that people did and the warehouse system finds out: what of it is not posted yet. */
export interface Finding {
  readonly kind: SimHappening;
  readonly cell: Cell;
  readonly hold: string | null;
  readonly occurredAt: number;
  readonly loss: Loss | null;
  rest: number;
}

/** What one unit of each happening does to the books. */
export const EFFECTS: Readonly<
  Record<SimHappening, { readonly orderable: number; readonly unallocatable: number }>
> = {
  receipt: { orderable: 1, unallocatable: 0 },
  return: { orderable: 1, unallocatable: 0 },
  found: { orderable: 1, unallocatable: 0 },
  loss: { orderable: -1, unallocatable: 0 },
  damage: { orderable: -1, unallocatable: 1 },
  repair: { orderable: 1, unallocatable: -1 },
};
