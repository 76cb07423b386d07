import { availableUnits } from "./availability.ts";
import { atLeastZero, least } from "./balances.ts";
import type { Component } from "./bundle/bundle.ts";
import type { Draft } from "./draft.ts";
import { type Instant, later } from "./instant.ts";
import {
  byFirstExpiry,
  freeUnits,
  isAllocatable,
  type Item,
  type Location,
  type StockRow,
  type Uuid,
} from "./stock.ts";
import type { Served } from "./reservation.ts";

/** What one line needs of the stock that is to serve it. */
export interface Need {
  /** Number of the line, from 1. */
  readonly line: number;
  readonly item: Item;
  /** Of a bundle, how many of it. */
  readonly quantity: bigint;
  /** What a bundle is made of; none: the item itself has stock. */
  readonly components: readonly Component[];
  /** There is nothing of a bundle to promise: it contains one that is archived. */
  readonly isClosed: boolean;
  /** The pinned location, or null. */
  readonly location: Location | null;
  /** Number of the pinned lot, or null. */
  readonly lot: string | null;
  /** The moment that the lot must outlive. */
  readonly goodUntil: Instant;
}

/** Units of one stock row for one line. */
export interface Grant extends Served {
  readonly row: StockRow;
  readonly quantity: bigint;
}

/** One item at one location: its rows, earliest expiry first, and what may be promised of them in all. */
interface Place {
  readonly location: Location;
  readonly rows: readonly StockRow[];
  readonly available: bigint;
}

/** When the lot must still be good: past the end of the hold, and past the shelf life that was asked for. */
export function goodUntil(
  now: Instant,
  holdEndsAt: Instant | null,
  minShelfLifeMs: number,
): Instant {
  return later(holdEndsAt ?? now, now + minShelfLifeMs);
}

/** Counts what lines of one command take, so that lines which need the same stock see each other. */
export class Shelf {
  readonly #draft: Draft;
  readonly #places: Map<Uuid, Place[]>;
  readonly #takenRow: Map<Uuid, bigint>;
  readonly #takenPlace: Map<Place, bigint>;

  constructor(draft: Draft, like: Shelf | null = null) {
    this.#draft = draft;
    this.#places = like === null ? new Map() : like.#places;
    this.#takenRow = new Map(like === null ? [] : like.#takenRow);
    this.#takenPlace = new Map(like === null ? [] : like.#takenPlace);
  }

  /** The same shelf, to try something on. */
  copy(): Shelf {
    return new Shelf(this.#draft, this);
  }

  /** Locations that may serve a line at all: the pinned one, or every open one that has the item, or all of a bundle. */
  locationsFor(need: Need): Location[] {
    if (need.isClosed) return [];
    if (need.components.length === 0)
      return this.#placesFor(need, need.item.id).map((place) => place.location);
    const [first, ...others] = servingItems(need).map((itemId) => this.#placesFor(need, itemId));
    return (first ?? [])
      .map(({ location }) => location)
      .filter(({ id }) =>
        others.every((places) => places.some((place) => place.location.id === id)),
      );
  }

  /** How many units a line could have at one location: of a bundle, whole ones. */
  unitsFor(need: Need, location: Location): bigint {
    if (need.components.length === 0) return this.#openAt(need, need.item.id, location);
    const whole = need.components.map(
      ({ itemId, perBundle }) => this.#openAt(need, itemId, location) / perBundle,
    );
    return whole.reduce(least);
  }

  /** Takes up to `wanted` units for a line at one location, earliest expiry first; of a bundle, all that it is made of. */
  take(need: Need, location: Location, wanted: bigint): Grant[] {
    const { line, components, item } = need;
    if (components.length === 0)
      return this.#take(need, item.id, location, { line, component: 0, perBundle: 1n }, wanted);
    const bundles = least(wanted, this.unitsFor(need, location));
    return components.flatMap(({ itemId, perBundle }, index) => {
      const served = { line, component: index + 1, perBundle };
      return this.#take(need, itemId, location, served, bundles * perBundle);
    });
  }

  #take(need: Need, itemId: Uuid, location: Location, served: Served, wanted: bigint): Grant[] {
    const place = this.#placeAt(need, itemId, location);
    if (place === undefined) return [];
    const { line, component, perBundle } = served;
    const grants: Grant[] = [];
    let left = least(wanted, this.#open(place, need));
    for (const row of place.rows) {
      if (left === 0n) break;
      if (!suits(row, need)) continue;
      const quantity = least(left, this.#freeOn(row));
      if (quantity === 0n) continue;
      grants.push({ line, component, perBundle, row, quantity });
      this.#takenRow.set(row.id, (this.#takenRow.get(row.id) ?? 0n) + quantity);
      this.#takenPlace.set(place, (this.#takenPlace.get(place) ?? 0n) + quantity);
      left -= quantity;
    }
    return grants;
  }

  #openAt(need: Need, itemId: Uuid, location: Location): bigint {
    const place = this.#placeAt(need, itemId, location);
    return place === undefined ? 0n : this.#open(place, need);
  }

  #open(place: Place, need: Need): bigint {
    let free = 0n;
    for (const row of place.rows) if (suits(row, need)) free += this.#freeOn(row);
    const available = atLeastZero(place.available - (this.#takenPlace.get(place) ?? 0n));
    return least(free, available);
  }

  #freeOn(row: StockRow): bigint {
    return atLeastZero(freeUnits(row) - (this.#takenRow.get(row.id) ?? 0n));
  }

  #placeAt(need: Need, itemId: Uuid, location: Location): Place | undefined {
    return this.#placesFor(need, itemId).find((place) => place.location.id === location.id);
  }

  #placesFor(need: Need, itemId: Uuid): Place[] {
    const places = this.#placesOf(itemId);
    if (need.location === null) return places;
    const pinned = need.location.id;
    return places.filter((place) => place.location.id === pinned);
  }

  #placesOf(itemId: Uuid): Place[] {
    const known = this.#places.get(itemId);
    if (known !== undefined) return known;
    const byLocation = Map.groupBy(this.#draft.stockOfItem(itemId), (row) => row.location.id);
    const places: Place[] = [];
    for (const rows of byLocation.values()) {
      const location = rows[0]?.location;
      if (location === undefined || location.archived) continue;
      const available = availableUnits(rows, this.#draft.now);
      places.push({ location, rows: rows.toSorted(byFirstExpiry), available });
    }
    this.#places.set(itemId, places);
    return places;
  }
}

/** The items whose stock serves a line. */
export function servingItems({ item, components }: Need): Uuid[] {
  return components.length === 0 ? [item.id] : components.map(({ itemId }) => itemId);
}

/** How many units of a line grants serve: of a bundle, how many of it. They serve whole ones. */
export function unitsServed({ line, components }: Need, grants: readonly Grant[]): bigint {
  let units = 0n;
  for (const grant of grants)
    if (grant.line === line && grant.component <= 1) units += grant.quantity;
  return components[0] === undefined ? units : units / components[0].perBundle;
}

function suits(row: StockRow, need: Need): boolean {
  if (need.lot !== null && row.lot?.number !== need.lot) return false;
  return isAllocatable(row.lot, need.goodUntil);
}
