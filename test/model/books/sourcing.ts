import type { LocationFacts } from "../steps/world.ts";
import { availableUnits, freeUnits, type View } from "./availability.ts";
import { type Component, isGood, type Moment, type Stock, stockOf } from "./books.ts";

/** What one line needs. No two lines of an order take from the same stock. */
export interface Need {
  readonly line: number;
  readonly sku: string;
  readonly quantity: number;
  readonly location: string | null;
  readonly lot: string | null;
  /** What a bundle is made of; none: it is no bundle. */
  readonly made: readonly Component[];
  /** The lot must be good beyond this moment. */
  readonly goodUntil: Moment;
}

export interface Grant {
  readonly line: number;
  readonly component: number;
  readonly stock: Stock;
  readonly quantity: number;
}

/**
 * Chooses what serves an order. The first location that has all of it; else, for the lines that are free to come from
 * anywhere, the first that has all of those; else each line from the first location that has all of it; else from
 * several, those with the most first.
 */
export function source(view: View, needs: readonly Need[]): Grant[] {
  const together = firstWithAll(view, needs);
  if (together !== undefined) return needs.flatMap((need) => take(view, need, together));
  const free = needs.filter((need) => need.location === null);
  const forFree = firstWithAll(view, free);
  return needs.flatMap((need) =>
    need.location === null && forFree !== undefined
      ? take(view, need, forFree)
      : serveAlone(view, need),
  );
}

/** What of a need was granted: of a bundle, so many as the first component was granted for. */
export function grantedOf(grants: readonly Grant[], { line, made }: Need): number {
  const ofIt = grants.filter((grant) => grant.line === line && grant.component <= 1);
  return ofIt.reduce((sum, { quantity }) => sum + quantity, 0) / (made[0]?.per ?? 1);
}

function firstWithAll(view: View, needs: readonly Need[]): LocationFacts | undefined {
  return view.books.locations.find((location) =>
    needs.every((need) => unitsAt(view, need, location) >= need.quantity),
  );
}

function serveAlone(view: View, need: Need): Grant[] {
  const alone = firstWithAll(view, [need]);
  if (alone !== undefined) return take(view, need, alone);
  const mostFirst = view.books.locations.toSorted(
    (a, b) => unitsAt(view, need, b) - unitsAt(view, need, a),
  );
  const grants: Grant[] = [];
  let { quantity } = need;
  for (const location of mostFirst) {
    const taken = take(view, { ...need, quantity }, location);
    grants.push(...taken);
    quantity -= grantedOf(taken, need);
  }
  return grants;
}

/** How much of a need a location can serve: of a bundle, whole ones. */
function unitsAt(view: View, need: Need, location: LocationFacts): number {
  const { code } = location;
  if (need.made.length > 0) {
    const whole = need.made.map(({ sku, per }) =>
      Math.floor(unitsAt(view, { ...need, sku, made: [] }, location) / per),
    );
    return Math.min(...whole);
  }
  const rows = rowsFor(view, need, code);
  const free = rows.reduce((sum, stock) => sum + freeUnits(view, stock), 0);
  return Math.min(free, availableUnits(view, need.sku, code));
}

/** Takes as much of a need as a location can serve, from the first expiring lots first. */
function take(view: View, need: Need, location: LocationFacts): Grant[] {
  const grants: Grant[] = [];
  let left = Math.min(need.quantity, unitsAt(view, need, location));
  const bundles = left;
  if (need.made.length > 0) {
    return need.made.flatMap(({ sku, per }, index) => {
      const units = take(view, { ...need, sku, made: [], quantity: bundles * per }, location);
      return units.map((grant) => ({ ...grant, component: index + 1 }));
    });
  }
  for (const stock of rowsFor(view, need, location.code)) {
    const quantity = Math.min(left, freeUnits(view, stock));
    if (quantity > 0) grants.push({ line: need.line, component: 0, stock, quantity });
    left -= quantity;
  }
  return grants;
}

function rowsFor(view: View, need: Need, location: string): Stock[] {
  if (need.location !== null && need.location !== location) return [];
  return stockOf(view.books, need.sku, location).filter(
    ({ lot }) => isGood(lot, need.goodUntil) && (need.lot === null || lot?.number === need.lot),
  );
}
