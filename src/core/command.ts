import type { CommandHeader } from "./header.ts";
import type { Instant } from "./instant.ts";
import type { ReasonCode } from "./reason.ts";
import type { Condition, Cost, Uuid } from "./stock.ts";
import type { WmsCommand } from "./wms/command.ts";

export type { CommandHeader, RequestKey } from "./header.ts";

/** One line of an order. */
export interface LineRequest {
  readonly sku: string;
  readonly quantity: bigint;
  /** Code of the only location that may serve, or null. */
  readonly location: string | null;
  /** Number of the only lot that may serve, or null. */
  readonly lot: string | null;
  readonly minShelfLifeMs: number;
}

/** Names a line of a reservation: by number, or by SKU where number is 0. Quantity 0 means all there is. */
export interface LineSelection {
  readonly line: number;
  readonly sku: string;
  readonly quantity: bigint;
}

interface OrderRequest extends CommandHeader {
  readonly reservationId: Uuid;
  readonly orderRef: string;
  readonly lines: readonly LineRequest[];
  readonly allowPartial: boolean;
  /** A reservation to give up in the same step, or null. */
  readonly replaces: Uuid | null;
}

export interface Reserve extends OrderRequest {
  readonly kind: "reserve";
  /** How long to hold; null: until committed or released. */
  readonly ttlMs: number | null;
}

export interface Sell extends OrderRequest {
  readonly kind: "sell";
}

export interface Commit extends CommandHeader {
  readonly kind: "commit";
  readonly reservationId: Uuid;
  readonly lines: readonly LineSelection[];
  readonly remainder: "release" | "keep";
  readonly onExpired: "fail" | "reacquire";
}

export interface Release extends CommandHeader {
  readonly kind: "release";
  readonly reservationId: Uuid;
  readonly lines: readonly LineSelection[];
  readonly scope: "holds" | "holdsAndCommits";
  readonly reason: string;
}

export interface Extend extends CommandHeader {
  readonly kind: "extend";
  readonly reservationId: Uuid;
  readonly ttlMs: number;
}

export interface Fulfil extends CommandHeader {
  readonly kind: "fulfil";
  readonly reservationId: Uuid;
  readonly lines: readonly LineSelection[];
  readonly reference: string;
  readonly occurredAt: Instant | null;
}

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

/** Takes back a whole overdue hold. Sent by the sweeper; it goes by what it finds and needs no request key. */
export interface Expire {
  readonly kind: "expire";
  readonly reservationId: Uuid;
}

/**
 * Moves what a reservation holds of barred lots, and of stock that has promised more than there is, to other stock; or
 * marks it short. Sent by the re-homer; it goes by what it finds and needs no request key.
 */
export interface Rehome {
  readonly kind: "rehome";
  readonly reservationId: Uuid;
}

/** What workers send of their own accord, behind all callers. */
export type Chore = Expire | Rehome;

/** Everything that changes stock. */
export type Command =
  | Reserve
  | Sell
  | Commit
  | Release
  | Extend
  | Fulfil
  | Receive
  | Adjust
  | SetStock
  | ImportStock
  | ChangeCondition
  | Recall
  | Chore
  | WmsCommand;

/** What came from outside and carries a request key. */
export type Request = Exclude<Command, Chore>;

/** Has nobody asked for it but a worker of ours? */
export function isChore(command: Command): command is Chore {
  return command.kind === "expire" || command.kind === "rehome";
}
