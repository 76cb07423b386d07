import { moveUnits, newAllocation, nextNumber, sale, type UnitsByLine } from "../allocations.ts";
import { atLeastZero, least } from "../balances.ts";
import type { Draft, OpenEntry } from "../draft.ts";
import { type Allocation, byLine, type Reservation, type ReservationLine } from "../reservation.ts";
import {
  byFirstExpiry,
  bySourcing,
  freeUnits,
  isAllocatable,
  sellableUnits,
  type StockRow,
  type Uuid,
} from "../stock.ts";

/** Held units of one allocation that are to be sold: some where they are, some from another stock row. */
export interface PlannedSale {
  readonly line: ReservationLine;
  readonly allocation: Allocation;
  readonly here: bigint;
  readonly elsewhere: readonly { row: StockRow; quantity: bigint }[];
  /** Units for which there is no stock. */
  readonly unsold: bigint;
}

/** Where every unit of a commit is sold from. */
export interface SalePlan {
  readonly sales: readonly PlannedSale[];
  /** Units that move to each stock row. */
  readonly movedTo: ReadonlyMap<Uuid, bigint>;
}

/** Decides where held units are sold from: where they are as far as that stock allows, else the next eligible. */
export function planSale(draft: Draft, reservation: Reservation, units: UnitsByLine): SalePlan {
  const movedTo = new Map<Uuid, bigint>();
  const sales = sellInPlace(draft, reservation, units).map((planned) =>
    planned.unsold === 0n ? planned : rehome(draft, planned, movedTo),
  );
  return { sales, movedTo };
}

/** Books a plan and returns the reservation's allocations after it. */
export function sellPlanned(
  draft: Draft,
  entry: OpenEntry,
  allocations: readonly Allocation[],
  plan: SalePlan,
): Allocation[] {
  const after = [...allocations];
  for (const { allocation, here, elsewhere } of plan.sales) {
    const index = after.indexOf(allocation);
    let kept = allocation;
    if (here > 0n) {
      const { to, delta } = sale(draft.stock(allocation.stockId));
      draft.move(entry, allocation.stockId, { ...delta(here), held: -here });
      kept = moveUnits(kept, "held", to, here);
    }
    for (const { row, quantity } of elsewhere) {
      draft.move(entry, allocation.stockId, { held: -quantity });
      kept = { ...kept, quantity: kept.quantity - quantity, held: kept.held - quantity };
      const { to, delta } = sale(row);
      draft.move(entry, row.id, delta(quantity));
      const number = nextNumber(after, allocation.line);
      after.push({ ...newAllocation(allocation.line, number, row, quantity), [to]: quantity });
    }
    after[index] = kept;
  }
  return after;
}

/**
 * Where units may move: the same place first, then the others; never out of what the line has pinned.
 *
 * @param goodUntil what their lot must outlive: the shelf life that was asked for, where they are sold now
 */
export function eligibleRows(
  draft: Draft,
  { line, allocation }: Pick<PlannedSale, "line" | "allocation">,
  goodUntil = draft.now + line.minShelfLifeMs,
): StockRow[] {
  if (line.lot !== null) return [];
  const own = draft.stock(allocation.stockId);
  return draft
    .stockOfItem(own.item.id)
    .filter((row) => row.id !== own.id && !row.location.archived)
    .filter((row) => line.location === null || row.location.code === line.location)
    .filter((row) => isAllocatable(row.lot, goodUntil))
    .toSorted(
      (a, b) =>
        Number(a.location.id !== own.location.id) - Number(b.location.id !== own.location.id) ||
        bySourcing(a.location, b.location) ||
        byFirstExpiry(a, b),
    );
}

/** May what an allocation holds still be sold where it is? */
export function isFit(draft: Draft, allocation: Allocation): boolean {
  return isAllocatable(draft.stock(allocation.stockId).lot, draft.now);
}

/** Lines that can move least are served where they are first. What then is unsold of a line may have to move. */
function sellInPlace(draft: Draft, reservation: Reservation, units: UnitsByLine): PlannedSale[] {
  const left = new Map(units);
  const taken = new Map<Uuid, bigint>();
  const sales = reservation.allocations
    .flatMap((allocation) => (allocation.held > 0n ? plannedFor(reservation, allocation) : []))
    .toSorted(leastMovableFirst)
    .map((planned): PlannedSale => {
      const { line, stockId, held } = planned.allocation;
      const before = taken.get(stockId) ?? 0n;
      const wanted = least(held, left.get(line) ?? 0n);
      const sellable = sellableUnits(draft.stock(stockId), before + wanted) - before;
      const here = isFit(draft, planned.allocation) ? atLeastZero(sellable) : 0n;
      taken.set(stockId, before + here);
      left.set(line, (left.get(line) ?? 0n) - here);
      return { ...planned, here };
    });
  return sales.map((planned) => {
    const { line, held } = planned.allocation;
    const unsold = least(held - planned.here, left.get(line) ?? 0n);
    left.set(line, (left.get(line) ?? 0n) - unsold);
    return { ...planned, unsold };
  });
}

function plannedFor(reservation: Reservation, allocation: Allocation): PlannedSale {
  const line = reservation.lines[allocation.line - 1];
  if (line === undefined) throw new Error("an allocation serves a line that does not exist");
  return { line, allocation, here: 0n, elsewhere: [], unsold: 0n };
}

/** Pinned lots first, then pinned locations, then by the shelf life asked for. */
function leastMovableFirst(a: PlannedSale, b: PlannedSale): number {
  return (
    Number(a.line.lot === null) - Number(b.line.lot === null) ||
    Number(a.line.location === null) - Number(b.line.location === null) ||
    b.line.minShelfLifeMs - a.line.minShelfLifeMs ||
    byLine(a.allocation, b.allocation)
  );
}

function rehome(draft: Draft, planned: PlannedSale, movedTo: Map<Uuid, bigint>): PlannedSale {
  const elsewhere: { row: StockRow; quantity: bigint }[] = [];
  let { unsold } = planned;
  for (const row of eligibleRows(draft, planned)) {
    if (unsold === 0n) break;
    const moved = movedTo.get(row.id) ?? 0n;
    const quantity = least(unsold, atLeastZero(freeUnits(row) - moved));
    if (quantity === 0n) continue;
    movedTo.set(row.id, moved + quantity);
    elsewhere.push({ row, quantity });
    unsold -= quantity;
  }
  return { ...planned, elsewhere, unsold };
}
