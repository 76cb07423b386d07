import { atLeastZero, least, unallocatable } from "./balances.ts";
import type { Bundle } from "./bundle/bundle.ts";
import type { Instant } from "./instant.ts";
import { freeUnits, isAllocatable, liveClaims, safetyStockOf, type StockRow } from "./stock.ts";

/** What one item is at one location, or summed over several. Base units; overdue holds left out. */
export interface Availability {
  readonly onHand: bigint;
  readonly unallocatable: bigint;
  readonly held: bigint;
  readonly committed: bigint;
  readonly inTransit: bigint;
  readonly available: bigint;
  readonly shortfall: bigint;
}

export const NO_STOCK: Availability = {
  onHand: 0n,
  unallocatable: 0n,
  held: 0n,
  committed: 0n,
  inTransit: 0n,
  available: 0n,
  shortfall: 0n,
};

/**
 * What may be promised of one item at one location: what allocatable lots have free, less what is owed
 * to those whose lot fell short or may no longer be sold (they will need the others), less safety stock.
 *
 * @param rows every stock row of that item and location
 */
export function availableUnits(rows: readonly StockRow[], now: Instant): bigint {
  const first = rows[0];
  if (first === undefined || first.item.archived || first.location.archived) return 0n;
  return atLeastZero(unowedUnits(rows, now) - safetyStockOf(first) - heldBack(rows, now));
}

/**
 * What allocatable lots of one item at one location have free, less what is owed to those whose lot fell short or may no
 * longer be sold. Below 0 where more is owed.
 *
 * @param rows every stock row of that item and location
 */
export function unowedUnits(rows: readonly StockRow[], now: Instant): bigint {
  let units = 0n;
  for (const row of rows) units += isAllocatable(row.lot, now) ? balanceOf(row) : -promisedBy(row);
  return units;
}

const HOUR_MS = 3_600_000n;

/**
 * What is not promised because the warehouse system's word is old: it grows with the age of the last walk, and with what
 * was sold since that it does not show yet. Nothing where we count ourselves, or no policy says so.
 */
function heldBack(rows: readonly StockRow[], now: Instant): bigint {
  const location = rows[0]?.location;
  if (location === undefined || location.wmsBufferPercent === 0 || location.wmsSeenAt === null)
    return 0n;
  const ageMs = BigInt(Math.max(0, Math.floor(now - location.wmsSeenAt)));
  let sold = 0n;
  for (const row of rows) sold += row.balances.committed;
  const whole = 100n * HOUR_MS;
  return (sold * BigInt(location.wmsBufferPercent) * ageMs + whole - 1n) / whole;
}

/** The whole answer for one item at one location. */
export function availabilityOf(rows: readonly StockRow[], now: Instant): Availability {
  let sum = NO_STOCK;
  for (const row of rows) sum = add(sum, describe(row));
  return { ...sum, available: availableUnits(rows, now) };
}

/**
 * The whole answer for a bundle: how many its components allow, each from one location. It has no stock of its own, so that
 * nothing else of it can be counted.
 *
 * @param rows every stock row of its components, at one location or at several
 * @param supplier whose lots all of it is to be of; null: whatever there is
 */
export function bundleAvailability(
  { components, isClosed }: Bundle,
  rows: readonly StockRow[],
  now: Instant,
  supplier: string | null = null,
): Availability {
  if (isClosed) return NO_STOCK;
  let available = 0n;
  for (const here of Map.groupBy(rows, ({ location }) => location.id).values()) {
    const byItem = Map.groupBy(here, ({ item }) => item.id);
    const whole = components.map(({ itemId, perBundle }) => {
      const own = byItem.get(itemId) ?? [];
      const units =
        supplier === null
          ? availableUnits(own, now)
          : availabilityOfSupplier(own, supplier, now).available;
      return units / perBundle;
    });
    available += whole.reduce(least);
  }
  return { ...NO_STOCK, available };
}

/**
 * The answer for what one supplier delivered. What of it is available is the part of all that is available which its
 * lots can serve: it is no more than either.
 */
export function availabilityOfSupplier(
  rows: readonly StockRow[],
  supplier: string,
  now: Instant,
): Availability {
  let sum = NO_STOCK;
  let free = 0n;
  for (const row of rows) {
    if (row.lot?.supplier !== supplier) continue;
    sum = add(sum, describe(row));
    if (isAllocatable(row.lot, now)) free += freeUnits(row);
  }
  return { ...sum, available: least(free, availableUnits(rows, now)) };
}

/** The sum of two answers, for one item over several locations. */
export function add(a: Availability, b: Availability): Availability {
  return {
    onHand: a.onHand + b.onHand,
    unallocatable: a.unallocatable + b.unallocatable,
    held: a.held + b.held,
    committed: a.committed + b.committed,
    inTransit: a.inTransit + b.inTransit,
    available: a.available + b.available,
    shortfall: a.shortfall + b.shortfall,
  };
}

function describe(row: StockRow): Availability {
  const { balances } = row;
  return {
    onHand: balances.onHand,
    unallocatable: unallocatable(balances),
    held: balances.held - row.overdueHeld,
    committed: balances.committed,
    inTransit: balances.inTransit,
    available: 0n,
    shortfall: atLeastZero(liveClaims(row) - balances.onHand),
  };
}

/** Free when positive, owed when negative. */
function balanceOf(row: StockRow): bigint {
  return freeUnits(row) - atLeastZero(liveClaims(row) - row.balances.onHand);
}

function promisedBy(row: StockRow): bigint {
  return row.balances.held - row.overdueHeld + row.balances.committed;
}
