import { moveUnits, newAllocation, nextNumber, sale, type UnitsByLine } from "../allocations.ts";
import type { Draft, OpenEntry } from "../draft.ts";
import type { Allocation, Reservation, ReservationLine } from "../reservation.ts";
import type { Uuid } from "../stock.ts";
import { BundleSale } from "./bundleSale.ts";
import { type PlannedSale, PlainSale, type SaleOfLine } from "./plainSale.ts";
import { SaleRoom } from "./saleRoom.ts";

/** Where every unit of a commit is sold from. */
export interface SalePlan {
  readonly sales: readonly PlannedSale[];
  /** Units that move to each stock row. */
  readonly movedTo: ReadonlyMap<Uuid, bigint>;
  /** By line, units for which there is no stock: of a bundle, how many of it. */
  readonly missing: UnitsByLine;
}

/**
 * Decides where held units are sold from: where they are as far as that stock allows, else the next eligible. Lines that
 * can move least are served first, all where they are, before any moves.
 */
export function planSale(draft: Draft, reservation: Reservation, units: UnitsByLine): SalePlan {
  const room = new SaleRoom(draft);
  const held = reservation.allocations.filter((allocation) => allocation.held > 0n);
  const byLine = Map.groupBy(held, ({ line }) => line);
  const sales = reservation.lines.toSorted(leastMovableFirst).flatMap((line): SaleOfLine[] => {
    const wanted = units.get(line.number) ?? 0n;
    const allocations = byLine.get(line.number) ?? [];
    if (wanted === 0n || allocations.length === 0) return [];
    const asked = { draft, room, line, allocations, wanted };
    return line.components.length === 0 ? [new PlainSale(asked)] : [new BundleSale(asked)];
  });
  for (const ofLine of sales) ofLine.sellInPlace();
  for (const ofLine of sales) ofLine.rehome();
  return {
    sales: sales.flatMap(({ planned }) => planned),
    movedTo: room.movedTo,
    missing: new Map(sales.map(({ line, missing }) => [line.number, missing])),
  };
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
      after.push({ ...newAllocation(allocation, number, row, quantity), [to]: quantity });
    }
    after[index] = kept;
  }
  return after;
}

/** Pinned lots first, then pinned locations, then bundles, then by the shelf life asked for. */
function leastMovableFirst(a: ReservationLine, b: ReservationLine): number {
  return (
    Number(a.lot === null) - Number(b.lot === null) ||
    Number(a.location === null) - Number(b.location === null) ||
    Number(a.components.length === 0) - Number(b.components.length === 0) ||
    b.minShelfLifeMs - a.minShelfLifeMs ||
    a.number - b.number
  );
}
