import { type Books, isGood, isOverdue, type Moment, type Stock, stockOf } from "./books.ts";

/** The books at a moment, as if one reservation, which is to be replaced, held nothing. */
export interface View {
  readonly books: Books;
  readonly now: Moment;
  readonly without: string | null;
}

/** Held by those whose time is not up. */
export function liveHeld({ books, now, without }: View, stock: Stock): number {
  let held = 0;
  for (const id of stock.holders) {
    const reservation = books.reservations.get(id);
    if (reservation === undefined || id === without || isOverdue(reservation, now)) continue;
    for (const allocation of reservation.allocations) {
      if (allocation.stock === stock) held += allocation.held;
    }
  }
  return held;
}

/** What a row can still promise. */
export function freeUnits(view: View, stock: Stock): number {
  return Math.max(0, stock.onHand - stock.committed - liveHeld(view, stock));
}

/** What is promised beyond what is on hand. */
export function shortfall(view: View, stock: Stock): number {
  return Math.max(0, liveHeld(view, stock) + stock.committed - stock.onHand);
}

/**
 * What may be promised of an item at a location: what is on hand in good lots, less all that was promised out of any
 * lot, less safety stock.
 */
export function availableUnits(view: View, sku: string, location: string): number {
  const rows = stockOf(view.books, sku, location);
  let units = -(rows[0]?.location.safetyStock ?? 0);
  for (const stock of rows) {
    if (isGood(stock.lot, view.now)) units += stock.onHand;
    units -= stock.committed + liveHeld(view, stock);
  }
  return Math.max(0, units);
}
