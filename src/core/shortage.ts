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
    nextAvailableAt: earliestExpiry(draft, rows),
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

/** When the earliest live hold on any of these rows ends. */
export function earliestExpiry(draft: Draft, rows: readonly StockRow[]): Instant | null {
  let earliest: Instant | null = null;
  for (const row of rows) {
    const ends = draft.books.nextExpiry.get(row.id);
    if (ends !== undefined && (earliest === null || ends < earliest)) earliest = ends;
  }
  return earliest;
}
