import { newAllocation, nextNumber } from "../allocations.ts";
import { claims, least, shortfall } from "../balances.ts";
import type { Draft, OpenEntry } from "../draft.ts";
import { entryOf } from "../entry.ts";
import type { CommandHeader } from "../header.ts";
import { goodUntil } from "../place.ts";
import type { Allocation, Reservation } from "../reservation.ts";
import { byFirstExpiry, isAllocatable, type StockRow, type Uuid } from "../stock.ts";

/**
 * Moves holds off rows that the warehouse system left short, to other stock of the item at the same location, before
 * anybody is told of a shortfall: whoever did not ask for the lot makes way for those who did. Who came last moves first.
 * Each hold that moves is told by an entry of its own.
 */
export function displace(draft: Draft, command: CommandHeader, stockIds: readonly Uuid[]): void {
  for (const stockId of stockIds) {
    for (const { id } of draft.books.holdersOn(stockId)) {
      if (shortfall(draft.stock(stockId).balances) === 0n) break;
      const reservation = draft.reservation(id);
      if (reservation !== undefined) new Displaced(draft, command, reservation).leave(stockId);
    }
  }
}

class Displaced {
  readonly #draft: Draft;
  readonly #command: CommandHeader;
  readonly #reservation: Reservation;
  #entry: OpenEntry | undefined;

  constructor(draft: Draft, command: CommandHeader, reservation: Reservation) {
    this.#draft = draft;
    this.#command = command;
    this.#reservation = reservation;
  }

  leave(stockId: Uuid): void {
    const allocations = [...this.#reservation.allocations];
    for (const [index, allocation] of allocations.entries()) {
      const isPinned = this.#reservation.lines[allocation.line - 1]?.lot !== null;
      if (allocation.stockId !== stockId || allocation.held === 0n || isPinned) continue;
      let kept = allocation;
      for (const row of this.#others(allocation)) {
        const short = shortfall(this.#draft.stock(stockId).balances);
        const units = least(least(kept.held, short), unclaimed(row));
        if (units <= 0n) continue;
        this.#move(stockId, row, units);
        const number = nextNumber(allocations, allocation.line);
        allocations.push({ ...newAllocation(allocation, number, row, units), held: units });
        kept = { ...kept, quantity: kept.quantity - units, held: kept.held - units };
      }
      allocations[index] = kept;
    }
    if (this.#entry !== undefined) this.#draft.put({ ...this.#reservation, allocations });
  }

  /** Where the hold may lie as well: the same item and location, good for as long as it was asked to be. */
  #others(allocation: Allocation): StockRow[] {
    const own = this.#draft.stock(allocation.stockId);
    const line = this.#reservation.lines[allocation.line - 1];
    const until = goodUntil(
      this.#draft.now,
      this.#reservation.expiresAt,
      line?.minShelfLifeMs ?? 0,
    );
    return this.#draft
      .stockOfItem(own.item.id)
      .filter((row) => row.id !== own.id && row.location.id === own.location.id)
      .filter((row) => isAllocatable(row.lot, until))
      .toSorted(byFirstExpiry);
  }

  #move(from: Uuid, to: StockRow, units: bigint): void {
    this.#entry ??= this.#open();
    this.#draft.move(this.#entry, from, { held: -units });
    this.#draft.move(this.#entry, to.id, { held: units });
  }

  #open(): OpenEntry {
    const { id, version } = this.#reservation;
    const reason = "the warehouse system needs the lot";
    const header = entryOf(this.#command, "rehome", this.#draft.now, { reservationId: id, reason });
    const key = { source: "rehome", requestId: `${id}/${version}` };
    return this.#draft.open({ ...header, id: null, key });
  }
}

/** What nobody claims, overdue holds included: nothing is taken back here to make room. */
function unclaimed({ balances }: StockRow): bigint {
  return balances.onHand - claims(balances);
}
