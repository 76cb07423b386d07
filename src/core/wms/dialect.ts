/**
 * What a warehouse system can tell, and how it behaves. Each adapter declares its own; the merge goes by nothing else.
 * Durations are in milliseconds.
 */
export interface WmsDialect {
  /** Pages and order states name the run whose allocations they show, by a number that grows. */
  readonly numberedRuns: boolean;
  /** Receipts, losses and the like change the figures on pages at once, or with the next run. */
  readonly eventsBooked: "live" | "atRuns";
  /** Events carry a posting number, and pages the number up to which events are in them. */
  readonly eventMark: boolean;
  /** An order that is pushed twice with the same key is taken once. */
  readonly orderKeys: boolean;
  /** A row without units is listed with zeros, or left out of the pages. */
  readonly zeroRows: "listed" | "leftOut";
  /** The lines of a walk come in the byte order of (warehouse, owner, sku, lot); no lot comes first. */
  readonly orderedPages: boolean;
  /** It may undo an allocation and keep the order open. */
  readonly takesBack: boolean;
  /** How long a run may last: order states may tell of it before pages do. 0: it happens at once. */
  readonly runLastsMs: number;
  /** How old what pages and order states show may be when they are asked for. */
  readonly lagMs: number;
  /** How long after an event was posted pages may still be without it, where runs book events and are not numbered. */
  readonly unseenMs: number;
  /** How long after it was sent a request that was given up may still be carried out. */
  readonly requestLastsMs: number;
}
