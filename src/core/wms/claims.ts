import { moveUnits, newAllocation, nextNumber } from "../allocations.ts";
import { least } from "../balances.ts";
import type { Draft, OpenEntry } from "../draft.ts";
import type { Instant } from "../instant.ts";
import { type Allocation, byLine, type Reservation } from "../reservation.ts";
import type { StockRow, Uuid } from "../stock.ts";
import { servedKey, type WmsAllocation, type WmsOrder, type WmsOrderLine } from "./order.ts";
import { toldNow } from "./row.ts";

/**
 * What the orders of one reservation claim, while one of them takes a step: its allocations in the books, and what of
 * them is spoken for. A claim stands on a stock row; which one matters only once the warehouse system has named its own.
 */
export class Claims {
  readonly #draft: Draft;
  readonly #entry: () => OpenEntry;
  readonly #location: string;
  readonly #others: readonly WmsOrder[];
  #reservation: Reservation;
  #gaveBack = false;

  /** @param entry opens the step's entry when it is first needed */
  constructor(draft: Draft, entry: () => OpenEntry, reservation: Reservation, order: WmsOrder) {
    this.#draft = draft;
    this.#entry = entry;
    this.#location = order.location;
    this.#reservation = reservation;
    const all = draft.wmsOrdersOf(reservation.id);
    this.#others = all.filter(({ reference }) => reference !== order.reference);
  }

  /** The reservation after everything that was done. */
  get reservation(): Reservation {
    const { now } = this.#draft;
    return this.#gaveBack ? { ...this.#reservation, releasedAt: now } : this.#reservation;
  }

  /** Moves open units of a line to the row that a run has served them from. */
  moveTo(line: WmsOrderLine, row: StockRow, units: bigint): void {
    this.#shift(line, row.id, units, (allocation, some) => {
      if (allocation.stockId === row.id) return allocation;
      this.#post(allocation.stockId, { committed: -some });
      this.#post(row.id, { committed: some });
      this.#add(line, row, some);
      return {
        ...allocation,
        quantity: allocation.quantity - some,
        committed: allocation.committed - some,
      };
    });
  }

  /** Gives open units of a line back: they will never be delivered. */
  giveBack(line: WmsOrderLine, units: bigint): void {
    this.#gaveBack = true;
    this.#shift(line, null, units, (allocation, some) => {
      this.#post(allocation.stockId, { committed: -some });
      return moveUnits(allocation, "committed", "released", some);
    });
  }

  /** Claims units anew beside those that were taken back. */
  claimAgain(line: WmsOrderLine, row: StockRow, units: bigint): void {
    this.#post(row.id, { committed: units });
    this.#add(line, row, units);
  }

  /** A page shows an allocation: on hand is stated by the page, the claim leaves. */
  handOver(line: WmsOrderLine, { stockId, quantity, undone }: WmsAllocation): void {
    this.#post(stockId, { committed: -quantity });
    let left = quantity;
    let back = undone;
    this.#reservation = this.#replace((allocation) => {
      if (!serves(allocation, line) || allocation.stockId !== stockId) return allocation;
      const some = least(left, allocation.committed);
      const released = least(some, back);
      left -= some;
      back -= released;
      const fulfilled = moveUnits(allocation, "committed", "fulfilled", some - released);
      return moveUnits(fulfilled, "committed", "released", released);
    });
    if (undone > 0n) this.#gaveBack = true;
    this.#drift(stockId, quantity);
  }

  /**
   * Units that counted as delivered are not: a page has brought them back or will. Touches no balance. What a customer has
   * brought back was delivered, whatever is told of it.
   */
  undo(line: WmsOrderLine, stockId: Uuid, units: bigint): void {
    let left = units;
    this.#gaveBack = true;
    this.#reservation = this.#replace((allocation) => {
      if (!serves(allocation, line) || allocation.stockId !== stockId) return allocation;
      const some = least(left, allocation.fulfilled - allocation.returned);
      left -= some;
      return moveUnits(allocation, "fulfilled", "released", some);
    });
  }

  /** Pages will bring units back that nothing else explains. */
  expectBack(stockId: Uuid, units: bigint): void {
    this.#drift(stockId, -units, this.#draft.now);
  }

  /** Takes units that no run has allocated from the allocations of a line, those on the preferred row first. */
  #shift(
    line: WmsOrderLine,
    preferred: Uuid | null,
    units: bigint,
    change: (allocation: Allocation, units: bigint) => Allocation,
  ): void {
    let left = units;
    const spoken = this.#spokenFor(line);
    const served = this.#reservation.allocations
      .filter((allocation) => serves(allocation, line) && this.#isHere(allocation))
      .toSorted((a, b) => rank(a, preferred) - rank(b, preferred) || byLine(a, b));
    for (const allocation of served) {
      const awaited = least(spoken.get(allocation.stockId) ?? 0n, allocation.committed);
      spoken.set(allocation.stockId, (spoken.get(allocation.stockId) ?? 0n) - awaited);
      const some = least(left, allocation.committed - awaited);
      if (some === 0n) continue;
      left -= some;
      const changed = change(allocation, some);
      this.#reservation = this.#replace((known) =>
        byLine(known, allocation) === 0 ? changed : known,
      );
    }
    if (left > 0n)
      throw new Error(`line ${line.line} has ${left} units less than its orders claim`);
  }

  /** Units on each row that runs have allocated to a line of the reservation and that no page shows yet. */
  #spokenFor(line: WmsOrderLine): Map<Uuid, bigint> {
    const spoken = new Map<Uuid, bigint>();
    const others = this.#others.filter(({ location }) => location === this.#location);
    const lines = [line, ...others.flatMap((order) => order.lines)];
    for (const other of lines) {
      if (!serves(other, line)) continue;
      for (const { stockId, quantity, handedOver } of other.allocations) {
        if (!handedOver) spoken.set(stockId, (spoken.get(stockId) ?? 0n) + quantity);
      }
    }
    return spoken;
  }

  #isHere(allocation: Allocation): boolean {
    return this.#draft.stock(allocation.stockId).location.code === this.#location;
  }

  #add(line: WmsOrderLine, row: StockRow, units: bigint): void {
    const { allocations, lines } = this.#reservation;
    const number = nextNumber(allocations, line.line);
    const component = lines[line.line - 1]?.components[line.component - 1];
    const served = { ...line, perBundle: component?.perBundle ?? 1n };
    const added = { ...newAllocation(served, number, row, units), committed: units };
    this.#reservation = { ...this.#reservation, allocations: [...allocations, added] };
  }

  #replace(change: (allocation: Allocation) => Allocation): Reservation {
    const allocations = this.#reservation.allocations.map(change);
    return { ...this.#reservation, allocations };
  }

  #post(stockId: Uuid, delta: { readonly committed: bigint }): void {
    this.#draft.move(this.#entry(), stockId, delta);
  }

  #drift(stockId: Uuid, units: bigint, told?: Instant): void {
    const row = this.#draft.wmsRow(stockId);
    if (row === undefined) return;
    const when = told === undefined ? {} : toldNow(row, told);
    this.#draft.putWmsRow({ ...row, drift: row.drift + units, ...when });
  }
}

function serves(allocation: Pick<Allocation, "line" | "component">, line: WmsOrderLine): boolean {
  return servedKey(allocation) === servedKey(line);
}

function rank(allocation: Allocation, preferred: Uuid | null): number {
  return preferred !== null && allocation.stockId === preferred ? 0 : 1;
}
