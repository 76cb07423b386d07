import type { Delta } from "./balances.ts";
import { bundlesByLine, type Limits, shareUnits } from "./bundle/sharing.ts";
import type { Draft, OpenEntry } from "./draft.ts";
import type { Grant } from "./place.ts";
import type {
  Allocation,
  AllocationState,
  Reservation,
  Served,
  UnitsByLine,
} from "./reservation.ts";
import type { StockRow, Uuid } from "./stock.ts";

export type { UnitsByLine } from "./reservation.ts";

/** From which state units go to which, and what that does to their stock row. */
export interface Shift {
  readonly from: AllocationState;
  readonly to: AllocationState;
  readonly delta: (units: bigint) => Delta;
}

export const RELEASE_HELD: Shift = {
  from: "held",
  to: "released",
  delta: (units) => ({ held: -units }),
};

export const RELEASE_COMMITTED: Shift = {
  from: "committed",
  to: "released",
  delta: (units) => ({ committed: -units }),
};

export const SHIP_COMMITTED: Shift = {
  from: "committed",
  to: "fulfilled",
  delta: (units) => ({ onHand: -units, committed: -units }),
};

/**
 * Moves units of some lines from one state to another, in the order of the allocations; of bundles whole ones.
 *
 * @param limits how many units an allocation may give: all it has, where nothing is said
 */
export function shiftUnits(
  draft: Draft,
  entry: OpenEntry,
  allocations: readonly Allocation[],
  units: UnitsByLine,
  shift: Shift,
  limits: Limits = { most: (allocation) => allocation[shift.from] },
): Allocation[] {
  const shares = shareUnits(allocations, units, limits);
  return allocations.map((allocation) => {
    const moved = shares.get(allocation) ?? 0n;
    if (moved === 0n) return allocation;
    draft.move(entry, allocation.stockId, shift.delta(moved));
    return moveUnits(allocation, shift.from, shift.to, moved);
  });
}

/** The allocation with units in another state. */
export function moveUnits(
  allocation: Allocation,
  from: AllocationState,
  to: AllocationState,
  units: bigint,
): Allocation {
  return { ...allocation, [from]: allocation[from] - units, [to]: allocation[to] + units };
}

/** What each line has in one state: of a bundle, whole ones. */
export function unitsIn({ allocations }: Reservation, state: AllocationState): Map<number, bigint> {
  const units = bundlesByLine(allocations, (allocation) => allocation[state]);
  for (const { line, component, [state]: some } of allocations) {
    if (component === 0) units.set(line, (units.get(line) ?? 0n) + some);
  }
  return units;
}

/** The line-wise sum. */
export function addUnits(a: UnitsByLine, b: UnitsByLine): Map<number, bigint> {
  const units = new Map(a);
  for (const [line, more] of b) units.set(line, (units.get(line) ?? 0n) + more);
  return units;
}

/** An allocation of a stock row whose units are in no state yet. */
export function newAllocation(
  { line, component, perBundle }: Served,
  number: number,
  row: StockRow,
  quantity: bigint,
): Allocation {
  const where = { stockId: row.id, sku: row.item.sku, location: row.location.code };
  const nothing = {
    held: 0n,
    committed: 0n,
    fulfilled: 0n,
    released: 0n,
    expired: 0n,
    returned: 0n,
  };
  const served = { line, number, component, perBundle };
  const lot = row.lot?.number ?? null;
  return { ...served, ...where, lot, quantity, ...nothing, shortAt: null };
}

/** The next free number among the allocations of a line. */
export function nextNumber(allocations: readonly Allocation[], line: number): number {
  let last = 0;
  for (const allocation of allocations) {
    if (allocation.line === line && allocation.number > last) last = allocation.number;
  }
  return last + 1;
}

/** How many units grants take of each stock row. */
export function unitsPerRow(grants: readonly Grant[]): Map<Uuid, bigint> {
  const units = new Map<Uuid, bigint>();
  for (const { row, quantity } of grants) units.set(row.id, (units.get(row.id) ?? 0n) + quantity);
  return units;
}

/** What selling units does to a stock row and to their allocation, by how its location fulfils. */
export function sale(row: StockRow): { to: AllocationState; delta: (units: bigint) => Delta } {
  return row.location.fulfilment === "immediate" && row.location.wmsAccountId === null
    ? { to: "fulfilled", delta: (units) => ({ onHand: -units }) }
    : { to: "committed", delta: (units) => ({ committed: units }) };
}
