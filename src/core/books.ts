import type { Changes } from "./decision.ts";
import type { Bundle } from "./bundle/bundle.ts";
import type { RequestKey } from "./command.ts";
import type { Facts, KnownEntry } from "./facts.ts";
import type { Instant } from "./instant.ts";
import { isOverdue, type Reservation } from "./reservation.ts";
import type { Item, Location, Lot, StockRow, Uuid } from "./stock.ts";
import { CountBook } from "./count/countBook.ts";
import type { Transfer } from "./transfer/transfer.ts";
import type { WmsOrder } from "./wms/order.ts";
import type { WmsRow } from "./wms/row.ts";

/** One tenant's books, as far as a batch needs them. Decisions are applied to them one after the other. */
export class Books {
  readonly now: Instant;
  readonly moreOverdue: ReadonlySet<Uuid>;
  readonly nextExpiry: ReadonlyMap<Uuid, Instant>;
  readonly nextArrival: ReadonlyMap<Uuid, Instant>;
  readonly counts = new CountBook();
  readonly #items = new Map<string, Item>();
  readonly #locations = new Map<string, Location>();
  readonly #lots = new Map<string, Lot>();
  readonly #bundles = new Map<Uuid, Bundle>();
  readonly #stock = new Map<Uuid, StockRow>();
  readonly #stockOfItem = new Map<Uuid, Uuid[]>();
  readonly #reservations = new Map<Uuid, Reservation>();
  readonly #overdueOn = new Map<Uuid, Uuid[]>();
  readonly #entries = new Map<string, KnownEntry>();
  readonly #wmsRows = new Map<Uuid, WmsRow>();
  readonly #wmsOrders = new Map<Uuid, Map<string, WmsOrder>>();
  readonly #transfers = new Map<Uuid, Transfer>();

  constructor(facts: Facts) {
    this.now = facts.now;
    this.moreOverdue = facts.moreOverdue;
    this.nextExpiry = facts.nextExpiry;
    this.nextArrival = facts.nextArrival;
    for (const item of facts.items) this.#items.set(item.sku, item);
    for (const location of facts.locations) this.#locations.set(location.code, location);
    for (const lot of facts.lots) this.#lots.set(lotKey(lot.itemId, lot.number), lot);
    for (const bundle of facts.bundles) this.#bundles.set(bundle.itemId, bundle);
    for (const row of facts.stock) this.#putStock(row);
    for (const entry of facts.entries) this.learn(entry);
    for (const reservation of facts.reservations)
      this.#reservations.set(reservation.id, reservation);
    for (const row of facts.wmsRows) this.#wmsRows.set(row.stockId, row);
    for (const order of facts.wmsOrders) this.#putWmsOrder(order);
    for (const transfer of facts.transfers) this.#transfers.set(transfer.id, transfer);
    this.counts.read(facts.counts);
    this.#countOverdue(facts.reservations);
  }

  item(sku: string): Item | undefined {
    return this.#items.get(sku);
  }

  location(code: string): Location | undefined {
    return this.#locations.get(code);
  }

  lot(itemId: Uuid, number: string): Lot | undefined {
    return this.#lots.get(lotKey(itemId, number));
  }

  /** What a bundle is made of. One that the facts do not hold is our own mistake. */
  bundle(itemId: Uuid): Bundle {
    const bundle = this.#bundles.get(itemId);
    if (bundle === undefined) throw new Error(`bundle ${itemId} was not read for this batch`);
    return bundle;
  }

  /** An id that the facts must hold: anything else is our own mistake. */
  stock(id: Uuid): StockRow {
    const row = this.#stock.get(id);
    if (row === undefined) throw new Error(`stock row ${id} was not read for this batch`);
    return row;
  }

  stockOfItem(itemId: Uuid): readonly Uuid[] {
    return this.#stockOfItem.get(itemId) ?? [];
  }

  reservation(id: Uuid): Reservation | undefined {
    return this.#reservations.get(id);
  }

  /** The overdue holds on a stock row when the batch was read, oldest first. Some may be gone by now. */
  overdueOn(stockId: Uuid): readonly Uuid[] {
    return this.#overdueOn.get(stockId) ?? [];
  }

  /** Reservations that hold units of a stock row and whose time is not up, as far as they were read; the newest first. */
  holdersOn(stockId: Uuid): Reservation[] {
    return [...this.#reservations.values()]
      .filter(({ allocations }) =>
        allocations.some((allocation) => allocation.stockId === stockId && allocation.held > 0n),
      )
      .filter((reservation) => !isOverdue(reservation, this.now))
      .toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  }

  wmsRow(stockId: Uuid): WmsRow | undefined {
    return this.#wmsRows.get(stockId);
  }

  wmsOrdersOf(reservationId: Uuid): readonly WmsOrder[] {
    return [...(this.#wmsOrders.get(reservationId)?.values() ?? [])];
  }

  transfer(id: Uuid): Transfer | undefined {
    return this.#transfers.get(id);
  }

  entry(key: RequestKey): KnownEntry | undefined {
    return this.#entries.get(entryKey(key));
  }

  learn(entry: KnownEntry): void {
    this.#entries.set(entryKey(entry.key), entry);
  }

  /** Takes a decision over, so that the next one sees it. */
  apply(changes: Changes): void {
    for (const location of changes.locations) this.#locations.set(location.code, location);
    for (const lot of changes.lots) this.#putLot(lot);
    for (const row of changes.stock.values()) this.#putStock(row);
    for (const reservation of changes.reservations.values()) {
      this.#reservations.set(reservation.id, reservation);
    }
    for (const row of changes.wmsRows.values()) this.#wmsRows.set(row.stockId, row);
    for (const order of changes.wmsOrders.values()) this.#putWmsOrder(order);
    for (const transfer of changes.transfers.values()) this.#transfers.set(transfer.id, transfer);
    this.counts.apply(changes.counts);
  }

  #putWmsOrder(order: WmsOrder): void {
    const known = this.#wmsOrders.get(order.reservationId);
    if (known === undefined) {
      this.#wmsOrders.set(order.reservationId, new Map([[order.reference, order]]));
    } else known.set(order.reference, order);
  }

  /** A lot that was barred serves nobody from the next command on: its stock rows know. */
  #putLot(lot: Lot): void {
    this.#lots.set(lotKey(lot.itemId, lot.number), lot);
    for (const id of this.stockOfItem(lot.itemId)) {
      const row = this.stock(id);
      if (row.lot?.id === lot.id) this.#stock.set(id, { ...row, lot });
    }
  }

  #putStock(row: StockRow): void {
    if (!this.#stock.has(row.id)) {
      const ids = this.#stockOfItem.get(row.item.id);
      if (ids === undefined) this.#stockOfItem.set(row.item.id, [row.id]);
      else ids.push(row.id);
    }
    this.#stock.set(row.id, row);
  }

  #countOverdue(reservations: readonly Reservation[]): void {
    const overdue = reservations.filter((reservation) => isOverdue(reservation, this.now));
    overdue.sort((a, b) => (a.expiresAt ?? 0) - (b.expiresAt ?? 0) || (a.id < b.id ? -1 : 1));
    for (const reservation of overdue) {
      for (const { stockId, held } of reservation.allocations) {
        if (held === 0n) continue;
        const row = this.stock(stockId);
        this.#stock.set(stockId, { ...row, overdueHeld: row.overdueHeld + held });
        const ids = this.#overdueOn.get(stockId);
        if (ids === undefined) this.#overdueOn.set(stockId, [reservation.id]);
        else if (ids.at(-1) !== reservation.id) ids.push(reservation.id);
      }
    }
  }
}

function lotKey(itemId: Uuid, number: string): string {
  return `${itemId} ${number}`;
}

function entryKey(key: RequestKey): string {
  return `${key.source} ${key.requestId}`;
}
