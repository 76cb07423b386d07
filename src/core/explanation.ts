import type { Books } from "./books.ts";
import { Draft } from "./draft.ts";
import { hasPassed, type Instant } from "./instant.ts";
import { goodUntil, type Grant, type Need, servingItems, Shelf, unitsServed } from "./place.ts";
import type { ReservationLine } from "./reservation.ts";
import { source, type Sourced } from "./sourcing.ts";
import {
  byFirstExpiry,
  bySourcing,
  freeUnits,
  isAllocatable,
  type Location,
  type StockRow,
  type Uuid,
} from "./stock.ts";

/** How a line got its places. */
export type SourcingRule =
  "wholeOrder" | "pinned" | "restOfOrder" | "lineAlone" | "split" | "nothing";

export type PlaceVerdict =
  "chosen" | "notNeeded" | "tooLittle" | "nothing" | "notPinned" | "archived";

export type LotVerdict =
  | "chosen"
  | "notNeeded"
  | "nothingFree"
  | "expired"
  | "barred"
  | "tooShortLived"
  | "notPinned"
  | "keptBack";

/** What one stock row could do for a line: of a bundle, a row of one of its components. */
export interface LotExplained {
  readonly row: StockRow;
  readonly free: bigint;
  readonly taken: bigint;
  readonly verdict: LotVerdict;
}

/** What one location could do for a line. Of a bundle, in whole ones. */
export interface PlaceExplained {
  readonly location: Location;
  readonly available: bigint;
  readonly taken: bigint;
  readonly verdict: PlaceVerdict;
  /** First expired first. */
  readonly lots: readonly LotExplained[];
}

/** Why one line is served as it is. */
export interface LineExplained {
  readonly need: Need;
  readonly granted: bigint;
  readonly rule: SourcingRule;
  /** In the order of priority and code. */
  readonly places: readonly PlaceExplained[];
}

/** The choice of stock for an order, made once more. */
export interface Explained {
  readonly lines: readonly LineExplained[];
  /** It is the choice that was made. */
  readonly isReproduced: boolean;
}

/**
 * Chooses the stock for an order once more, on books as they stood before it was made, and tells why.
 *
 * @param holdEndsAt when the hold that was asked for was to end; null: it was sold, or held without end
 * @param chosen the units that were taken of each stock row
 */
export function explainOrder(
  books: Books,
  lines: readonly ReservationLine[],
  holdEndsAt: Instant | null,
  chosen: ReadonlyMap<Uuid, bigint>,
): Explained {
  const draft = new Draft(books);
  const needs = lines.map((line) => needOf(draft, line, holdEndsAt));
  const sourced = source(draft, needs);
  const shelf = new Shelf(draft);
  const explained = needs.map((need) => {
    const granted = need.quantity - (sourced.short.get(need.line) ?? 0n);
    const rule = ruleOf(need, needs, sourced);
    return { need, granted, rule, places: placesOf(draft, shelf, need, sourced.grants) };
  });
  return { lines: explained, isReproduced: isSame(sourced.grants, chosen) };
}

function needOf(draft: Draft, line: ReservationLine, holdEndsAt: Instant | null): Need {
  const { number, sku, quantity, components, location: code, lot, minShelfLifeMs } = line;
  const item = draft.books.item(sku);
  const location = code === null ? null : draft.books.location(code);
  if (item === undefined || location === undefined)
    throw new Error(`line ${number} was not read for its explanation`);
  const good = goodUntil(draft.now, holdEndsAt, minShelfLifeMs);
  const bundle = { components, isClosed: false };
  return { line: number, item, quantity, ...bundle, location, lot, goodUntil: good };
}

function isSame(grants: readonly Grant[], chosen: ReadonlyMap<Uuid, bigint>): boolean {
  const left = new Map(chosen);
  for (const { row, quantity } of grants) left.set(row.id, (left.get(row.id) ?? 0n) - quantity);
  return [...left.values()].every((units) => units === 0n);
}

/** Follows from what the choice came to: each rule is tried only where those before it cannot serve. */
function ruleOf(need: Need, needs: readonly Need[], { grants, short }: Sourced): SourcingRule {
  const own = locationsOf(grants, [need]);
  if (own.size === 0) return "nothing";
  if (need.location !== null) return "pinned";
  const servesAlone = (of: readonly Need[]): boolean =>
    locationsOf(grants, of).size === 1 && of.every(({ line }) => !short.has(line));
  if (servesAlone(needs)) return "wholeOrder";
  const rest = needs.filter(({ location }) => location === null);
  if (rest.length > 1 && servesAlone(rest)) return "restOfOrder";
  return servesAlone([need]) ? "lineAlone" : "split";
}

function locationsOf(grants: readonly Grant[], needs: readonly Need[]): Set<Uuid> {
  const wanted = new Set(needs.map(({ line }) => line));
  return new Set(grants.filter(({ line }) => wanted.has(line)).map(({ row }) => row.location.id));
}

function placesOf(
  draft: Draft,
  shelf: Shelf,
  need: Need,
  grants: readonly Grant[],
): PlaceExplained[] {
  const stock = servingItems(need).flatMap((itemId) => draft.stockOfItem(itemId));
  const byPlace = Map.groupBy(stock, ({ location }) => location.id);
  const places = [...byPlace.values()].flatMap((rows) => {
    const location = rows[0]?.location;
    if (location === undefined) return [];
    const available = shelf.unitsFor({ ...need, location: null }, location);
    const here = grants.filter(({ row }) => rows.some(({ id }) => id === row.id));
    return placeOf(need, { location, rows, available, grants: here, now: draft.now });
  });
  return places.toSorted((a, b) => bySourcing(a.location, b.location));
}

interface Place {
  readonly location: Location;
  readonly rows: readonly StockRow[];
  /** What it could promise before any line took some. */
  readonly available: bigint;
  /** What lines take of the item there. */
  readonly grants: readonly Grant[];
  readonly now: Instant;
}

function placeOf(need: Need, place: Place): PlaceExplained {
  const { location, rows, available, grants } = place;
  const taken = unitsServed(need, grants);
  // Of a bundle, what other lines take of its components is not counted in bundles.
  const left = available - (need.components.length === 0 ? unitsOf(grants) : taken);
  const lots = rows.toSorted(byFirstExpiry).map((row): LotExplained => {
    const own = grants.filter((grant) => grant.line === need.line && grant.row.id === row.id);
    const ofLot = unitsOf(own);
    const verdict = ofLot > 0n ? "chosen" : lotVerdict(need, row, place.now, left <= 0n);
    return { row, free: freeUnits(row), taken: ofLot, verdict };
  });
  const verdict = taken > 0n ? "chosen" : placeVerdict(need, place, left + taken);
  return { location, available, taken, verdict, lots };
}

function placeVerdict(
  { item, location, quantity }: Need,
  place: Place,
  left: bigint,
): PlaceVerdict {
  if (item.archived || place.location.archived) return "archived";
  if (location !== null && location.id !== place.location.id) return "notPinned";
  if (left <= 0n) return "nothing";
  return left < quantity ? "tooLittle" : "notNeeded";
}

function lotVerdict(need: Need, row: StockRow, now: Instant, isAllTaken: boolean): LotVerdict {
  const { lot } = row;
  if (need.lot !== null && lot?.number !== need.lot) return "notPinned";
  // Books are read as of then: a lot is barred, or has expired, if it was so at that moment.
  if (lot !== null && lot.barredAt !== null) return "barred";
  if (!isAllocatable(lot, need.goodUntil))
    return hasPassed(lot?.expiresAt ?? null, now) ? "expired" : "tooShortLived";
  if (freeUnits(row) === 0n) return "nothingFree";
  return isAllTaken ? "keptBack" : "notNeeded";
}

function unitsOf(grants: readonly Grant[]): bigint {
  let units = 0n;
  for (const { quantity } of grants) units += quantity;
  return units;
}
