import { type Balances, atLeastZero, claims, least } from "./balances.ts";
import { hasPassed, type Instant } from "./instant.ts";

/** A UUID in lower case. */
export type Uuid = string;

/** What a SKU names. */
export interface Item {
  readonly id: Uuid;
  readonly sku: string;
  readonly lotTracked: boolean;
  readonly archived: boolean;
  /** It is made of others and has no stock of its own. */
  readonly isBundle: boolean;
  /** By a location's id: units of this item that new promises leave there, where that is not the location's own number. */
  readonly safetyStockAt?: ReadonlyMap<Uuid, bigint>;
}

/** When sold units leave: with the commit, or with a later Fulfil. */
export type Fulfilment = "immediate" | "deferred";

/** Why units on hand are not for sale, by our own word. */
export type Condition = "damaged" | "quarantined" | "withheld";

/** Where stock lies. */
export interface Location {
  readonly id: Uuid;
  readonly code: string;
  readonly fulfilment: Fulfilment;
  /** Lower serves first; equal ones in the order of their codes. */
  readonly sourcingPriority: number;
  /** Units of every item that new promises leave here, unless the item says otherwise. */
  readonly safetyStock: bigint;
  /** IANA name, such as `Europe/Rome`: dates are read in it. */
  readonly timeZone: string;
  readonly archived: boolean;
  /** The account of the warehouse system that alone says what is here; null: we do. */
  readonly wmsAccountId: Uuid | null;
  /** When the last complete walk of it began: what its warehouse system shows is at least as new. Null: none was. */
  readonly wmsSeenAt: Instant | null;
  /** Of what was sold and its warehouse system does not show yet, so many percent are held back per hour of age. */
  readonly wmsBufferPercent: number;
}

/** Exact money: a decimal string and its ISO 4217 code. */
export interface Cost {
  readonly amount: string;
  readonly currency: string;
}

/** A SKU-batch. */
export interface Lot {
  readonly id: Uuid;
  readonly itemId: Uuid;
  readonly number: string;
  readonly expiresAt: Instant | null;
  readonly supplier: string | null;
  readonly unitCost: Cost | null;
  readonly receivedAt: Instant;
  /** Set by a recall: from then on the lot serves nobody. */
  readonly barredAt: Instant | null;
  /** 0 for a lot that is not stored yet; grows by one with every change. */
  readonly version: number;
}

/** One row of balances. */
export interface StockRow {
  readonly id: Uuid;
  readonly item: Item;
  readonly location: Location;
  readonly lot: Lot | null;
  readonly balances: Balances;
  /** The part of `balances.held` known to belong to holds whose time is up. In no column: it follows the clock. */
  readonly overdueHeld: bigint;
  /** 0 for a row that is not stored yet; grows by one with every change. */
  readonly version: number;
}

/** May this lot serve a promise that must be good until `at`? A lot that expires at that very instant may not. */
export function isAllocatable(lot: Lot | null, at: Instant): boolean {
  return lot === null || (lot.barredAt === null && !hasPassed(lot.expiresAt, at));
}

/** On hand but not for sale by our own word. */
export function ownUnallocatable({ damaged, quarantined, withheld }: Balances): bigint {
  return damaged + quarantined + withheld;
}

/** Units of a row's item that new promises leave at its location: what was said of the item, or else of the location. */
export function safetyStockOf({ item, location }: StockRow): bigint {
  return item.safetyStockAt?.get(location.id) ?? location.safetyStock;
}

/** Claims without overdue holds. */
export function liveClaims(row: StockRow): bigint {
  return claims(row.balances) - row.overdueHeld;
}

/** Has the row promised the living more than there is? */
export function isShort(row: StockRow): boolean {
  return liveClaims(row) > row.balances.onHand;
}

/** What one row could still promise, whatever else is owed. */
export function freeUnits(row: StockRow): bigint {
  return atLeastZero(row.balances.onHand - liveClaims(row));
}

/** What of `wanted` a commit may take from the row: unallocatable and sold units come first. */
export function sellableUnits(row: StockRow, wanted: bigint): bigint {
  const { balances } = row;
  const open = balances.onHand - claims(balances) + balances.held;
  return least(wanted, atLeastZero(open));
}

/** Earliest expiry first (none last), then first received, then by number; the row without a lot comes last. */
export function byFirstExpiry(a: StockRow, b: StockRow): number {
  if (a.lot === null || b.lot === null) return Number(a.lot === null) - Number(b.lot === null);
  const expiry = (a.lot.expiresAt ?? Infinity) - (b.lot.expiresAt ?? Infinity);
  if (expiry) return expiry;
  return a.lot.receivedAt - b.lot.receivedAt || compareText(a.lot.number, b.lot.number);
}

/** In the order of the priorities, then of the codes. */
export function bySourcing(a: Location, b: Location): number {
  return a.sourcingPriority - b.sourcingPriority || compareText(a.code, b.code);
}

/** A total order that no locale changes. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
