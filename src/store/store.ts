import type { Request } from "../core/command.ts";
import type { OpenCount } from "../core/count/command.ts";
import type { Count, CountLine, CountState } from "../core/count/count.ts";
import type { Reservation, ReservationState } from "../core/reservation.ts";
import type { Instant } from "../core/instant.ts";
import type { Uuid } from "../core/stock.ts";
import type { Transfer, TransferState } from "../core/transfer/transfer.ts";
import type { WmsOrder } from "../core/wms/order.ts";
import type { Answer, AvailabilityAnswer, AvailabilityKey } from "./answer.ts";
import type { StockReads } from "./stockReads.ts";
import type { TenantHistory } from "./history/history.ts";

/** Which reservations to list: newest first, after a given id. */
export interface ReservationQuery {
  readonly orderRef: string | null;
  readonly state: ReservationState | null;
  /** The last id of the page before, or null. Ids sort by the time they were made. */
  readonly afterId: Uuid | null;
  readonly limit: number;
}

/** Which transfers to list: newest first, after a given id. */
export interface TransferQuery {
  /** Codes of locations, or null for any. */
  readonly from: string | null;
  readonly to: string | null;
  readonly state: TransferState | null;
  /** The last id of the page before, or null. */
  readonly afterId: Uuid | null;
  readonly limit: number;
}

/** What is to be counted. */
export type CountedScope =
  | { readonly kind: "all" }
  | { readonly kind: "listed"; readonly skus: readonly string[] }
  | { readonly kind: "not_counted"; readonly days: number };

/** Which counts to list: newest first, after a given id. */
export interface CountQuery {
  /** Code of the location, or null for any. */
  readonly location: string | null;
  readonly state: CountState | null;
  readonly afterId: Uuid | null;
  readonly limit: number;
}

/** Which lines of a count to list: in their order, after a given one. */
export interface CountLineQuery {
  readonly countId: Uuid;
  readonly only: "all" | "unrecorded" | "differing";
  /** The number of the last line before, or 0. */
  readonly afterLine: number;
  readonly limit: number;
}

/** So many reservations are named to a caller who has left promises uncovered: enough to act, and a page to read. */
export const PROMISED_MAX = 100;

/** One tenant's books, as the rooms above see them. */
export interface TenantBooks {
  readonly stock: StockReads;
  /**
   * Sends a command through the lane and waits for its answer.
   *
   * @param deadlineAt on the clock of `performance.now()`; a command still waiting then is dropped
   * @throws CommandRejected, Overloaded, DeadlinePassed, Contention, DatabaseUnavailable, ShuttingDown
   */
  submit(request: Request, deadlineAt: number): Promise<Answer>;
  /** Fresh: sees everything that was answered before it was asked. */
  availability(keys: readonly AvailabilityKey[]): Promise<readonly AvailabilityAnswer[]>;
  /** As it is seen now (overdue holds are expired), or undefined. */
  reservation(id: Uuid): Promise<SeenReservation | undefined>;
  /**
   * Ids of reservations that hold or have bought units of these stock rows, as it is seen now: who goes without first
   * comes first. Those who only hold come before those who have bought, and of each the newest first.
   *
   * @returns at most `PROMISED_MAX`
   */
  promisedOn(stockIds: readonly Uuid[]): Promise<readonly Uuid[]>;
  /** As they are seen now. May return fewer than `limit` only on the last page. */
  listReservations(query: ReservationQuery): Promise<readonly SeenReservation[]>;
  /** As it stands now, or undefined. */
  transfer(id: Uuid): Promise<Transfer | undefined>;
  /** As they stand now. @throws CommandRejected for a location that does not exist */
  listTransfers(query: TransferQuery): Promise<readonly Transfer[]>;
  /** What the journal tells of the past. */
  readonly history: TenantHistory;
  /** What a count would be about, or why it cannot be; as it is found, for the command that opens it. */
  countPlaces(location: string, scope: CountedScope): Promise<Pick<OpenCount, "lines" | "refusal">>;
  /** As it stands now, or undefined. */
  count(id: Uuid): Promise<Count | undefined>;
  /** As they stand now. @throws CommandRejected for a location that does not exist */
  listCounts(query: CountQuery): Promise<readonly Count[]>;
  /** With the count that they are of; undefined where there is none. */
  countLines(
    query: CountLineQuery,
  ): Promise<{ readonly count: Count; readonly lines: readonly CountLine[] } | undefined>;
  /** Stock rows of which a count has taken units that were promised. */
  shortAfterCount(countId: Uuid): Promise<readonly Uuid[]>;
}

/** A reservation and the moment at which it was seen. */
export interface SeenReservation {
  readonly reservation: Reservation;
  readonly now: Instant;
  /** Its orders to warehouse systems. Lists leave them out. */
  readonly wmsOrders: readonly WmsOrder[];
}
