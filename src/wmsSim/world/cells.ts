import { type Cell, NOTHING } from "./cell.ts";
import type { CellKey, OpeningStock, WorldOptions } from "./options.ts";
import { Recorded } from "./recorded.ts";

/** All cells, in the byte order of their keys. */
export class Cells {
  readonly #startAt: number;
  readonly #lagMs: number;
  readonly #sorted: Cell[] = [];
  readonly #byKey = new Map<string, Cell>();
  readonly #byItem = new Map<string, Cell[]>();

  constructor({ cells, startAt, dialect }: WorldOptions) {
    this.#startAt = startAt;
    this.#lagMs = dialect.lagMs;
    for (const cell of cells) this.#open(cell);
  }

  all(): readonly Cell[] {
    return this.#sorted;
  }

  /** The cell, a new and empty one if there was none. */
  at(key: CellKey): Cell {
    return this.#byKey.get(sortKeyOf(key)) ?? this.#add(key);
  }

  /** The cells of an item in one place, without lot first, then by lot. */
  ofItem(warehouse: string, owner: string, sku: string): readonly Cell[] {
    return this.#byItem.get(sortKeyOf({ warehouse, owner, sku, lot: null })) ?? [];
  }

  #open(opening: OpeningStock): void {
    const { orderable, unallocatable = 0 } = opening;
    const name = `${opening.sku} in ${opening.warehouse}`;
    if (this.#byKey.has(sortKeyOf(opening))) throw new RangeError(`${name} is given twice`);
    if (!isCount(orderable) || !isCount(unallocatable)) {
      throw new RangeError(`${name}: stock must be a whole number, 0 or more`);
    }
    const cell = this.#add(opening);
    cell.shelf = orderable;
    cell.bad = unallocatable;
    cell.books = { orderable, unallocatable, holds: [] };
    cell.isKnown = true;
    cell.isBooked = true;
    cell.shown.record(this.#startAt, cell.books);
  }

  #add({ warehouse, owner, sku, lot }: CellKey): Cell {
    const cell: Cell = {
      key: { warehouse, owner, sku, lot },
      sortKey: sortKeyOf({ warehouse, owner, sku, lot }),
      shelf: 0,
      bad: 0,
      shipped: 0,
      allocated: 0,
      returning: 0,
      books: NOTHING,
      shown: new Recorded(this.#lagMs, this.#startAt, null),
      unbooked: { orderable: 0, unallocatable: 0 },
      isKnown: false,
      isBooked: false,
    };
    this.#byKey.set(cell.sortKey, cell);
    insert(this.#sorted, cell);
    const itemKey = sortKeyOf({ warehouse, owner, sku, lot: null });
    const lots = this.#byItem.get(itemKey) ?? [];
    this.#byItem.set(itemKey, lots);
    insert(lots, cell);
    return cell;
  }
}

/**
 * A text whose order is the byte order of (warehouse, owner, sku, lot), no lot first: one character
 * per byte, fields parted by the smallest of them.
 */
function sortKeyOf({ warehouse, owner, sku, lot }: CellKey): string {
  const fields = [warehouse, owner, sku, lot ?? ""];
  if (fields.some((field) => field.includes("\0"))) throw new RangeError("a name has a NUL in it");
  const text = `${warehouse}\0${owner}\0${sku}\0${lot === null ? "" : `\u0001${lot}`}`;
  return Buffer.from(text, "utf8").toString("latin1");
}

function insert(sorted: Cell[], cell: Cell): void {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.sortKey ?? "") < cell.sortKey) low = middle + 1;
    else high = middle;
  }
  sorted.splice(low, 0, cell);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
