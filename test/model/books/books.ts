import type { ItemFacts, LocationFacts } from "../steps/world.ts";

/*
 * The books once more: as simple as can be, all in memory, without a line of the service. They follow the rules that
 * the contract tells. Plain numbers do: there are never many units.
 */

/** Milliseconds since 1970, on the clock of the books. */
export type Moment = number;

export interface Lot {
  readonly sku: string;
  readonly number: string;
  readonly expiresAt: Moment | null;
  readonly receivedAt: Moment;
  /** It was recalled. */
  isBarred: boolean;
}

/** An item at a location, in one lot or in none. `held` counts overdue holds until they are booked as expired. */
export interface Stock {
  readonly sku: string;
  readonly location: LocationFacts;
  readonly lot: Lot | null;
  onHand: number;
  held: number;
  committed: number;
  /** Reservations that hold some of it. */
  readonly holders: Set<string>;
  /** How often an operator has written the row. */
  touches: number;
}

export const STATES = ["held", "committed", "fulfilled", "released", "expired"] as const;
export type State = (typeof STATES)[number];

/** What one bundle takes of an item. */
export interface Component {
  readonly sku: string;
  readonly per: number;
}

export interface Allocation extends Record<State, number> {
  readonly line: number;
  readonly number: number;
  /** Which component of a bundle, from 1; 0: of none. */
  readonly component: number;
  readonly stock: Stock;
  quantity: number;
}

export interface ReservationLine {
  readonly sku: string;
  readonly quantity: number;
  readonly short: number;
  readonly location: string | null;
  readonly lot: string | null;
  /** What a bundle was made of; none: it is no bundle. */
  readonly made: readonly Component[];
}

export interface Reservation {
  readonly id: string;
  readonly lines: readonly ReservationLine[];
  readonly ttlMs: number | null;
  expiresAt: Moment | null;
  releasedAt: Moment | null;
  expiredAt: Moment | null;
  /** How often an operator has written it. */
  touches: number;
  allocations: Allocation[];
}

export interface Books {
  readonly items: ReadonlyMap<string, ItemFacts>;
  /** In the order in which they serve. */
  readonly locations: readonly LocationFacts[];
  readonly lots: Map<string, Lot>;
  readonly stock: Map<string, Stock>;
  readonly reservations: Map<string, Reservation>;
}

export function openBooks(items: readonly ItemFacts[], locations: readonly LocationFacts[]): Books {
  return {
    items: new Map(items.map((item) => [item.sku, item])),
    locations: locations.toSorted((a, b) => a.priority - b.priority || compare(a.code, b.code)),
    lots: new Map(),
    stock: new Map(),
    reservations: new Map(),
  };
}

export function stockKey(sku: string, location: string, lot: string | null): string {
  return `${sku}@${location}${lot === null ? "" : `#${lot}`}`;
}

export function keyOf({ sku, location, lot }: Stock): string {
  return stockKey(sku, location.code, lot?.number ?? null);
}

export function lotKey(sku: string, number: string): string {
  return `${sku}#${number}`;
}

/** All of an item, at one location or at all, first expiring lots first. */
export function stockOf(books: Books, sku: string, location: string | null): Stock[] {
  const found = [...books.stock.values()].filter(
    (stock) => stock.sku === sku && (location === null || stock.location.code === location),
  );
  return found.toSorted(firstExpiringFirst);
}

/** Units of a reservation in a state, as booked. */
export function unitsIn({ allocations }: Reservation, state: State): number {
  return allocations.reduce((units, allocation) => units + allocation[state], 0);
}

/** Does it hold units although its time is up? The very instant counts as up. */
export function isOverdue(reservation: Reservation, now: Moment): boolean {
  const { expiresAt } = reservation;
  return expiresAt !== null && expiresAt <= now && unitsIn(reservation, "held") > 0;
}

/** May a lot be sold to somebody who needs it to be good until then? */
export function isGood(lot: Lot | null, until: Moment): boolean {
  if (lot === null) return true;
  return !lot.isBarred && (lot.expiresAt === null || lot.expiresAt > until);
}

function firstExpiringFirst(a: Stock, b: Stock): number {
  if (a.lot === null || b.lot === null) return Number(a.lot === null) - Number(b.lot === null);
  const [ends, otherEnds] = [a.lot.expiresAt ?? Infinity, b.lot.expiresAt ?? Infinity];
  if (ends !== otherEnds) return ends - otherEnds;
  return a.lot.receivedAt - b.lot.receivedAt || compare(a.lot.number, b.lot.number);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
