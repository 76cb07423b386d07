import { type Delta, plus } from "./balances.ts";
import type { Books } from "./books.ts";
import type { Accepted, Changes, EntryDraft, Outcome, Posting, Unfinished } from "./decision.ts";
import type { Instant } from "./instant.ts";
import { byLine, type Reservation } from "./reservation.ts";
import type { Location, Lot, StockRow, Uuid } from "./stock.ts";
import type { CountRecord } from "./count/count.ts";
import { CountBook } from "./count/countBook.ts";
import type { ParcelStep, Transfer } from "./transfer/transfer.ts";
import type { WmsOrder } from "./wms/order.ts";
import type { WmsRow } from "./wms/row.ts";

/** An entry that still takes postings. */
export type OpenEntry = EntryDraft & {
  readonly postings: Map<Uuid, Posting>;
  readonly steps: ParcelStep[];
  readonly records: CountRecord[];
};

/** What an entry says besides its postings. */
export type EntryHeader = Omit<EntryDraft, "postings" | "steps" | "records">;

/**
 * A sheet of scratch paper over the books while one command is decided. Thrown away when the command is
 * refused; its changes are applied to the books when it is accepted.
 */
export class Draft {
  readonly counts: CountBook;
  readonly #books: Books;
  readonly #entries: OpenEntry[] = [];
  readonly #stock = new Map<Uuid, StockRow>();
  readonly #reservations = new Map<Uuid, Reservation>();
  readonly #lots: Lot[] = [];
  readonly #locations: Location[] = [];
  readonly #wmsRows = new Map<Uuid, WmsRow>();
  readonly #wmsOrders = new Map<string, WmsOrder>();
  readonly #transfers = new Map<Uuid, Transfer>();

  constructor(books: Books) {
    this.#books = books;
    this.counts = new CountBook(books.counts);
  }

  get books(): Books {
    return this.#books;
  }

  get now(): Instant {
    return this.#books.now;
  }

  stock(id: Uuid): StockRow {
    return this.#stock.get(id) ?? this.#books.stock(id);
  }

  /** Every stock row of an item that was read, those that this command made included. */
  stockOfItem(itemId: Uuid): StockRow[] {
    const ids = new Set(this.#books.stockOfItem(itemId));
    for (const row of this.#stock.values()) if (row.item.id === itemId) ids.add(row.id);
    return Array.from(ids, (id) => this.stock(id));
  }

  reservation(id: Uuid): Reservation | undefined {
    return this.#reservations.get(id) ?? this.#books.reservation(id);
  }

  lot(itemId: Uuid, number: string): Lot | undefined {
    const changed = this.#lots.find((lot) => lot.itemId === itemId && lot.number === number);
    return changed ?? this.#books.lot(itemId, number);
  }

  /** Opens the next entry. Entries are numbered in this order; each must be finished before the next is opened. */
  open(header: EntryHeader): OpenEntry {
    const entry = { ...header, postings: new Map<Uuid, Posting>(), steps: [], records: [] };
    this.#entries.push(entry);
    return entry;
  }

  /** Posts a change of one stock row. `overdueDelta` is the part of the held change that concerns overdue holds. */
  move(entry: OpenEntry, stockId: Uuid, delta: Delta, overdueDelta = 0n): void {
    const row = this.stock(stockId);
    const balances = plus(row.balances, delta);
    const overdueHeld = row.overdueHeld + overdueDelta;
    this.#stock.set(stockId, { ...row, balances, overdueHeld, version: row.version + 1 });
    const earlier = entry.postings.get(stockId);
    const whole = earlier === undefined ? delta : sum(earlier.delta, delta);
    entry.postings.set(stockId, { stockId, delta: whole, after: balances });
  }

  /** Adds a stock row that did not exist. Of a bundle there is none: to add one is our own mistake. */
  addStock(row: StockRow): void {
    if (row.item.isBundle) throw new Error(`a bundle, ${row.item.sku}, would have stock`);
    this.#stock.set(row.id, row);
  }

  /** Adds a lot, or replaces it by its next version. Once per command: its stock rows are told when it is accepted. */
  putLot(lot: Lot): Lot {
    const next = { ...lot, version: lot.version + 1 };
    this.#lots.push(next);
    return next;
  }

  /** Replaces a reservation by its next version, its allocations in the order in which they are read again. */
  put(reservation: Reservation): void {
    const version = reservation.version + 1;
    const allocations = reservation.allocations.toSorted(byLine);
    this.#reservations.set(reservation.id, { ...reservation, allocations, version });
  }

  /** Replaces what is known of a location. */
  putLocation(location: Location): void {
    this.#locations.push(location);
  }

  wmsRow(stockId: Uuid): WmsRow | undefined {
    return this.#wmsRows.get(stockId) ?? this.#books.wmsRow(stockId);
  }

  /** Replaces what a warehouse system has told of a stock row by its next version. */
  putWmsRow(row: WmsRow): void {
    const driftSince = row.drift === 0n ? null : (row.driftSince ?? this.now);
    this.#wmsRows.set(row.stockId, { ...row, driftSince, version: row.version + 1 });
  }

  /** Every order of a reservation to warehouse systems, those that this command made included. */
  wmsOrdersOf(reservationId: Uuid): WmsOrder[] {
    const known = this.#books.wmsOrdersOf(reservationId);
    const orders = new Map(known.map((order) => [order.reference, order]));
    for (const order of this.#wmsOrders.values()) {
      if (order.reservationId === reservationId) orders.set(order.reference, order);
    }
    return [...orders.values()];
  }

  /** Replaces an order by its next version. */
  putWmsOrder(order: WmsOrder): void {
    this.#wmsOrders.set(order.reference, { ...order, version: order.version + 1 });
  }

  transfer(id: Uuid): Transfer | undefined {
    return this.#transfers.get(id) ?? this.#books.transfer(id);
  }

  /** Replaces a transfer by its next version. */
  putTransfer(transfer: Transfer): void {
    this.#transfers.set(transfer.id, { ...transfer, version: transfer.version + 1 });
  }

  accept(outcome: Partial<Outcome>): Accepted {
    const whole = { ...NOTHING_TOLD, ...outcome };
    return { verdict: "accepted", changes: this.#changes(), outcome: whole };
  }

  unfinished(): Unfinished {
    return { verdict: "unfinished", changes: this.#changes() };
  }

  #changes(): Changes {
    return {
      entries: this.#entries,
      stock: this.#stock,
      reservations: this.#reservations,
      lots: this.#lots,
      locations: this.#locations,
      wmsRows: this.#wmsRows,
      wmsOrders: this.#wmsOrders,
      transfers: this.#transfers,
      counts: this.counts,
    };
  }
}

const NOTHING_TOLD: Outcome = {
  reservationId: null,
  stockIds: [],
  wmsReference: null,
  transferId: null,
  countId: null,
  strangers: [],
};

function sum(a: Delta, b: Delta): Delta {
  const whole: Record<string, bigint> = { ...a };
  for (const [bucket, units] of Object.entries(b)) whole[bucket] = (whole[bucket] ?? 0n) + units;
  return whole;
}
