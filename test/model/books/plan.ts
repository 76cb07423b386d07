import {
  type Allocation,
  type Books,
  keyOf,
  lotKey,
  type Lot,
  type Moment,
  type Reservation,
  type State,
  type Stock,
  unitsIn,
} from "./books.ts";

type Balances = Pick<Stock, "onHand" | "held" | "committed">;

/** What a command comes to. Nothing of it is in the books before it is carried out. */
export interface Plan {
  /** As it is afterwards. */
  reservation: Reservation | null;
  /** The reservation that it replaces, as it is afterwards. */
  givenUp: Reservation | null;
  /** Reservations whose overdue holds are taken back first, as they are afterwards. */
  readonly lapsed: Reservation[];
  readonly moved: Map<Stock, Balances>;
  readonly lots: Lot[];
  /** The lot that is recalled, or no longer. */
  bar: { readonly lot: Lot; readonly isBarred: boolean } | null;
  /** The rows that the answer tells. */
  readonly named: Stock[];
}

/** Why a command was refused. */
export interface Refusal {
  readonly reason: string;
  readonly shortages: readonly Shortage[];
}

export interface Shortage {
  readonly line: number;
  readonly sku: string;
  readonly requested: number;
  readonly available: number;
}

export type Verdict = Plan | Refusal;

export function refuse(reason: string, shortages: readonly Shortage[] = []): Refusal {
  return { reason, shortages };
}

export function isRefusal(verdict: Verdict): verdict is Refusal {
  return "reason" in verdict;
}

export function newPlan(reservation: Reservation | null = null): Plan {
  const nothing = { lapsed: [], moved: new Map(), lots: [], bar: null, named: [] };
  return { reservation, givenUp: null, ...nothing };
}

/** A reservation to write on. */
export function copyOf(reservation: Reservation): Reservation {
  return { ...reservation, allocations: reservation.allocations.map((one) => ({ ...one })) };
}

/** What one unit of an allocation does to its stock row while it is in a state. The whole of bookkeeping. */
const EFFECTS: Readonly<Record<State, Balances>> = {
  held: { onHand: 0, held: 1, committed: 0 },
  committed: { onHand: 0, held: 0, committed: 1 },
  fulfilled: { onHand: -1, held: 0, committed: 0 },
  released: { onHand: 0, held: 0, committed: 0 },
  expired: { onHand: 0, held: 0, committed: 0 },
};

/** Takes units of an allocation out of one state and into another. */
export function shift(
  plan: Plan,
  allocation: Allocation,
  from: State,
  to: State,
  units: number,
): void {
  leave(plan, allocation, from, units);
  enter(plan, allocation, to, units);
}

/** Adds units to an allocation. */
export function enter(plan: Plan, allocation: Allocation, state: State, units: number): void {
  allocation[state] += units;
  allocation.quantity += units;
  move(plan, allocation.stock, EFFECTS[state], units);
}

/** Takes units from an allocation. */
export function leave(plan: Plan, allocation: Allocation, state: State, units: number): void {
  allocation[state] -= units;
  allocation.quantity -= units;
  move(plan, allocation.stock, EFFECTS[state], -units);
}

export function move(plan: Plan, stock: Stock, per: Partial<Balances>, units: number): void {
  const sum = plan.moved.get(stock) ?? { onHand: 0, held: 0, committed: 0 };
  plan.moved.set(stock, {
    onHand: sum.onHand + (per.onHand ?? 0) * units,
    held: sum.held + (per.held ?? 0) * units,
    committed: sum.committed + (per.committed ?? 0) * units,
  });
}

/** A further allocation of a line, or of a component of its bundle. */
export function allocate(
  reservation: Reservation,
  line: number,
  stock: Stock,
  { component }: Pick<Allocation, "component"> = { component: 0 },
): Allocation {
  const number = 1 + reservation.allocations.filter((one) => one.line === line).length;
  const nothing = { quantity: 0, held: 0, committed: 0, fulfilled: 0, released: 0, expired: 0 };
  const allocation = { line, number, component, stock, ...nothing };
  reservation.allocations.push(allocation);
  reservation.allocations.sort((a, b) => a.line - b.line || a.number - b.number);
  return allocation;
}

/** Where sold units go. */
export function soldState(stock: Stock): "fulfilled" | "committed" {
  return stock.location.ships === "at once" ? "fulfilled" : "committed";
}

/** Ends the holds of a reservation whose time is up. */
export function lapse(plan: Plan, reservation: Reservation): void {
  for (const one of reservation.allocations) shift(plan, one, "held", "expired", one.held);
  reservation.expiredAt = reservation.expiresAt;
}

/** Gives back all that a reservation holds. */
export function giveBack(plan: Plan, reservation: Reservation, now: Moment): void {
  if (unitsIn(reservation, "held") === 0) return;
  for (const one of reservation.allocations) shift(plan, one, "held", "released", one.held);
  reservation.releasedAt = now;
}

/** Books a plan. */
export function carryOut(books: Books, plan: Plan): void {
  const { reservation, givenUp, lapsed, moved, lots, bar } = plan;
  if (bar !== null) bar.lot.isBarred = bar.isBarred;
  for (const lot of lots) books.lots.set(lotKey(lot.sku, lot.number), lot);
  for (const [stock, by] of moved) {
    books.stock.set(keyOf(stock), stock);
    stock.onHand += by.onHand;
    stock.held += by.held;
    stock.committed += by.committed;
  }
  for (const one of [...lapsed, givenUp, reservation]) {
    if (one === null) continue;
    books.reservations.set(one.id, one);
    for (const { stock } of one.allocations) stock.holders.delete(one.id);
    for (const { stock, held } of one.allocations) if (held > 0) stock.holders.add(one.id);
  }
}
