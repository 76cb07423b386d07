import type { Draft } from "./draft.ts";
import { type Grant, type Need, Shelf, unitsServed } from "./place.ts";
import { bySourcing, type Location } from "./stock.ts";

/** What serves each line, and how much could not be served. */
export interface Sourced {
  readonly grants: readonly Grant[];
  /** By number of the line: units that could not be granted, and what could have been. */
  readonly short: ReadonlyMap<number, bigint>;
}

/**
 * Chooses the stock that serves an order. A location that serves the whole order alone wins (by priority, then
 * code). Else lines that are pinned go first, and the rest goes to one location if one has all of it; else each
 * line to one that serves it alone; else it is split, most available first.
 */
export function source(draft: Draft, needs: readonly Need[]): Sourced {
  const shelf = new Shelf(draft);
  const ordered = needs.toSorted(tightestFirst);
  const grants = serveAllFromOne(shelf, ordered) ?? servePinnedFirst(shelf, ordered);
  return { grants, short: shortOf(needs, grants) };
}

function servePinnedFirst(shelf: Shelf, needs: readonly Need[]): Grant[] {
  const free = needs.filter((need) => need.location === null);
  const pinned = needs.filter((need) => need.location !== null);
  const grants = pinned.flatMap((need) => serve(shelf, need));
  grants.push(...(serveAllFromOne(shelf, free) ?? free.flatMap((need) => serve(shelf, need))));
  return grants;
}

/** How many units each short line could have had, when all others got theirs. */
export function couldHave(sourced: Sourced, need: Need): bigint {
  return need.quantity - (sourced.short.get(need.line) ?? 0n);
}

/** Pinned lots first, then pinned locations, then bundles, then by how long the lot must be good: the choosy ones eat first. */
function tightestFirst(a: Need, b: Need): number {
  return (
    Number(a.lot === null) - Number(b.lot === null) ||
    Number(a.location === null) - Number(b.location === null) ||
    Number(a.components.length === 0) - Number(b.components.length === 0) ||
    b.goodUntil - a.goodUntil ||
    a.line - b.line
  );
}

function serveAllFromOne(shelf: Shelf, needs: readonly Need[]): Grant[] | undefined {
  for (const location of commonLocations(shelf, needs)) {
    if (needs.some((need) => shelf.unitsFor(need, location) < need.quantity)) continue;
    // What one line finds it can take; several may want the same.
    const [only, ...others] = needs;
    if (only !== undefined && others.length === 0) return shelf.take(only, location, only.quantity);
    const trial = shelf.copy();
    const grants = needs.flatMap((need) => trial.take(need, location, need.quantity));
    if (shortOf(needs, grants).size === 0) return grants;
  }
  return undefined;
}

function commonLocations(shelf: Shelf, needs: readonly Need[]): Location[] {
  const first = needs[0];
  return first === undefined ? [] : shelf.locationsFor(first).toSorted(bySourcing);
}

function serve(shelf: Shelf, need: Need): Grant[] {
  const locations = shelf.locationsFor(need).toSorted(bySourcing);
  const alone = locations.find((location) => shelf.unitsFor(need, location) >= need.quantity);
  if (alone !== undefined) return shelf.take(need, alone, need.quantity);
  const grants: Grant[] = [];
  let left = need.quantity;
  for (const location of mostAvailableFirst(shelf, need, locations)) {
    const taken = shelf.take(need, location, left);
    left -= unitsServed(need, taken);
    grants.push(...taken);
  }
  return grants;
}

function mostAvailableFirst(shelf: Shelf, need: Need, locations: readonly Location[]): Location[] {
  const units = new Map(locations.map((location) => [location, shelf.unitsFor(need, location)]));
  return locations.toSorted((a, b) => {
    const more = (units.get(b) ?? 0n) - (units.get(a) ?? 0n);
    return more === 0n ? bySourcing(a, b) : more > 0n ? 1 : -1;
  });
}

function shortOf(needs: readonly Need[], grants: readonly Grant[]): Map<number, bigint> {
  const left = new Map<number, bigint>();
  for (const need of needs) {
    const units = need.quantity - unitsServed(need, grants);
    if (units !== 0n) left.set(need.line, units);
  }
  return left;
}
