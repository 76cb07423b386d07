import type { Availability } from "../core/availability.ts";
import type { Count } from "../core/count/count.ts";
import type { Stranger } from "../core/decision.ts";
import type { Instant } from "../core/instant.ts";
import type { Reservation } from "../core/reservation.ts";
import type { StockRow, Uuid } from "../core/stock.ts";
import type { Transfer } from "../core/transfer/transfer.ts";
import type { WmsOrder } from "../core/wms/order.ts";

/** What the journal says about one entry. */
export interface EntryStamp {
  readonly id: Uuid;
  /** Gapless and in commit order per tenant, from 1. */
  readonly seq: bigint;
  readonly recordedAt: Instant;
  readonly occurredAt: Instant;
}

/** The answer to a command that was accepted, or repeated. */
export interface Answer {
  /** The request was carried out by an earlier call; this one had no effect. */
  readonly replayed: boolean;
  /** The moment that decided. */
  readonly now: Instant;
  /** Null for a dry run. */
  readonly entry: EntryStamp | null;
  /** As it is seen at `now`: overdue holds are expired. Null for commands without a reservation. */
  readonly reservation: Reservation | null;
  /** The stock rows that a receipt, an adjustment or a change of condition changed, as they stand now. */
  readonly stock: readonly StockRow[];
  /** The transfer that the command was about, as it stands now. */
  readonly transfer: Transfer | null;
  /** The count that the command was about, as it stands now. */
  readonly count: Count | null;
  /** What a page listed that no item names. */
  readonly strangers: readonly Stranger[];
  /** The order to a warehouse system that took a step, as it stands now. */
  readonly wmsOrder: WmsOrder | null;
  /** All orders of the reservation to warehouse systems, as they stand now. */
  readonly wmsOrders: readonly WmsOrder[];
}

/** What a caller asks to be told: an item at one location, or at all of them (null). */
export interface AvailabilityKey {
  readonly sku: string;
  readonly location: string | null;
  /** Only what this supplier delivered, or null for all stock. */
  readonly supplier: string | null;
}

/** One answer per key, in the order of the keys. */
export interface AvailabilityAnswer extends AvailabilityKey {
  readonly availability: Availability;
  /**
   * The moment that the answer speaks of; where a warehouse system counts, when its last complete walk began. Null: it
   * has not been walked.
   */
  readonly asOf: Instant | null;
}
