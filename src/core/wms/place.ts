import { findOrAddRow } from "../commands/receive.ts";
import type { Draft } from "../draft.ts";
import { locationNotFound, reject, type Rejection } from "../rejection.ts";
import type { Item, Location, Lot, StockRow } from "../stock.ts";
import type { WmsPlaceOfItem } from "./command.ts";

/** The location of a warehouse system's command, unless it is none or is ours to count. */
export function wmsLocation(draft: Draft, code: string): Location | Rejection {
  const location = draft.books.location(code);
  if (location === undefined) return locationNotFound(code, "location");
  if (location.wmsAccountId !== null) return location;
  const message = `location: "${code}" belongs to no account of a warehouse system; link it first`;
  return { ...reject("INVALID_MOVEMENT", message, { location: code }), field: "location" };
}

/** The stock row of a place that must exist. */
export function knownRow(
  draft: Draft,
  item: Item,
  location: Location,
  lot: string | null,
): StockRow | undefined {
  return draft
    .stockOfItem(item.id)
    .find((row) => row.location.id === location.id && (row.lot?.number ?? null) === lot);
}

/** The stock row of a place; it and its lot are made where the warehouse system names them first. */
export function rowOf(
  draft: Draft,
  item: Item,
  location: Location,
  place: WmsPlaceOfItem,
): StockRow {
  const known = knownRow(draft, item, location, place.lot);
  if (known !== undefined) return known;
  const lot = place.lot === null ? null : lotOf(draft, item, place.lot, place.lotId);
  const row = findOrAddRow(draft, item, location, lot, place.stockId);
  // Stored even where nothing is posted to it yet: what is told of it needs a row to be told of.
  const kept = { ...row, version: row.version + 1 };
  draft.addStock(kept);
  return kept;
}

function lotOf(draft: Draft, item: Item, number: string, id: string): Lot {
  const known = draft.lot(item.id, number);
  if (known !== undefined) return known;
  const unknown = { expiresAt: null, supplier: null, unitCost: null, barredAt: null };
  return draft.putLot({
    id,
    itemId: item.id,
    number,
    receivedAt: draft.now,
    ...unknown,
    version: 0,
  });
}
