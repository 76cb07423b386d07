import type { Instant } from "../instant.ts";
import { reject, type Rejection } from "../rejection.ts";
import type { Uuid } from "../stock.ts";

/** What a transfer may have in parcels: its last receipt, or its end, changes all of them in one batch. */
export const PARCELS_MAX = 1_000;

/**
 * Where a transfer is in its life. Open: nothing is on its way, and something may still be shipped. The last two are
 * for ever.
 */
export type TransferState = "open" | "in_transit" | "received" | "cancelled";

/** What one line of a transfer asks for. Never changes. */
export interface TransferLine {
  /** From 1. */
  readonly number: number;
  readonly itemId: Uuid;
  readonly sku: string;
  readonly lotId: Uuid | null;
  /** Number of the only lot that may go, or null. */
  readonly lot: string | null;
  readonly quantity: bigint;
}

/** What may become of units of a parcel. */
export const FATES = ["received", "damaged", "lost", "returned"] as const;

/** Units per thing that happens to a parcel. */
export interface ParcelUnits {
  readonly shipped: bigint;
  /** They arrived whole. */
  readonly received: bigint;
  /** They arrived and are not for sale. */
  readonly damaged: bigint;
  readonly lost: bigint;
  /** They went back to where they came from. */
  readonly returned: bigint;
}

/** What was shipped for one line from one stock row to another of the same lot. */
export interface Parcel extends ParcelUnits {
  readonly line: number;
  /** From 1 within the line. */
  readonly number: number;
  readonly fromStockId: Uuid;
  readonly toStockId: Uuid;
  /** Number of the lot, or null. */
  readonly lot: string | null;
}

/** What one entry did to a parcel. */
export interface ParcelStep extends ParcelUnits {
  readonly transferId: Uuid;
  readonly line: number;
  readonly number: number;
}

/** Units that move from one location to another. */
export interface Transfer {
  /** The id of the entry that made it. */
  readonly id: Uuid;
  readonly fromId: Uuid;
  readonly toId: Uuid;
  /** Codes of the locations. */
  readonly from: string;
  readonly to: string;
  readonly reference: string;
  readonly createdAt: Instant;
  readonly expectedAt: Instant | null;
  /** When the first units left. */
  readonly shippedAt: Instant | null;
  readonly closedAt: Instant | null;
  /** How it ended, if it did. */
  readonly end: "received" | "cancelled" | null;
  readonly lines: readonly TransferLine[];
  /** By line, then by number. */
  readonly parcels: readonly Parcel[];
  /** 0 when it is not stored yet; grows by one with every change. */
  readonly version: number;
}

export const NO_UNITS: ParcelUnits = {
  shipped: 0n,
  received: 0n,
  damaged: 0n,
  lost: 0n,
  returned: 0n,
};

/** What of a parcel is on its way. */
export function inTransitOf(parcel: ParcelUnits): bigint {
  let units = parcel.shipped;
  for (const fate of FATES) units -= parcel[fate];
  return units;
}

/** What of a transfer is on its way. */
export function inTransit({ parcels }: Transfer): bigint {
  let units = 0n;
  for (const parcel of parcels) units += inTransitOf(parcel);
  return units;
}

export function transferState(transfer: Transfer): TransferState {
  return transfer.end ?? (inTransit(transfer) > 0n ? "in_transit" : "open");
}

/** What of a line was not shipped yet. */
export function unshippedOf({ parcels }: Transfer, line: TransferLine): bigint {
  let units = line.quantity;
  for (const parcel of parcels) if (parcel.line === line.number) units -= parcel.shipped;
  return units;
}

/** The order of parcels: by line, then by number. */
export function byParcel(a: Parcel, b: Parcel): number {
  return a.line - b.line || a.number - b.number;
}

export function transferNotFound(transferId: Uuid): Rejection {
  const message = `transfer_id: there is no transfer ${transferId}; correct it`;
  return { ...reject("TRANSFER_NOT_FOUND", message, { transferId }), field: "transfer_id" };
}

/** Refuses a step of a transfer that has ended. */
export function transferClosed({ id, end }: Transfer): Rejection {
  const message = `transfer ${id} is ${end}; make another one for what is still to be moved`;
  return reject("TRANSFER_CLOSED", message, { transferId: id, state: end ?? "" });
}

export function transferLineNotFound({ id }: Transfer, line: number, field: string): Rejection {
  const message = `${field}: transfer ${id} has no line ${line}; correct the number`;
  return { ...reject("LINE_NOT_FOUND", message, { transferId: id, line: String(line) }), field };
}
