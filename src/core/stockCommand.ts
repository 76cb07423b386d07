import type { CommandHeader } from "./header.ts";
import type { Instant } from "./instant.ts";
import type { ReasonCode } from "./reason.ts";
import type { Condition, Cost, Uuid } from "./stock.ts";

/** A lot as a receipt describes it. */
export interface LotReceipt {
  /** The id the lot will have if this receipt creates it. */
  readonly id: Uuid;
  readonly number: string;
  readonly expiresAt: Instant | null;
  /** The last day on which it is good, as in `2026-03-29`, where the receipt's location is; or null. */
  readonly goodThrough: string | null;
  readonly supplier: string | null;
  readonly unitCost: Cost | null;
}

export interface ReceiveLine {
  readonly sku: string;
  readonly quantity: bigint;
  readonly lot: LotReceipt | null;
  /** The id the stock row will have if this line creates it. */
  readonly stockId: Uuid;
}

export interface Receive extends CommandHeader {
  readonly kind: "receive";
  readonly location: string;
  readonly lines: readonly ReceiveLine[];
  readonly reference: string;
  readonly occurredAt: Instant | null;
}

export interface AdjustLine {
  readonly sku: string;
  readonly lot: string | null;
  readonly quantityDelta: bigint;
  /** What the caller believes is on hand, or null. */
  readonly expectedQuantity: bigint | null;
  readonly stockId: Uuid;
}

export interface Adjust extends CommandHeader {
  readonly kind: "adjust";
  readonly location: string;
  readonly lines: readonly AdjustLine[];
  readonly reason: string;
  readonly reasonCode: ReasonCode | null;
  readonly reference: string;
  readonly occurredAt: Instant | null;
}

export interface SetStockLine {
  readonly sku: string;
  readonly lot: string | null;
  /** What is on hand, all of it. */
  readonly quantity: bigint;
  /** What the caller believes is on hand, or null. */
  readonly expectedQuantity: bigint | null;
  readonly stockId: Uuid;
}

/** States what is on hand, whatever was believed before. */
export interface SetStock extends CommandHeader {
  readonly kind: "setStock";
  readonly location: string;
  readonly lines: readonly SetStockLine[];
  readonly reason: string;
  readonly reasonCode: ReasonCode | null;
  readonly reference: string;
  readonly occurredAt: Instant | null;
}

export interface ImportStockLine {
  readonly location: string;
  readonly sku: string;
  /** As a receipt describes it: a lot that is new is made. */
  readonly lot: LotReceipt | null;
  /** What is on hand, all of it. */
  readonly quantity: bigint;
  readonly stockId: Uuid;
}

/** States what is on hand at many places, as rows of a file have it. */
export interface ImportStock extends CommandHeader {
  readonly kind: "importStock";
  readonly lines: readonly ImportStockLine[];
  readonly reason: string;
  readonly reference: string;
}

/** Bars a lot, or lets it serve again. */
export interface Recall extends CommandHeader {
  readonly kind: "recallLot" | "liftRecall";
  readonly sku: string;
  readonly lot: string;
  readonly reason: string;
  readonly reasonCode: ReasonCode | null;
  readonly reference: string;
}

export interface ConditionLine {
  readonly sku: string;
  readonly lot: string | null;
  readonly quantity: bigint;
  /** Null: for sale. */
  readonly from: Condition | null;
  readonly to: Condition | null;
  /** The reference under which the warehouse system calls the same units unallocatable; empty: none. */
  readonly wmsReference: string;
}

export interface ChangeCondition extends CommandHeader {
  readonly kind: "changeCondition";
  readonly location: string;
  readonly lines: readonly ConditionLine[];
  /** It is so, whatever was promised: a shortfall may arise. */
  readonly isPhysicalTruth: boolean;
  readonly reason: string;
  readonly reasonCode: ReasonCode | null;
  readonly reference: string;
  readonly occurredAt: Instant | null;
}

/** Units of one line that come back. */
export interface ReturnLine {
  /** Number of the line, or 0 where the SKU names it. */
  readonly line: number;
  readonly sku: string;
  readonly quantity: bigint;
  /** Number of the lot that they are of; null where the line was shipped from one lot, or from none. */
  readonly lot: string | null;
  /** Null: for sale. */
  readonly to: Condition | null;
  /** The id the stock row will have if this line creates it. */
  readonly stockId: Uuid;
}

export interface Return extends CommandHeader {
  readonly kind: "return";
  readonly reservationId: Uuid;
  /** Code of the location that takes the units in; null: each goes back to where it was shipped from. */
  readonly location: string | null;
  readonly lines: readonly ReturnLine[];
  readonly reason: string;
  readonly reference: string;
  readonly occurredAt: Instant | null;
}
