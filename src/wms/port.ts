import type { Instant } from "../core/instant.ts";
import type { WmsDialect } from "../core/wms/dialect.ts";

/**
 * What Holdfast needs of a warehouse system. One adapter per vendor implements it; the suite in `test/wms/contract` says
 * whether it does so rightly. Every method makes one request at most, never tries again by itself, and throws
 * `WmsUnavailable` when there is no answer to rely on: the request may then have been carried out, or be so later.
 */
export interface WmsClient {
  readonly dialect: WmsDialect;
  /** One page of what the warehouses have. @param cursor of the page before, or null for the first */
  stockPage(cursor: string | null, signal: AbortSignal): Promise<StockPage>;
  /** Hands an order over. With `orderKeys` the same reference is taken once, however often it is pushed. */
  pushOrder(order: WmsOrderRequest, signal: AbortSignal): Promise<PushOutcome>;
  /** Asks that units be no longer delivered. Says only that the request was read; what came of it, states tell. */
  cancelOrder(cancel: WmsCancel, signal: AbortSignal): Promise<"read" | "unknown">;
  /** What has become of orders. Orders that the warehouse system does not know are left out. */
  orderStates(references: readonly string[], signal: AbortSignal): Promise<WmsOrderState[]>;
  /** What happened since. @param cursor where the last answer ended, or null for as far back as is kept */
  eventsSince(cursor: string | null, signal: AbortSignal): Promise<EventsPage>;
}

/** Where stock lies, in the warehouse system's words. */
export interface WmsPlace {
  readonly warehouse: string;
  readonly owner: string;
}

/** One line of a page: an item, or a lot of it, at one place. Base units. */
export interface StockLine extends WmsPlace {
  readonly sku: string;
  readonly lot: string | null;
  /** What a coming run may allocate: without what was allocated before, without what is unallocatable. */
  readonly orderable: bigint;
  readonly unallocatable: bigint;
  /** What of the unallocatable stands under a reference of its own, if the system tells. */
  readonly holds: readonly { readonly reference: string; readonly quantity: bigint }[];
}

export interface StockPage {
  /** The run whose allocations the page shows. Null where runs are not numbered. */
  readonly run: bigint | null;
  /** Events with this number or a lower one are in the page. Null where events carry no number. */
  readonly posted: bigint | null;
  readonly lines: readonly StockLine[];
  /** The cursor of the next page, or null on the last. */
  readonly next: string | null;
}

export interface WmsOrderRequest extends WmsPlace {
  /** Ours, unique for ever; the key where the system knows keys. */
  readonly reference: string;
  readonly lines: readonly {
    /** From 1 within the order. */
    readonly line: number;
    readonly sku: string;
    readonly quantity: bigint;
    /** The only lot that will do, or null. */
    readonly lot: string | null;
  }[];
}

export type PushOutcome =
  { readonly outcome: "taken" } | { readonly outcome: "rejected"; readonly reason: string };

export interface WmsCancel {
  readonly reference: string;
  /** Units of each line that are to be cancelled in all, earlier requests included. */
  readonly lines: readonly { readonly line: number; readonly quantity: bigint }[];
}

/** Units of one lot. */
export interface LotUnits {
  readonly lot: string | null;
  readonly quantity: bigint;
}

/** What has become of one line of an order. Every figure is a total since the order was taken and never falls. */
export interface WmsLineState {
  readonly line: number;
  /** What runs have allocated, undone ones included. */
  readonly allocated: readonly (LotUnits & { readonly run: bigint | null })[];
  /** Allocations that the system undid by itself: the units are still to be delivered. */
  readonly takenBack: readonly LotUnits[];
  /** Units that will never be allocated: cancelled before, rejected, closed short. */
  readonly closed: bigint;
  /** Units that were allocated and then cancelled: pages show them again from some later run on. */
  readonly returned: readonly LotUnits[];
  /** How many units of the cancellation have been dealt with: closed, returned or refused. */
  readonly cancelAnswered: bigint;
  /** Units whose cancellation was refused. */
  readonly refused: bigint;
  readonly shipped: bigint;
}

export interface WmsOrderState {
  readonly reference: string;
  /** Why the whole order was rejected, or null. */
  readonly rejected: string | null;
  readonly lines: readonly WmsLineState[];
}

/** Something that happened to the stock of a place, or a hint that an order is worth asking about. */
export type WmsEvent = WmsStockEvent | WmsOrderHint;

export interface WmsStockEvent extends WmsPlace {
  readonly kind: "stock";
  /** Unique within the account. */
  readonly id: string;
  /** In the system's words: `receipt`, `return`, `loss`, `damage`, `found`, … */
  readonly reason: string;
  readonly sku: string;
  readonly lot: string | null;
  readonly orderableDelta: bigint;
  readonly unallocatableDelta: bigint;
  /** When the system posted it, as a number that grows. Null where it gives none. */
  readonly posted: bigint | null;
  readonly occurredAt: Instant;
}

export interface WmsOrderHint {
  readonly kind: "order";
  readonly id: string;
  readonly reference: string;
}

export interface EventsPage {
  readonly events: readonly WmsEvent[];
  /** Where to go on. Equal to the cursor that was given when there was nothing new. */
  readonly next: string;
  /** There is more to read at once. */
  readonly more: boolean;
}
