import { availableUnits, liveHeld, shortfall, type View } from "./availability.ts";
import {
  type Component,
  type Moment,
  type Reservation,
  STATES,
  type Stock,
  stockOf,
  unitsIn,
} from "./books.ts";
import { seenAt } from "./life.ts";
import type { Plan } from "./plan.ts";

/*
 * What callers are told, as plain data: the same whether it comes from the service or from these books.
 */

export interface ToldAllocation {
  readonly number: number;
  readonly at: string;
  readonly quantity: number;
  readonly units: Readonly<Record<string, number>>;
}

export interface ToldReservation {
  readonly id: string;
  readonly state: string;
  /** Left out in a rehearsal: there it follows the clock to the millisecond. */
  readonly expiresAt?: Moment | null;
  readonly lines: readonly {
    readonly sku: string;
    readonly quantity: number;
    readonly short: number;
    readonly location: string;
    readonly lot: string;
    readonly allocations: readonly ToldAllocation[];
  }[];
}

export interface ToldStock {
  readonly at: string;
  readonly onHand: number;
  readonly held: number;
  readonly committed: number;
  readonly shortfall: number;
}

export interface ToldAvailability extends ToldStock {
  readonly available: number;
}

/** Where stock lies, in one word. */
export function whereOf(sku: string, location: string, lot: string): string {
  return `${sku}@${location}${lot === "" ? "" : `#${lot}`}`;
}

/** Units per state, without the states that have none. */
export function unitsOf(from: Readonly<Record<(typeof STATES)[number], number | bigint>>) {
  const some = STATES.filter((state) => Number(from[state]) !== 0);
  return Object.fromEntries(some.map((state) => [state, Number(from[state])]));
}

export function tellReservation(reservation: Reservation, now: Moment): ToldReservation {
  const { id, expiresAt } = reservation;
  const seen = seenAt(reservation, now);
  const lines = seen.lines.map(({ sku, quantity, short, location, lot }, index) => {
    const served = seen.allocations.filter(({ line }) => line === index + 1);
    const allocations = served.map((one) => {
      const at = whereOf(one.stock.sku, one.stock.location.code, one.stock.lot?.number ?? "");
      return { number: one.number, at, quantity: one.quantity, units: unitsOf(one) };
    });
    return { sku, quantity, short, location: location ?? "", lot: lot ?? "", allocations };
  });
  return { id, state: stateOf(seen), expiresAt, lines };
}

function stateOf(seen: Reservation): string {
  for (const state of ["held", "committed", "fulfilled"] as const) {
    if (unitsIn(seen, state) > 0) return state;
  }
  const { expiredAt, releasedAt } = seen;
  if (expiredAt === null) return "released";
  return releasedAt !== null && releasedAt >= expiredAt ? "released" : "expired";
}

/** A row as it is told: with overdue holds that were not yet taken back. */
export function tellStock(stock: Stock, plan?: Plan): ToldStock {
  const by = plan?.moved.get(stock) ?? { onHand: 0, held: 0, committed: 0 };
  const onHand = stock.onHand + by.onHand;
  const held = stock.held + by.held;
  const committed = stock.committed + by.committed;
  const at = whereOf(stock.sku, stock.location.code, stock.lot?.number ?? "");
  return { at, onHand, held, committed, shortfall: Math.max(0, held + committed - onHand) };
}

/** How much there is of an item: at one location, or at all of them (empty). */
export function tellAvailability(view: View, sku: string, location: string): ToldAvailability {
  const made = view.books.items.get(sku)?.made;
  const rows = stockOf(view.books, sku, location === "" ? null : location);
  const sum = (unitsOn: (stock: Stock) => number): number =>
    rows.reduce((units, stock) => units + unitsOn(stock), 0);
  const codes = location === "" ? view.books.locations.map(({ code }) => code) : [location];
  return {
    at: whereOf(sku, location, ""),
    onHand: sum(({ onHand }) => onHand),
    held: sum((stock) => liveHeld(view, stock)),
    committed: sum(({ committed }) => committed),
    shortfall: sum((stock) => shortfall(view, stock)),
    available: codes.reduce((units, code) => units + availableOf(view, { sku, made }, code), 0),
  };
}

/** Of a bundle, as many as its scarcest component allows. */
function availableOf(
  view: View,
  { sku, made }: { sku: string; made: readonly Component[] | undefined },
  code: string,
): number {
  if (made === undefined) return availableUnits(view, sku, code);
  return Math.min(
    ...made.map((part) => Math.floor(availableUnits(view, part.sku, code) / part.per)),
  );
}
