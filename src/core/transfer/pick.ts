import { unowedUnits } from "../availability.ts";
import { atLeastZero, least } from "../balances.ts";
import type { Draft } from "../draft.ts";
import type { Instant } from "../instant.ts";
import { byFirstExpiry, freeUnits, isAllocatable, type StockRow, type Uuid } from "../stock.ts";
import type { TransferLine } from "./transfer.ts";

/** Units of one stock row for one line of a transfer. */
export interface Picked {
  readonly line: number;
  readonly row: StockRow;
  readonly quantity: bigint;
}

/** Counts what the lines of one shipment take, so that lines which need the same stock see each other. */
export class Picking {
  readonly #draft: Draft;
  readonly #from: Uuid;
  readonly #taken = new Map<Uuid, bigint>();
  readonly #takenOfItem = new Map<Uuid, bigint>();

  /** @param from id of the location that it leaves */
  constructor(draft: Draft, from: Uuid) {
    this.#draft = draft;
    this.#from = from;
  }

  /** Every stock row of a line's item where it leaves. */
  rowsOf({ itemId }: TransferLine): StockRow[] {
    return this.#draft.stockOfItem(itemId).filter(({ location }) => location.id === this.#from);
  }

  /** How many units a line could have: what nobody was promised, safety stock included. */
  freeFor(line: TransferLine): bigint {
    let units = 0n;
    for (const row of this.#candidates(line)) units += this.#freeOn(row);
    return this.#isNamedBarred(line) ? units : least(units, this.#unowed(line));
  }

  /** Takes units for a line, earliest expiry first. Takes no more than are free. */
  take(line: TransferLine, wanted: bigint): Picked[] {
    const picked: Picked[] = [];
    let left = least(wanted, this.freeFor(line));
    for (const row of this.#candidates(line)) {
      const quantity = least(left, this.#freeOn(row));
      if (quantity === 0n) continue;
      picked.push({ line: line.number, row, quantity });
      this.#taken.set(row.id, this.#takenFrom(row) + quantity);
      if (isAllocatable(row.lot, this.#now)) {
        const before = this.#takenOfItem.get(line.itemId) ?? 0n;
        this.#takenOfItem.set(line.itemId, before + quantity);
      }
      left -= quantity;
    }
    return picked;
  }

  get #now(): Instant {
    return this.#draft.now;
  }

  /** A lot that is named may go wherever it is sent; where none is, only those that could be sold. */
  #candidates(line: TransferLine): StockRow[] {
    const suits = ({ lot }: StockRow): boolean =>
      line.lotId === null ? isAllocatable(lot, this.#now) : lot?.id === line.lotId;
    return this.rowsOf(line).filter(suits).toSorted(byFirstExpiry);
  }

  /** What barred and expired lots owe, they owe from others: they themselves owe nobody else. */
  #isNamedBarred(line: TransferLine): boolean {
    return line.lotId !== null && !this.#candidates(line).some((row) => this.#serves(row));
  }

  #serves({ lot }: StockRow): boolean {
    return isAllocatable(lot, this.#now);
  }

  #unowed(line: TransferLine): bigint {
    const taken = this.#takenOfItem.get(line.itemId) ?? 0n;
    return atLeastZero(unowedUnits(this.rowsOf(line), this.#now) - taken);
  }

  #freeOn(row: StockRow): bigint {
    return atLeastZero(freeUnits(row) - this.#takenFrom(row));
  }

  #takenFrom(row: StockRow): bigint {
    return this.#taken.get(row.id) ?? 0n;
  }
}
