import { availableUnits } from "./availability.ts";
import { atLeastZero, least } from "./balances.ts";
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

/** What one line needs of the stock that is to serve it. */
export interface Need {
  /** Number of the line, from 1. */
  readonly line: number;
  readonly item: Item;
  readonly quantity: bigint;
  /** The pinned location, or null. */
  readonly location: Location | null;
  /** Number of the pinned lot, or null. */
  readonly lot: string | null;
  /** The moment that the lot must outlive. */
  readonly goodUntil: Instant;
}

/** Units of one stock row for one line. */
export interface Grant {
  readonly line: number;
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

  /** Locations that may serve a line at all: the pinned one, or every open one that has the item. */
  locationsFor(need: Need): Location[] {
    return this.#placesFor(need).map((place) => place.location);
  }

  /** How many units a line could have, at one location or in all. */
  unitsFor(need: Need, location?: Location): bigint {
    let units = 0n;
    for (const place of this.#placesFor(need)) {
      if (location === undefined || place.location.id === location.id)
        units += this.#open(place, need);
    }
    return units;
  }

  /** Takes up to `wanted` units for a line at one location, earliest expiry first. */
  take(need: Need, location: Location, wanted: bigint): Grant[] {
    const place = this.#placesFor(need).find((known) => known.location.id === location.id);
    if (place === undefined) return [];
    const grants: Grant[] = [];
    let left = least(wanted, this.#open(place, need));
    for (const row of place.rows) {
      if (left === 0n) break;
      if (!suits(row, need)) continue;
      const quantity = least(left, this.#freeOn(row));
      if (quantity === 0n) continue;
      grants.push({ line: need.line, row, quantity });
      this.#takenRow.set(row.id, (this.#takenRow.get(row.id) ?? 0n) + quantity);
      this.#takenPlace.set(place, (this.#takenPlace.get(place) ?? 0n) + quantity);
      left -= quantity;
    }
    return grants;
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

  #placesFor(need: Need): Place[] {
    const places = this.#placesOf(need.item.id);
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

function suits(row: StockRow, need: Need): boolean {
  if (need.lot !== null && row.lot?.number !== need.lot) return false;
  return isAllocatable(row.lot, need.goodUntil);
}
