import { NOTHING } from "../balances.ts";
import type { Draft } from "../draft.ts";
import type { Location, StockRow, Uuid } from "../stock.ts";
import type { Picked } from "./pick.ts";
import { NO_UNITS, type Parcel, type Transfer } from "./transfer.ts";

/** Finds the parcel that picked units go into, or makes it, with the stock row that it goes to. */
export class Packing {
  /** Those of the transfer, then those that were made. */
  readonly parcels: Parcel[];
  readonly #draft: Draft;
  readonly #to: Location;
  readonly #spareIds: readonly Uuid[];
  readonly #byRow = new Map<string, Parcel>();
  readonly #count = new Map<number, number>();
  /** The stock rows at the destination, by item, then by lot. */
  readonly #places = new Map<Uuid, Map<Uuid | undefined, StockRow>>();

  /** @param spareIds ids for stock rows that are not there yet: as many as a transfer has parcels at most */
  constructor(draft: Draft, transfer: Transfer, to: Location, spareIds: readonly Uuid[]) {
    this.#draft = draft;
    this.#to = to;
    this.#spareIds = spareIds;
    this.parcels = [];
    for (const parcel of transfer.parcels) this.#add(parcel);
  }

  parcelFor({ line, row }: Picked): Parcel {
    const known = this.#byRow.get(nameOf(line, row.id));
    if (known !== undefined) return known;
    const number = (this.#count.get(line) ?? 0) + 1;
    const ends = { fromStockId: row.id, toStockId: this.#placeFor(row).id };
    const parcel = { line, number, ...ends, lot: row.lot?.number ?? null, ...NO_UNITS };
    this.#add(parcel);
    return parcel;
  }

  #add(parcel: Parcel): void {
    this.parcels.push(parcel);
    this.#byRow.set(nameOf(parcel.line, parcel.fromStockId), parcel);
    this.#count.set(parcel.line, (this.#count.get(parcel.line) ?? 0) + 1);
  }

  /** The row of the same item and lot where it goes. */
  #placeFor({ item, lot }: StockRow): StockRow {
    const places = this.#placesOf(item.id);
    const known = places.get(lot?.id);
    if (known !== undefined) return known;
    const id = this.#spareIds[this.parcels.length] ?? "";
    const balances = NOTHING;
    const place = { id, item, location: this.#to, lot, balances, overdueHeld: 0n, version: 0 };
    this.#draft.addStock(place);
    places.set(lot?.id, place);
    return place;
  }

  #placesOf(itemId: Uuid): Map<Uuid | undefined, StockRow> {
    const known = this.#places.get(itemId);
    if (known !== undefined) return known;
    const rows = this.#draft
      .stockOfItem(itemId)
      .filter(({ location }) => location.id === this.#to.id);
    const places = new Map(rows.map((row) => [row.lot?.id, row]));
    this.#places.set(itemId, places);
    return places;
  }
}

function nameOf(line: number, stockId: Uuid): string {
  return `${line} ${stockId}`;
}
