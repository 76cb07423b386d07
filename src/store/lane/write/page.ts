import type { Changes, EntryDraft } from "../../../core/decision.ts";
import type { Instant } from "../../../core/instant.ts";
import type { Reservation } from "../../../core/reservation.ts";
import type { Location, Lot, StockRow, Uuid } from "../../../core/stock.ts";
import type { Count, CountLine } from "../../../core/count/count.ts";
import type { Transfer } from "../../../core/transfer/transfer.ts";
import type { WmsOrder } from "../../../core/wms/order.ts";
import type { WmsRow } from "../../../core/wms/row.ts";
import type { EntryStamp } from "../../answer.ts";
import { TRUTH_KINDS } from "../../entities/entryKinds.ts";
import { newId } from "../../newId.ts";
import type { Head } from "../read/head.ts";

/** An entry with its number and its time. */
export interface NumberedEntry extends EntryDraft {
  readonly stamp: EntryStamp;
}

/** Something as it was read, and as it is to be. Null: it was not there. */
export interface Change<T> {
  readonly before: T | null;
  readonly after: T;
}

/** Everything that one batch writes. Decisions are added one after the other; rows end as the last one left them. */
export class Page {
  readonly entries: NumberedEntry[] = [];
  readonly lots = new Map<Uuid, Change<Lot>>();
  /** Locations of which their warehouse system has shown all, each as it is at last. */
  readonly locations = new Map<Uuid, Location>();
  readonly stock = new Map<Uuid, Change<StockRow>>();
  readonly reservations = new Map<Uuid, Change<Reservation>>();
  readonly wmsRows = new Map<Uuid, Change<WmsRow>>();
  /** By reference. */
  readonly wmsOrders = new Map<string, Change<WmsOrder>>();
  readonly transfers = new Map<Uuid, Change<Transfer>>();
  readonly counts = new Map<Uuid, Change<Count>>();
  /** By `lineKey`. */
  readonly countLines = new Map<string, Change<CountLine>>();
  /** Rows that a command which states physical truth has touched: only these may end with a larger shortfall. */
  readonly truth = new Set<Uuid>();
  readonly #recordedAt: Instant;
  #seq: bigint;

  constructor(head: Head, now: Instant) {
    this.#seq = head.seq;
    this.#recordedAt = now;
  }

  get isEmpty(): boolean {
    return this.entries.length === 0 && this.wmsRows.size === 0 && this.locations.size === 0;
  }

  /** Rows of balances that were not there before. */
  get placesAdded(): number {
    let added = 0;
    for (const { before } of this.stock.values()) if (before === null) added += 1;
    return added;
  }

  /** Lines of counts that were made or changed, and steps of parcels. */
  get looks(): number {
    let looks = this.countLines.size;
    for (const { steps } of this.entries) looks += steps.length;
    return looks;
  }

  /** The number and the time that the head has once this page is written. */
  get head(): Head {
    return { seq: this.#seq, recordedAt: this.#recordedAt };
  }

  /**
   * Numbers the entries of a decision and takes its changes over.
   *
   * @param before what was read of a row or a reservation; null where it is new
   * @returns the stamps, in the order of the entries
   */
  add(changes: Changes, before: Before): EntryStamp[] {
    const lots = new Map(changes.lots.map((lot) => [lot.id, lot]));
    takeOver(this.lots, lots, before.lot);
    for (const location of changes.locations) this.locations.set(location.id, location);
    takeOver(this.stock, changes.stock, before.stock);
    takeOver(this.reservations, changes.reservations, before.reservation);
    takeOver(this.wmsRows, changes.wmsRows, before.wmsRow);
    takeOver(this.wmsOrders, changes.wmsOrders, before.wmsOrder);
    takeOver(this.transfers, changes.transfers, before.transfer);
    takeOver(this.counts, changes.counts.counts, before.count);
    takeOver(this.countLines, changes.counts.lines, before.countLine);
    return changes.entries.map((entry) => this.#number(entry));
  }

  #number(entry: EntryDraft): EntryStamp {
    this.#seq += 1n;
    const { occurredAt, kind, postings } = entry;
    const id = entry.id ?? newId();
    const stamp = { id, seq: this.#seq, recordedAt: this.#recordedAt, occurredAt };
    this.entries.push({ ...entry, stamp });
    if (TRUTH_KINDS.some((truth) => truth === kind)) {
      for (const stockId of postings.keys()) this.truth.add(stockId);
    }
    return stamp;
  }
}

/** What was read for the batch. */
export interface Before {
  lot(this: void, id: Uuid): Lot | null;
  stock(this: void, id: Uuid): StockRow | null;
  reservation(this: void, id: Uuid): Reservation | null;
  wmsRow(this: void, stockId: Uuid): WmsRow | null;
  wmsOrder(this: void, reference: string): WmsOrder | null;
  transfer(this: void, id: Uuid): Transfer | null;
  count(this: void, id: Uuid): Count | null;
  /** By `lineKey`. */
  countLine(this: void, key: string): CountLine | null;
}

/** Rows end as the last decision left them, and are compared with what the first one found. */
function takeOver<T>(
  into: Map<string, Change<T>>,
  changes: ReadonlyMap<string, T>,
  before: (id: string) => T | null,
): void {
  for (const [id, after] of changes) {
    const first = into.get(id);
    into.set(id, { before: first === undefined ? before(id) : first.before, after });
  }
}
