import { least } from "../balances.ts";
import type { Draft } from "../draft.ts";
import type { Instant } from "../instant.ts";
import type { Allocation, ReservationLine } from "../reservation.ts";
import { byFirstExpiry, bySourcing, isAllocatable, type StockRow } from "../stock.ts";
import type { SaleRoom } from "./saleRoom.ts";

/** Held units of one allocation that are to be sold: some where they are, some from another stock row. */
export interface PlannedSale {
  readonly line: ReservationLine;
  readonly allocation: Allocation;
  readonly here: bigint;
  readonly elsewhere: readonly { row: StockRow; quantity: bigint }[];
  /** Units for which there is no stock. */
  readonly unsold: bigint;
}

/** What is to be sold of one line, and who is asked for it. */
export interface LineSale {
  readonly draft: Draft;
  readonly room: SaleRoom;
  readonly line: ReservationLine;
  /** Those that hold units, in their order. */
  readonly allocations: readonly Allocation[];
  readonly wanted: bigint;
}

/** Plans where the units of one line are sold from: first what stays where it is, of every line, then what moves. */
export interface SaleOfLine {
  readonly line: ReservationLine;
  readonly planned: readonly PlannedSale[];
  /** Units for which there is no stock: of a bundle, how many of it. */
  readonly missing: bigint;
  sellInPlace(): void;
  rehome(): void;
}

/** The sale of a line that is of no bundle. */
export class PlainSale implements SaleOfLine {
  readonly #sale: LineSale;
  #planned: readonly PlannedSale[] = [];

  constructor(sale: LineSale) {
    this.#sale = sale;
  }

  get line(): ReservationLine {
    return this.#sale.line;
  }

  get planned(): readonly PlannedSale[] {
    return this.#planned;
  }

  get missing(): bigint {
    let units = 0n;
    for (const { unsold } of this.#planned) units += unsold;
    return units;
  }

  /** What then is unsold of the line may have to move. */
  sellInPlace(): void {
    const { draft, room, line, allocations, wanted } = this.#sale;
    let left = wanted;
    const inPlace = allocations.map((allocation) => {
      const { stockId, held } = allocation;
      const fit = isFit(draft, allocation) ? room.sellable(stockId, least(held, left)) : 0n;
      room.sell(stockId, fit);
      left -= fit;
      return { line, allocation, here: fit, elsewhere: [], unsold: 0n };
    });
    this.#planned = inPlace.map((planned) => {
      const unsold = least(planned.allocation.held - planned.here, left);
      left -= unsold;
      return { ...planned, unsold };
    });
  }

  rehome(): void {
    this.#planned = this.#planned.map((planned) =>
      planned.unsold === 0n ? planned : this.#rehome(planned),
    );
  }

  #rehome(planned: PlannedSale): PlannedSale {
    const { draft, room } = this.#sale;
    const elsewhere: { row: StockRow; quantity: bigint }[] = [];
    let { unsold } = planned;
    for (const row of eligibleRows(draft, planned)) {
      if (unsold === 0n) break;
      const quantity = least(unsold, room.free(row));
      if (quantity === 0n) continue;
      room.moveTo(row, quantity);
      elsewhere.push({ row, quantity });
      unsold -= quantity;
    }
    return { ...planned, elsewhere, unsold };
  }
}

/**
 * Where units may move: other rows, the same place first; never out of what the line has pinned.
 *
 * @param goodUntil what their lot must outlive: the shelf life that was asked for, where they are sold now
 */
export function eligibleRows(
  draft: Draft,
  { line, allocation }: Pick<PlannedSale, "line" | "allocation">,
  goodUntil?: Instant,
): StockRow[] {
  return rowsFor(draft, line, allocation, goodUntil).filter(({ id }) => id !== allocation.stockId);
}

/** Every row that may serve what an allocation serves, its own place first. */
export function rowsFor(
  draft: Draft,
  line: ReservationLine,
  allocation: Allocation,
  goodUntil = draft.now + line.minShelfLifeMs,
): StockRow[] {
  if (line.lot !== null) return [];
  const own = draft.stock(allocation.stockId);
  return draft
    .stockOfItem(own.item.id)
    .filter((row) => !row.location.archived)
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
