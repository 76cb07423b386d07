import type { Instant } from "../core/instant.ts";
import type { Condition, Lot, StockRow, Uuid } from "../core/stock.ts";

/** Which stock: what is null does not matter, what is given must all hold. */
export interface StockPlace {
  readonly sku: string | null;
  readonly location: string | null;
}

/** Which stock rows to list, in the order in which they were made. */
export interface StockQuery extends StockPlace {
  readonly lot: string | null;
  readonly supplier: string | null;
  /** Has units in this condition. Available: on hand, and in none of the others. */
  readonly condition: Condition | "available" | null;
  readonly hasShortfall: boolean;
  readonly isRecalled: boolean;
  readonly showEmpty: boolean;
  readonly afterId: Uuid | null;
  readonly limit: number;
}

/** Which stock expires: earliest first, after a given row. */
export interface ExpiringQuery extends StockPlace {
  /** At this instant or before; null: within 30 days. */
  readonly before: Instant | null;
  readonly after: { readonly expiresAt: Instant; readonly stockId: Uuid } | null;
  readonly limit: number;
}

/** Stock of lots that expire, and the moment it was looked at. */
export interface Expiring {
  readonly now: Instant;
  readonly rows: readonly StockRow[];
}

/** A lot, and what has become of what it had promised. */
export interface RecallState {
  readonly sku: string;
  readonly lot: Lot;
  readonly onHand: bigint;
  /** Live holds alone. */
  readonly held: bigint;
  readonly short: bigint;
  readonly moved: bigint;
  readonly committed: bigint;
}

/** Which reservations a recall concerns: newest first, after a given id. */
export interface RecalledQuery {
  readonly sku: string;
  readonly lot: string;
  readonly afterId: Uuid | null;
  readonly limit: number;
}

/** What has become of what one reservation had of a recalled lot. */
export interface RecalledReservation {
  readonly id: Uuid;
  readonly orderRef: string;
  readonly waiting: bigint;
  readonly short: bigint;
  readonly moved: bigint;
  readonly committed: bigint;
}

/** Whose sales, and when the books learned of them. */
export interface SalesQuery {
  readonly supplier: string;
  readonly location: string | null;
  readonly from: Instant | null;
  readonly to: Instant | null;
  /** The key of the last row of the page before, or null. */
  readonly after: string | null;
  readonly limit: number;
}

/** What became of one item of a supplier at one location. */
export interface SupplierSales {
  /** Names the row and sorts it. */
  readonly key: string;
  readonly sku: string;
  readonly location: string;
  readonly sold: bigint;
  readonly cancelled: bigint;
  readonly returned: bigint;
}

/** Which movements of what is on hand to list: in the order of the journal, after a given one. */
export interface MovementQuery extends StockPlace {
  /** Only entries with this number or a higher one. */
  readonly fromSeq: bigint;
  /** Null: from the first one. */
  readonly after: { readonly seq: bigint; readonly stockId: Uuid } | null;
  readonly limit: number;
}

/** By how much an entry changed what is on hand in one stock row, and what is said of it. */
export interface Movement {
  readonly seq: bigint;
  readonly stockId: Uuid;
  /** Names it for ever: what an import called it, or the ids of its entry and its stock row. */
  readonly name: string;
  readonly kind: string;
  readonly sku: string;
  readonly location: string;
  readonly quantity: bigint;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly reference: string;
  readonly reason: string;
  readonly lot: Pick<Lot, "number" | "expiresAt" | "supplier" | "unitCost"> | null;
}

/**
 * What is read of a tenant's stock besides what it may promise.
 *
 * All of them throw CommandRejected for an item, a location or a lot that does not exist, and DatabaseUnavailable.
 */
export interface StockReads {
  list(query: StockQuery): Promise<readonly StockRow[]>;
  movements(query: MovementQuery): Promise<readonly Movement[]>;
  expiring(query: ExpiringQuery): Promise<Expiring>;
  /** Fresh: sees everything that was answered before it was asked. */
  recall(sku: string, lot: string): Promise<RecallState>;
  recalled(query: RecalledQuery): Promise<readonly RecalledReservation[]>;
  sales(query: SalesQuery): Promise<readonly SupplierSales[]>;
}
