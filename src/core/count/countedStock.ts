import type { Draft } from "../draft.ts";
import type { StockRow, Uuid } from "../stock.ts";
import type { CountPlace } from "./count.ts";

/** Finds the stock rows of a count's places: a count may have thousands, and all of one item. */
export class CountedStock {
  readonly #draft: Draft;
  readonly #locationId: Uuid;
  readonly #ids = new Map<Uuid, Map<Uuid | null, Uuid>>();

  constructor(draft: Draft, locationId: Uuid) {
    this.#draft = draft;
    this.#locationId = locationId;
  }

  /** The row of a place as it is now, if anything was ever booked there. */
  rowOf({ itemId, lotId }: CountPlace): StockRow | undefined {
    const id = this.#idsOf(itemId).get(lotId);
    return id === undefined ? undefined : this.#draft.stock(id);
  }

  onHand(place: CountPlace): bigint {
    return this.rowOf(place)?.balances.onHand ?? 0n;
  }

  #idsOf(itemId: Uuid): Map<Uuid | null, Uuid> {
    const known = this.#ids.get(itemId);
    if (known !== undefined) return known;
    const rows = this.#draft
      .stockOfItem(itemId)
      .filter(({ location }) => location.id === this.#locationId);
    const ids = new Map(rows.map(({ id, lot }) => [lot?.id ?? null, id]));
    this.#ids.set(itemId, ids);
    return ids;
  }
}
