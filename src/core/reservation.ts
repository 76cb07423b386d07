import { least } from "./balances.ts";
import { hasPassed, type Instant } from "./instant.ts";
import type { Component } from "./bundle/bundle.ts";
import type { Lot, Uuid } from "./stock.ts";

/** Where a reservation is in its life. Derived, never stored. */
export type ReservationState = "held" | "committed" | "fulfilled" | "released" | "expired";

/** What one line of an order asked for. Never changes. */
export interface ReservationLine {
  /** From 1. */
  readonly number: number;
  readonly itemId: Uuid;
  readonly sku: string;
  readonly quantity: bigint;
  /** What `allow_partial` could not grant. */
  readonly shortQuantity: bigint;
  /** Code of the pinned location, or null. */
  readonly location: string | null;
  /** Number of the pinned lot, or null. */
  readonly lot: string | null;
  readonly minShelfLifeMs: number;
  /** Where the item is a bundle, what one is made of, as of Reserve; quantities of the line then count bundles. */
  readonly components: readonly Component[];
}

/** What stock serves: a line, or one component of a bundle's line. */
export interface Served {
  readonly line: number;
  /** Which component of a bundle, from 1; 0 where the line is of no bundle. */
  readonly component: number;
  /** Units that one bundle takes; 1 where the line is of no bundle. */
  readonly perBundle: bigint;
}

/** The stock that serves one line: quantity = held + committed + fulfilled + released + expired. */
export interface Allocation extends Served {
  /** From 1 within the line. */
  readonly number: number;
  readonly stockId: Uuid;
  readonly sku: string;
  readonly location: string;
  readonly lot: string | null;
  readonly quantity: bigint;
  readonly held: bigint;
  readonly committed: bigint;
  readonly fulfilled: bigint;
  readonly released: bigint;
  readonly expired: bigint;
  /** When re-homing found no other stock for what it holds of a barred lot; null: it did not look, or it found some. */
  readonly shortAt: Instant | null;
  /** Of the fulfilled units, those that the customer has brought back. Which stock they went to, the journal tells. */
  readonly returned: bigint;
}

/** What one order holds, has bought or has given back. */
export interface Reservation {
  readonly id: Uuid;
  readonly orderRef: string;
  readonly createdAt: Instant;
  /** When the hold ends; null: never. */
  readonly expiresAt: Instant | null;
  /** How long it was asked to hold, for holding again; null: without end. */
  readonly ttlMs: number | null;
  readonly lines: readonly ReservationLine[];
  /** By line, then by number. */
  readonly allocations: readonly Allocation[];
  /** When a release last took effect. */
  readonly releasedAt: Instant | null;
  /** When an expiry last took effect: the `expiresAt` of then. */
  readonly expiredAt: Instant | null;
  /** 0 when it is not stored yet; grows by one with every change. */
  readonly version: number;
}

/** Units per line of a reservation, by number of the line: of a bundle's line, bundles. */
export type UnitsByLine = ReadonlyMap<number, bigint>;

/** The part of a quantity that an allocation has in each state. */
export type AllocationState = "held" | "committed" | "fulfilled" | "released" | "expired";

/** Was its owner told that nothing can take the place of what it holds, since the lot was barred? */
export function isToldShort({ held, shortAt }: Allocation, lot: Lot | null): boolean {
  if (held === 0n || shortAt === null || lot === null) return false;
  return lot.barredAt !== null && shortAt >= lot.barredAt;
}

/** The order of allocations: by line, then by number. */
export function byLine(a: Allocation, b: Allocation): number {
  return a.line - b.line || a.number - b.number;
}

/** How many units of the whole reservation are in a state, as booked. */
export function total(reservation: Reservation, state: AllocationState): bigint {
  let sum = 0n;
  for (const allocation of reservation.allocations) sum += allocation[state];
  return sum;
}

/** Does it hold units although its time is up? Such holds count as expired, swept or not. */
export function isOverdue(reservation: Reservation, now: Instant): boolean {
  return hasPassed(reservation.expiresAt, now) && total(reservation, "held") > 0n;
}

/** The state at a moment. The very instant of `expiresAt` is expired. */
export function stateAt(reservation: Reservation, now: Instant): ReservationState {
  const seen = seenAt(reservation, now);
  if (total(seen, "held") > 0n) return "held";
  if (total(seen, "committed") > 0n) return "committed";
  if (total(seen, "fulfilled") > 0n) return "fulfilled";
  if (seen.expiredAt === null) return "released";
  return seen.releasedAt !== null && seen.releasedAt >= seen.expiredAt ? "released" : "expired";
}

/** The reservation as every reader sees it at a moment: overdue holds are expired, swept or not. */
export function seenAt(reservation: Reservation, now: Instant): Reservation {
  if (!isOverdue(reservation, now)) return reservation;
  return {
    ...reservation,
    expiredAt: reservation.expiresAt,
    allocations: reservation.allocations.map((allocation) => ({
      ...allocation,
      held: 0n,
      expired: allocation.expired + allocation.held,
    })),
  };
}

/** How many units of a line lapsed and could be held again: granted, and neither alive, sold nor given back. */
export function lapsedUnits(reservation: Reservation, line: ReservationLine): bigint {
  const granted = line.quantity - line.shortQuantity;
  if (line.components.length === 0) return granted - keptUnits(reservation, line, 0);
  let lapsed = granted;
  for (const [index, { perBundle }] of line.components.entries()) {
    const units = granted * perBundle - keptUnits(reservation, line, index + 1);
    lapsed = least(lapsed, units / perBundle);
  }
  return lapsed;
}

function keptUnits({ allocations }: Reservation, line: ReservationLine, component: number): bigint {
  let kept = 0n;
  for (const allocation of allocations) {
    if (allocation.line !== line.number || allocation.component !== component) continue;
    kept += allocation.held + allocation.committed + allocation.fulfilled + allocation.released;
  }
  return kept;
}
