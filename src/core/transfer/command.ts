import type { CommandHeader } from "../header.ts";
import type { Instant } from "../instant.ts";
import type { Uuid } from "../stock.ts";

/** Units of one item that are to be moved. */
export interface TransferRequestLine {
  readonly sku: string;
  /** Number of the only lot that may go, or null: the one that expires first. */
  readonly lot: string | null;
  readonly quantity: bigint;
}

/** Plans a transfer. Its id is that of the command's entry. */
export interface CreateTransfer extends CommandHeader {
  readonly kind: "createTransfer";
  /** Codes of the locations. */
  readonly from: string;
  readonly to: string;
  readonly lines: readonly TransferRequestLine[];
  readonly expectedAt: Instant | null;
  readonly reference: string;
}

interface TransferStep extends CommandHeader {
  readonly transferId: Uuid;
  readonly occurredAt: Instant | null;
}

/** Names a line of a transfer, and how many units of it. Quantity 0 means all that is left of it. */
export interface ShippedLine {
  readonly line: number;
  readonly quantity: bigint;
}

/** Sends units on their way. */
export interface ShipTransfer extends TransferStep {
  readonly kind: "shipTransfer";
  /** None: everything that was not shipped yet. */
  readonly lines: readonly ShippedLine[];
  /** When it is expected now; null: as it was said before. */
  readonly expectedAt: Instant | null;
  /** Ids for stock rows that it may have to make at the destination. */
  readonly stockIds: readonly Uuid[];
  readonly reference: string;
}

/** What has become of units of one line. */
export interface ReceivedLine {
  readonly line: number;
  /** Number of the lot; null where the line is of one lot, or all of it had the same fate. */
  readonly lot: string | null;
  readonly received: bigint;
  /** They arrived as well, and are not for sale. */
  readonly damaged: bigint;
  readonly lost: bigint;
}

/** Tells what arrived. */
export interface ReceiveTransfer extends TransferStep {
  readonly kind: "receiveTransfer";
  readonly lines: readonly ReceivedLine[];
  /** Nothing more will come: what is told of in no line is lost, and what was not shipped will not be. */
  readonly isFinal: boolean;
  readonly reference: string;
}

/** Ends a transfer. What is on its way goes back to where it came from. */
export interface CancelTransfer extends TransferStep {
  readonly kind: "cancelTransfer";
  readonly reason: string;
}

/** Everything that is done with transfers. */
export type TransferCommand = CreateTransfer | ShipTransfer | ReceiveTransfer | CancelTransfer;
