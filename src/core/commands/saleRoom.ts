import { atLeastZero } from "../balances.ts";
import type { Draft } from "../draft.ts";
import { freeUnits, sellableUnits, type StockRow, type Uuid } from "../stock.ts";

/** Counts what one commit takes of each stock row, so that lines which need the same stock see each other. */
export class SaleRoom {
  readonly #draft: Draft;
  readonly #sold = new Map<Uuid, bigint>();
  readonly #movedTo = new Map<Uuid, bigint>();

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  /** Units that move to each stock row. */
  get movedTo(): ReadonlyMap<Uuid, bigint> {
    return this.#movedTo;
  }

  /** What of `wanted` held units may still be sold where they are. */
  sellable(stockId: Uuid, wanted: bigint): bigint {
    const before = this.#sold.get(stockId) ?? 0n;
    return atLeastZero(sellableUnits(this.#draft.stock(stockId), before + wanted) - before);
  }

  sell(stockId: Uuid, units: bigint): void {
    this.#sold.set(stockId, (this.#sold.get(stockId) ?? 0n) + units);
  }

  /** How many units may still move to a row. */
  free(row: StockRow): bigint {
    return atLeastZero(freeUnits(row) - (this.#movedTo.get(row.id) ?? 0n));
  }

  moveTo({ id }: StockRow, units: bigint): void {
    this.#movedTo.set(id, (this.#movedTo.get(id) ?? 0n) + units);
  }
}
