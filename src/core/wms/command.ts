import type { CommandHeader } from "../header.ts";
import type { Instant } from "../instant.ts";
import type { Uuid } from "../stock.ts";
import type { WmsDialect } from "./dialect.ts";
import type { WmsHold } from "./row.ts";

/** An item at the command's location, or a lot of it, and the ids of what the command may have to make for it. */
export interface WmsPlaceOfItem {
  readonly sku: string;
  readonly lot: string | null;
  readonly stockId: Uuid;
  readonly lotId: Uuid;
}

/** One line of a page. */
export interface WmsPageLine extends WmsPlaceOfItem {
  readonly orderable: bigint;
  readonly unallocatable: bigint;
  readonly holds: readonly WmsHold[];
}

interface WmsHeader extends CommandHeader {
  readonly location: string;
  readonly dialect: WmsDialect;
}

/** A page, or a part of one, of what the warehouse system shows at one location. */
export interface WmsPage extends WmsHeader {
  readonly kind: "wmsPage";
  readonly run: bigint | null;
  readonly posted: bigint | null;
  readonly askedAt: Instant;
  /** The walk that the page belongs to. */
  readonly walk: Uuid;
  /** The lines are rows that a complete walk did not list: nothing is there. Marks and time are its first page's. */
  readonly areMissing: boolean;
  /** No walk had been completed when this one began. */
  readonly isFirst: boolean;
  readonly lines: readonly WmsPageLine[];
}

/** Order states asked for at `askedAt` are in: pages that waited for them may count. */
export interface WmsConfirm extends WmsHeader {
  readonly kind: "wmsConfirm";
  readonly askedAt: Instant;
  readonly stockIds: readonly Uuid[];
}

/** A walk of a location is complete. */
export interface WmsWalked extends WmsHeader {
  readonly kind: "wmsWalked";
  /** When its first page was asked for. */
  readonly askedAt: Instant;
}

/** Something that happened to stock in the warehouse. */
export interface WmsEvent extends WmsHeader, WmsPlaceOfItem {
  readonly kind: "wmsEvent";
  readonly eventId: string;
  readonly orderableDelta: bigint;
  readonly unallocatableDelta: bigint;
  readonly posted: bigint | null;
  readonly occurredAt: Instant;
  readonly reason: string;
}

/** Units of one lot. */
export interface WmsLotUnits {
  readonly lot: string | null;
  readonly quantity: bigint;
}

/** What the warehouse system says of one line of an order: totals that never fall. */
export interface WmsLineReport {
  readonly line: number;
  readonly allocated: readonly (WmsLotUnits & { readonly run: bigint | null })[];
  readonly takenBack: readonly WmsLotUnits[];
  readonly closed: bigint;
  readonly returned: readonly WmsLotUnits[];
  readonly cancelAnswered: bigint;
  readonly refused: bigint;
  readonly shipped: bigint;
}

/** What happened to an order on its way to the warehouse system, or there. */
export type WmsStep =
  /** It is about to be pushed: from now on it may have arrived. */
  | { readonly what: "send" }
  /** It was surely not sent after all, and never before: it can still be given up at once. */
  | { readonly what: "unsent" }
  | { readonly what: "taken" }
  | { readonly what: "rejected"; readonly reason: string }
  /** The warehouse system does not know it, although it was pushed: it must be pushed again. */
  | { readonly what: "unknown" }
  /** Its cancellations were read, as far as they went. */
  | { readonly what: "cancelRead"; readonly units: bigint }
  | { readonly what: "park"; readonly reason: string }
  | { readonly what: "unpark" }
  /** Totals never fall, so that an old report does no harm. */
  | { readonly what: "report"; readonly lines: readonly WmsLineReport[] }
  /** Nothing new: pages may have shown what it waited for. */
  | { readonly what: "settle" };

/** One step of an order. */
export interface WmsOrderStep extends WmsHeader {
  readonly kind: "wmsOrder";
  readonly reference: string;
  readonly reservationId: Uuid;
  readonly step: WmsStep;
  /** What the step may find units allocated from, with the ids of what it may have to make. */
  readonly places: readonly WmsPlaceOfItem[];
}

/** What somebody makes of a row's drift, having looked at it. */
export type DriftResolution = "accept" | "writeOff" | "recount";

/** Puts a row's drift to rest, or has it counted again. */
export interface WmsResolve extends CommandHeader {
  readonly kind: "wmsResolve";
  readonly location: string;
  readonly sku: string;
  readonly lot: string | null;
  readonly resolution: DriftResolution;
  readonly reason: string;
}

export type WmsCommand = WmsResolve | WmsPage | WmsConfirm | WmsWalked | WmsEvent | WmsOrderStep;
