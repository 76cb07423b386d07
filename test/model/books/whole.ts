import type { Allocation, Component, Reservation, State, Stock } from "./books.ts";

/** What allocations can give: each by itself, and all of those on one row together. */
export interface Giving {
  readonly most: (one: Allocation) => number;
  readonly room: (stock: Stock) => number;
}

/** So many units of an allocation. */
export type Share = readonly [one: Allocation, units: number];

/** What a line has in a state: of a bundle, whole ones. */
export function lineUnits(reservation: Reservation, state: State, line: number): number {
  const served = reservation.allocations.filter((one) => one.line === line);
  const { made = [] } = reservation.lines[line - 1] ?? {};
  const giving = anything((one) => one[state]);
  if (made.length === 0) return served.reduce((sum, one) => sum + one[state], 0);
  return placesOf(served).reduce((sum, place) => sum + wholeAt(place, made, giving), 0);
}

/** Who gives how much of what is wanted of a line: in order; of a bundle whole ones, place by place. */
export function sharesOf(
  { lines }: Reservation,
  served: readonly Allocation[],
  wanted: number,
  giving: Giving,
): Share[] {
  const { made = [] } = lines[(served[0]?.line ?? 1) - 1] ?? {};
  if (made.length === 0) return takeUnits(served, wanted, giving);
  const shares: Share[] = [];
  let left = wanted;
  for (const place of placesOf(served)) {
    const bundles = Math.min(left, wholeAt(place, made, giving));
    left -= bundles;
    for (const [index, { per }] of made.entries()) {
      const ofIt = place.filter(({ component }) => component === index + 1);
      shares.push(...takeUnits(ofIt, bundles * per, giving));
    }
  }
  return shares;
}

/** What serves a line at each place, in the order of the allocations. */
export function placesOf(served: readonly Allocation[]): Allocation[][] {
  return [...Map.groupBy(served, ({ stock }) => stock.location.code).values()];
}

/** How many whole bundles a place can give. */
export function wholeAt(
  place: readonly Allocation[],
  made: readonly Component[],
  giving: Giving,
): number {
  const whole = made.map(({ per }, index) => {
    const ofIt = place.filter(({ component }) => component === index + 1);
    const units = takeUnits(ofIt, Infinity, giving).reduce((sum, [, some]) => sum + some, 0);
    return Math.floor(units / per);
  });
  return Math.min(...whole);
}

export function anything(most: Giving["most"]): Giving {
  return { most, room: () => Infinity };
}

function takeUnits(served: readonly Allocation[], wanted: number, giving: Giving): Share[] {
  const taken = new Map<Stock, number>();
  let left = wanted;
  return served.flatMap((one): Share[] => {
    const before = taken.get(one.stock) ?? 0;
    const units = Math.min(left, giving.most(one), Math.max(0, giving.room(one.stock) - before));
    if (units <= 0) return [];
    taken.set(one.stock, before + units);
    left -= units;
    return [[one, units]];
  });
}
