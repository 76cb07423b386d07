import { atLeastZero, least } from "../balances.ts";
import type { Allocation, UnitsByLine } from "../reservation.ts";
import type { Uuid } from "../stock.ts";

/** What allocations may give, and what their stock rows have room for. */
export interface Limits {
  /** How many units an allocation may give by itself. */
  readonly most: (allocation: Allocation) => bigint;
  /** How many units all allocations on one stock row may give together; without it, as many as they have. */
  readonly room?: (stockId: Uuid) => bigint;
}

/**
 * Says how many units each allocation gives: lines in the order of their allocations. Of a bundle's line whole bundles
 * are taken, location by location, so that what is left at each location is whole as well.
 */
export function shareUnits(
  allocations: readonly Allocation[],
  units: UnitsByLine,
  limits: Limits,
): Map<Allocation, bigint> {
  const sharing = new Sharing(limits);
  const left = new Map(units);
  for (const allocation of allocations) {
    const { line, component } = allocation;
    if (component > 0) continue;
    const some = sharing.take(allocation, left.get(line) ?? 0n);
    if (some > 0n) left.set(line, (left.get(line) ?? 0n) - some);
  }
  for (const [line, places] of placesByLine(allocations)) {
    for (const place of places) {
      const bundles = least(left.get(line) ?? 0n, sharing.bundlesOf(place));
      left.set(line, (left.get(line) ?? 0n) - bundles);
      sharing.takeBundles(place, bundles);
    }
  }
  return sharing.shares;
}

/** How many whole bundles allocations have in a state, by line. Those of other items are left out. */
export function bundlesByLine(
  allocations: readonly Allocation[],
  most: (allocation: Allocation) => bigint,
): Map<number, bigint> {
  const sharing = new Sharing({ most });
  const bundles = new Map<number, bigint>();
  for (const [line, places] of placesByLine(allocations)) {
    let whole = 0n;
    for (const place of places) whole += sharing.bundlesOf(place);
    bundles.set(line, whole);
  }
  return bundles;
}

/** What serves one line of a bundle at one location, by component. */
export type BundlePlace = ReadonlyMap<number, readonly Allocation[]>;

/** By line of a bundle: what serves it at each location, in the order of the allocations. */
export function placesByLine(
  allocations: readonly Allocation[],
): Map<number, readonly BundlePlace[]> {
  const places = new Map<number, readonly BundlePlace[]>();
  if (!allocations.some(({ component }) => component > 0)) return places;
  const bundled = allocations.filter(({ component }) => component > 0);
  for (const [line, served] of Map.groupBy(bundled, (allocation) => allocation.line))
    places.set(line, placesOf(served));
  return places;
}

/** What serves one line of a bundle at each location, in the order of the allocations. */
export function placesOf(allocations: readonly Allocation[]): BundlePlace[] {
  const byLocation = Map.groupBy(allocations, ({ location }) => location);
  return Array.from(byLocation.values(), (here) => Map.groupBy(here, ({ component }) => component));
}

/** Hands out units and remembers to whom, so that allocations on the same row see each other. */
export class Sharing {
  readonly shares = new Map<Allocation, bigint>();
  readonly #limits: Limits;
  readonly #taken = new Map<Uuid, bigint>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** How many whole bundles a place could still give. */
  bundlesOf(place: BundlePlace): bigint {
    let bundles: bigint | undefined;
    for (const allocations of place.values()) {
      const perBundle = allocations[0]?.perBundle ?? 1n;
      const whole = this.unitsOf(allocations) / perBundle;
      bundles = bundles === undefined ? whole : least(bundles, whole);
    }
    return bundles ?? 0n;
  }

  /** Takes whole bundles from a place that can give them. */
  takeBundles(place: BundlePlace, bundles: bigint): void {
    if (bundles === 0n) return;
    for (const allocations of place.values()) {
      let left = bundles * (allocations[0]?.perBundle ?? 1n);
      for (const allocation of allocations) left -= this.take(allocation, left);
    }
  }

  /** Takes up to so many units from an allocation. @returns how many it gave */
  take(allocation: Allocation, wanted: bigint): bigint {
    const some = least(wanted, this.#open(allocation));
    if (some <= 0n) return 0n;
    this.shares.set(allocation, (this.shares.get(allocation) ?? 0n) + some);
    const { stockId } = allocation;
    if (this.#limits.room !== undefined)
      this.#taken.set(stockId, (this.#taken.get(stockId) ?? 0n) + some);
    return some;
  }

  /** What allocations of one component could still give; several of them may be on the same row. */
  unitsOf(allocations: readonly Allocation[]): bigint {
    let units = 0n;
    const byRow = new Map<Uuid, bigint>();
    for (const allocation of allocations) {
      const { stockId } = allocation;
      const before = byRow.get(stockId) ?? 0n;
      const open = least(this.#own(allocation), atLeastZero(this.#roomOn(stockId) - before));
      byRow.set(stockId, before + open);
      units += open;
    }
    return units;
  }

  #open(allocation: Allocation): bigint {
    return least(this.#own(allocation), this.#roomOn(allocation.stockId));
  }

  #own(allocation: Allocation): bigint {
    return this.#limits.most(allocation) - (this.shares.get(allocation) ?? 0n);
  }

  #roomOn(stockId: Uuid): bigint {
    const { room } = this.#limits;
    if (room === undefined) return UNLIMITED;
    return atLeastZero(room(stockId) - (this.#taken.get(stockId) ?? 0n));
  }
}

/** More than any row can hold. */
const UNLIMITED = 10n ** 18n;
