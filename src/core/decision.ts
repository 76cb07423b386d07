import type { Balances, Delta } from "./balances.ts";
import type { RequestKey } from "./command.ts";
import type { Instant } from "./instant.ts";
import type { ReasonCode } from "./reason.ts";
import type { Rejection } from "./rejection.ts";
import type { Reservation } from "./reservation.ts";
import type { Location, Lot, StockRow, Uuid } from "./stock.ts";
import type { CountRecord } from "./count/count.ts";
import type { CountChanges } from "./count/countBook.ts";
import type { ParcelStep, Transfer } from "./transfer/transfer.ts";
import type { WmsOrder } from "./wms/order.ts";
import type { WmsRow } from "./wms/row.ts";

/** What an entry tells. */
export type EntryKind =
  | "reserve"
  | "sell"
  | "commit"
  | "release"
  | "extend"
  | "expire"
  | "fulfil"
  | "receive"
  | "adjust"
  | "change_condition"
  | "state_condition"
  | "wms_page"
  | "wms_event"
  | "wms_order"
  | "rehome"
  | "link_location"
  | "create_item"
  | "create_location"
  | "set_stock"
  | "return"
  | "recall_lot"
  | "lift_recall"
  | "create_transfer"
  | "ship_transfer"
  | "receive_transfer"
  | "cancel_transfer"
  | "open_count"
  | "record_count"
  | "close_count"
  | "cancel_count"
  | "update_item"
  | "archive_item"
  | "update_location"
  | "archive_location"
  | "create_lot"
  | "update_lot"
  | "set_parts"
  | "upsert_catalog";

/** What an entry did to one stock row. */
export interface Posting {
  readonly stockId: Uuid;
  readonly delta: Delta;
  readonly after: Balances;
}

/** One thing that happened, before it has a number and a recorded time. */
export interface EntryDraft {
  /** Null: whoever writes it gives it one. */
  readonly id: Uuid | null;
  readonly kind: EntryKind;
  readonly key: RequestKey;
  readonly method: string;
  readonly fingerprint: string;
  readonly actor: string;
  readonly reservationId: Uuid | null;
  /** The lot that was recalled, or serves again. */
  readonly lotId?: Uuid | null;
  readonly occurredAt: Instant;
  readonly reason: string;
  readonly reasonCode?: ReasonCode | null;
  readonly reference: string;
  readonly postings: ReadonlyMap<Uuid, Posting>;
  /** What it did to parcels of transfers. */
  readonly steps: readonly ParcelStep[];
  /** What it wrote down for counts. */
  readonly records: readonly CountRecord[];
}

/** Everything a decision changes; rows and reservations as they are afterwards. */
export interface Changes {
  readonly entries: readonly EntryDraft[];
  readonly stock: ReadonlyMap<Uuid, StockRow>;
  readonly reservations: ReadonlyMap<Uuid, Reservation>;
  /** Lots that are new, or otherwise than before. */
  readonly lots: readonly Lot[];
  /** Locations of which their warehouse system has shown all. */
  readonly locations: readonly Location[];
  readonly wmsRows: ReadonlyMap<Uuid, WmsRow>;
  /** By reference. */
  readonly wmsOrders: ReadonlyMap<string, WmsOrder>;
  readonly transfers: ReadonlyMap<Uuid, Transfer>;
  readonly counts: CountChanges;
}

/** What the caller is answered with. */
export interface Outcome {
  readonly reservationId: Uuid | null;
  /** The stock rows that the command changed, in the order it named them. */
  readonly stockIds: readonly Uuid[];
  /** The order to a warehouse system that the command was about. */
  readonly wmsReference: string | null;
  /** The transfer that the command was about. */
  readonly transferId: Uuid | null;
  /** The count that the command was about. */
  readonly countId: Uuid | null;
  /** Lines of a page or an event that name no item of ours. */
  readonly strangers: readonly Stranger[];
}

/** Units that a warehouse system shows of something that no item names. */
export interface Stranger {
  readonly sku: string;
  readonly lot: string | null;
  readonly units: bigint;
}

export interface Accepted {
  readonly verdict: "accepted";
  readonly changes: Changes;
  readonly outcome: Outcome;
}

export interface Rejected {
  readonly verdict: "rejected";
  readonly rejection: Rejection;
}

/** More overdue holds must be taken back than one batch may: apply these, then decide again in the next. */
export interface Unfinished {
  readonly verdict: "unfinished";
  readonly changes: Changes;
}

/** What the core says to a command. */
export type Decision = Accepted | Rejected | Unfinished;

export function rejected(rejection: Rejection): Rejected {
  return { verdict: "rejected", rejection };
}
