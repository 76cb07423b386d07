import { moveUnits, newAllocation, nextNumber, sale, type UnitsByLine } from "../allocations.ts";
import { atLeastZero, least } from "../balances.ts";
import { type Decision, rejected } from "../decision.ts";
import type { Draft, OpenEntry } from "../draft.ts";
import { clearOverdue, hasMoreOverdue } from "../expiry.ts";
import { insufficientStock, reject, type Rejection } from "../rejection.ts";
import type { Allocation, Reservation, ReservationLine } from "../reservation.ts";
import { earliestExpiry } from "../shortage.ts";
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
interface PlannedSale {
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
  const sales = sellInPlace(draft, reservation, units).map((planned): PlannedSale => {
    if (planned.unsold === 0n) return planned;
    const line = reservation.lines[planned.allocation.line - 1];
    if (line === undefined) throw new Error("an allocation serves a line that does not exist");
    return rehome(draft, line, planned, movedTo);
  });
  return { sales, movedTo };
}

/** Refuses a plan that leaves units unsold, or asks for another batch when unread overdue holds may help. */
export function refuseUnsold(
  draft: Draft,
  reservation: Reservation,
  plan: SalePlan,
): Decision | undefined {
  const unsold = plan.sales.filter((planned) => planned.unsold > 0n);
  const first = unsold[0];
  if (first === undefined) return undefined;
  const rows = unsold.flatMap(({ allocation }) => eligibleRows(draft, reservation, allocation));
  if (hasMoreOverdue(draft, rows)) {
    clearOverdue(draft, rows);
    return draft.unfinished();
  }
  const unfit = unsold.find(({ allocation }) => !isFit(draft, draft.stock(allocation.stockId)));
  if (unfit !== undefined) return rejected(lotExpired(reservation, unfit.allocation));
  const shortages = unsold.map(({ allocation, unsold: missing, here, elsewhere }) => {
    const moved = elsewhere.reduce((sum, { quantity }) => sum + quantity, 0n);
    return {
      line: allocation.line,
      sku: allocation.sku,
      location: allocation.location,
      requested: missing + here + moved,
      available: here + moved,
      nextAvailableAt: earliestExpiry(draft, [draft.stock(allocation.stockId)]),
    };
  });
  return rejected(insufficientStock(shortages));
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
    const index = after.findIndex((known) => isSame(known, allocation));
    let kept = after[index] ?? allocation;
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

function sellInPlace(draft: Draft, reservation: Reservation, units: UnitsByLine): PlannedSale[] {
  const left = new Map(units);
  const taken = new Map<Uuid, bigint>();
  const sales: PlannedSale[] = [];
  for (const allocation of reservation.allocations) {
    const wanted = least(allocation.held, left.get(allocation.line) ?? 0n);
    if (wanted === 0n) continue;
    left.set(allocation.line, (left.get(allocation.line) ?? 0n) - wanted);
    const row = draft.stock(allocation.stockId);
    const before = taken.get(row.id) ?? 0n;
    const here = isFit(draft, row) ? atLeastZero(sellableUnits(row, before + wanted) - before) : 0n;
    taken.set(row.id, before + here);
    sales.push({ allocation, here, elsewhere: [], unsold: wanted - here });
  }
  return sales;
}

function rehome(
  draft: Draft,
  line: ReservationLine,
  planned: PlannedSale,
  movedTo: Map<Uuid, bigint>,
): PlannedSale {
  const elsewhere: { row: StockRow; quantity: bigint }[] = [];
  let { unsold } = planned;
  for (const row of eligibleRowsOf(draft, line, planned.allocation)) {
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

function eligibleRows(draft: Draft, reservation: Reservation, allocation: Allocation): StockRow[] {
  const line = reservation.lines[allocation.line - 1];
  return line === undefined ? [] : eligibleRowsOf(draft, line, allocation);
}

/** Where units may move: the same place first, then the others; never out of what the line has pinned. */
function eligibleRowsOf(draft: Draft, line: ReservationLine, from: Allocation): StockRow[] {
  if (line.lot !== null) return [];
  const goodUntil = draft.now + line.minShelfLifeMs;
  const own = draft.stock(from.stockId);
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

function isFit(draft: Draft, row: StockRow): boolean {
  return isAllocatable(row.lot, draft.now);
}

function isSame(a: Allocation, b: Allocation): boolean {
  return a.line === b.line && a.number === b.number;
}

function lotExpired(reservation: Reservation, allocation: Allocation): Rejection {
  const message =
    `line ${allocation.line}: lot ${allocation.lot} of ${allocation.sku} may no longer be sold and ` +
    "no other stock can take its place; release the line and reserve again";
  const facts = {
    reservationId: reservation.id,
    line: String(allocation.line),
    lot: allocation.lot ?? "",
  };
  return reject("LOT_EXPIRED", message, facts);
}
