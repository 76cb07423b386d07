import type { CellKey } from "./options.ts";

/** A part of the unallocatable units that stands under a reference of its own. */
export interface SimHold {
  readonly reference: string;
  readonly quantity: number;
}

/** One line of a page. */
export interface SimLine extends CellKey {
  /** What a coming run may allocate. */
  readonly orderable: number;
  readonly unallocatable: number;
  readonly holds: readonly SimHold[];
}

/** One page of a walk through the stock. */
export interface SimPage {
  /** The last run that ended. Null where runs are not numbered. */
  readonly run: number | null;
  /** Events up to this posting number are in the figures. Null where events carry none. */
  readonly posted: number | null;
  readonly lines: readonly SimLine[];
  /** The cursor of the next page, or null on the last. */
  readonly next: string | null;
}

/** An order as a shop hands it over. */
export interface SimOrder {
  readonly reference: string;
  readonly warehouse: string;
  readonly owner: string;
  readonly lines: readonly {
    readonly line: number;
    readonly sku: string;
    readonly quantity: number;
    /** The only lot that will do, or null. */
    readonly lot: string | null;
  }[];
}

/** What came of handing an order over. */
export type SimOutcome =
  { readonly outcome: "taken" } | { readonly outcome: "rejected"; readonly reason: string };

/** A wish that units be no longer delivered. */
export interface SimCancel {
  readonly reference: string;
  /** Units of each line that are to be cancelled in all, earlier wishes included. */
  readonly lines: readonly { readonly line: number; readonly quantity: number }[];
}

/** Units of one lot. */
export interface SimLotUnits {
  readonly lot: string | null;
  readonly quantity: number;
}

/** What has become of one line of an order. Every figure is a total and never falls. */
export interface SimLineState {
  readonly line: number;
  /** What runs have allocated, undone ones included. */
  readonly allocated: readonly (SimLotUnits & { readonly run: number | null })[];
  /** Allocations that a run undid: the units are still to be delivered. */
  readonly takenBack: readonly SimLotUnits[];
  /** Units that will never be allocated: cancelled before, rejected, closed short. */
  readonly closed: number;
  /** Units that were allocated and then cancelled: a later run makes them orderable again. */
  readonly returned: readonly SimLotUnits[];
  /** How many units of the cancellation have been dealt with. */
  readonly cancelAnswered: number;
  /** Units whose cancellation was refused. */
  readonly refused: number;
  readonly shipped: number;
}

/** What has become of an order. */
export interface SimOrderState {
  readonly reference: string;
  /** Why the whole order was rejected, or null. */
  readonly rejected: string | null;
  readonly lines: readonly SimLineState[];
}

/** What people do to stock. */
export type SimHappening = "receipt" | "return" | "loss" | "damage" | "found" | "repair";

/** Something that happened to the stock, as the warehouse system posted it. */
export interface SimStockEvent extends CellKey {
  readonly kind: "stock";
  readonly id: string;
  readonly reason: SimHappening;
  readonly orderableDelta: number;
  readonly unallocatableDelta: number;
  /** Null where events carry no number. */
  readonly posted: number | null;
  /** When it happened, not when it was posted. */
  readonly occurredAt: number;
}

/** A hint that an order's state has changed. */
export interface SimOrderHint {
  readonly kind: "order";
  readonly id: string;
  readonly reference: string;
}

/** What the warehouse system posts. */
export type SimEvent = SimStockEvent | SimOrderHint;

/** A part of the feed of events. */
export interface SimEventsPage {
  readonly events: readonly SimEvent[];
  /** Where to go on. Equal to the cursor that was given when there was nothing new. */
  readonly next: string;
  readonly more: boolean;
}

/** A cursor that this world never gave out. */
export class UnknownCursor extends Error {
  override readonly name = "UnknownCursor";
}
