import type { UnitsByLine } from "./allocations.ts";
import type { Draft } from "./draft.ts";
import type { Instant } from "./instant.ts";
import { type Need, servingItems } from "./place.ts";
import type { Shortage } from "./rejection.ts";
import type { Reservation, ReservationLine } from "./reservation.ts";
import type { StockRow } from "./stock.ts";

/** Tells one short line: what it could have had, and when units may come back. */
export function shortageOf(
  draft: Draft,
  need: Need,
  available: bigint,
  rows: readonly StockRow[],
): Shortage {
  return {
    line: need.line,
    sku: need.item.sku,
    location: need.location?.code ?? null,
    requested: need.quantity,
    available,
    nextAvailableAt: nextUnitsAt(draft, rows),
  };
}

/** Tells which lines of a reservation their stock cannot serve. */
export function shortagesOf(
  reservation: Reservation,
  requested: UnitsByLine,
  missing: UnitsByLine,
  nextAvailableAt: (line: ReservationLine) => Instant | null,
): Shortage[] {
  return reservation.lines.flatMap((line) => {
    const short = missing.get(line.number) ?? 0n;
    if (short === 0n) return [];
    const { number, sku, location } = line;
    const asked = requested.get(number) ?? 0n;
    const told = { line: number, sku, location, requested: asked, available: asked - short };
    return { ...told, nextAvailableAt: nextAvailableAt(line) };
  });
}

/** Every stock row that could serve a need, whether it has anything free or not. */
export function rowsOfNeed(draft: Draft, need: Need): StockRow[] {
  const rows = servingItems(need).flatMap((itemId) => draft.stockOfItem(itemId));
  const { location } = need;
  return location === null ? rows : rows.filter((row) => row.location.id === location.id);
}

/** When units of any of these rows may come: a live hold ends, or a transfer to them is expected. */
export function nextUnitsAt(draft: Draft, rows: readonly StockRow[]): Instant | null {
  const { nextExpiry, nextArrival } = draft.books;
  const moments = rows.flatMap(({ id }) => [
    nextExpiry.get(id) ?? Infinity,
    nextArrival.get(id) ?? Infinity,
  ]);
  const earliest = Math.min(...moments);
  return earliest === Infinity ? null : earliest;
}
