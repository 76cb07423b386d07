import type { CommandHeader } from "./header.ts";
import type { Instant } from "./instant.ts";
import type { CountCommand } from "./count/command.ts";
import type { Uuid } from "./stock.ts";
import type {
  Adjust,
  ChangeCondition,
  ImportStock,
  Recall,
  Receive,
  Return,
  SetStock,
} from "./stockCommand.ts";
import type { TransferCommand } from "./transfer/command.ts";
import type { WmsCommand } from "./wms/command.ts";

export type { CommandHeader, RequestKey } from "./header.ts";
export type {
  Adjust,
  AdjustLine,
  ChangeCondition,
  ConditionLine,
  ImportStock,
  ImportStockLine,
  LotReceipt,
  Recall,
  Receive,
  ReceiveLine,
  Return,
  ReturnLine,
  SetStock,
  SetStockLine,
} from "./stockCommand.ts";

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
  | Return
  | TransferCommand
  | CountCommand
  | Chore
  | WmsCommand;

/** What came from outside and carries a request key. */
export type Request = Exclude<Command, Chore>;

/** Has nobody asked for it but a worker of ours? */
export function isChore(command: Command): command is Chore {
  return command.kind === "expire" || command.kind === "rehome";
}
