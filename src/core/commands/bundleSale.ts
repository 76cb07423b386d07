import { least } from "../balances.ts";
import { type BundlePlace, placesOf, Sharing } from "../bundle/sharing.ts";
import type { Allocation, ReservationLine } from "../reservation.ts";
import { bySourcing, type Location, type StockRow } from "../stock.ts";
import { isFit, type LineSale, type PlannedSale, rowsFor, type SaleOfLine } from "./plainSale.ts";

/** More than any row can hold. */
const ANY = 10n ** 18n;

/** What is planned of one allocation, while more is added to it. */
interface Planning {
  readonly allocation: Allocation;
  here: bigint;
  unsold: bigint;
  readonly elsewhere: { row: StockRow; quantity: bigint }[];
}

/**
 * The sale of a line of a bundle. A bundle stays whole: where one of its components can be had only
 * from another lot, that lot lies at the same location; where it can be had only from another location, all move there.
 */
export class BundleSale implements SaleOfLine {
  readonly #sale: LineSale;
  readonly #places: readonly BundlePlace[];
  readonly #plans: ReadonlyMap<Allocation, Planning>;
  #left: bigint;

  constructor(sale: LineSale) {
    this.#sale = sale;
    this.#places = placesOf(sale.allocations);
    this.#left = sale.wanted;
    this.#plans = new Map(
      sale.allocations.map((allocation) => [
        allocation,
        { allocation, here: 0n, unsold: 0n, elsewhere: [] },
      ]),
    );
  }

  get line(): ReservationLine {
    return this.#sale.line;
  }

  get planned(): readonly PlannedSale[] {
    return Array.from(this.#plans.values(), (plan) => ({ ...plan, line: this.line }));
  }

  /** In bundles. */
  get missing(): bigint {
    return this.#left;
  }

  sellInPlace(): void {
    for (const place of this.#places) {
      const sharing = this.#inPlace();
      const bundles = least(this.#left, sharing.bundlesOf(place));
      sharing.takeBundles(place, bundles);
      this.#sellHere(sharing);
      this.#left -= bundles;
    }
  }

  rehome(): void {
    for (const place of this.#places) {
      let bundles = least(this.#left, this.#open().bundlesOf(place));
      if (bundles === 0n) continue;
      this.#left -= bundles;
      bundles -= this.#moveWithin(place, bundles);
      for (const location of this.#otherLocations(place)) {
        if (bundles === 0n) break;
        bundles -= this.#moveTo(place, location, bundles);
      }
      this.#left += bundles;
    }
    this.#leaveUnsold();
  }

  /** Lets bundles stay at their location, with other lots of what is short. @returns how many can */
  #moveWithin(place: BundlePlace, wanted: bigint): bigint {
    const sharing = this.#inPlace();
    let bundles = wanted;
    for (const allocations of place.values()) {
      const units = sharing.unitsOf(allocations) + this.#freeOn(this.#rowsNear(allocations));
      bundles = least(bundles, units / perBundleOf(allocations));
    }
    const left = Array.from(place.values(), (allocations) => {
      let units = bundles * perBundleOf(allocations);
      for (const allocation of allocations) units -= sharing.take(allocation, units);
      return { allocations, units };
    });
    this.#sellHere(sharing);
    for (const { allocations, units } of left)
      this.#move(allocations, this.#rowsNear(allocations), units);
    return bundles;
  }

  /** Moves whole bundles to another location. @returns how many it can serve */
  #moveTo(place: BundlePlace, location: Location, wanted: bigint): bigint {
    const rowsOf = (allocations: readonly Allocation[]): StockRow[] =>
      this.#rows(allocations).filter((row) => row.location.id === location.id);
    let bundles = wanted;
    for (const allocations of place.values()) {
      const units = this.#freeOn(rowsOf(allocations));
      bundles = least(bundles, units / perBundleOf(allocations));
    }
    for (const allocations of place.values())
      this.#move(allocations, rowsOf(allocations), bundles * perBundleOf(allocations));
    return bundles;
  }

  #move(allocations: readonly Allocation[], rows: readonly StockRow[], units: bigint): void {
    let left = units;
    for (const row of rows) {
      for (const allocation of allocations) {
        if (row.id === allocation.stockId) continue;
        const free = least(this.#openOf(allocation), this.#sale.room.free(row));
        const quantity = least(left, free);
        if (quantity === 0n) continue;
        this.#sale.room.moveTo(row, quantity);
        this.#planOf(allocation).elsewhere.push({ row, quantity });
        left -= quantity;
      }
    }
    if (left > 0n) throw new Error(`${left} units of line ${this.line.number} move to nowhere`);
  }

  #leaveUnsold(): void {
    let left = this.#left;
    for (const place of this.#places) {
      const sharing = this.#open();
      const bundles = least(left, sharing.bundlesOf(place));
      left -= bundles;
      sharing.takeBundles(place, bundles);
      for (const [allocation, units] of sharing.shares) this.#planOf(allocation).unsold = units;
    }
  }

  /** What may be sold where it is, beyond what is planned already. */
  #inPlace(): Sharing {
    const { draft, room } = this.#sale;
    return new Sharing({
      most: (allocation) => (isFit(draft, allocation) ? this.#openOf(allocation) : 0n),
      room: (stockId) => room.sellable(stockId, ANY),
    });
  }

  #sellHere({ shares }: Sharing): void {
    for (const [allocation, units] of shares) {
      this.#sale.room.sell(allocation.stockId, units);
      this.#planOf(allocation).here += units;
    }
  }

  /** What is held and for which nothing is planned. */
  #open(): Sharing {
    return new Sharing({ most: (allocation) => this.#openOf(allocation) });
  }

  /** Units that are held and for which nothing is planned. */
  #openOf(allocation: Allocation): bigint {
    const { here, elsewhere, unsold } = this.#planOf(allocation);
    let open = allocation.held - here - unsold;
    for (const { quantity } of elsewhere) open -= quantity;
    return open;
  }

  #planOf(allocation: Allocation): Planning {
    const plan = this.#plans.get(allocation);
    if (plan === undefined) throw new Error("an allocation was not planned for");
    return plan;
  }

  #rows([allocation]: readonly Allocation[]): StockRow[] {
    return allocation === undefined ? [] : rowsFor(this.#sale.draft, this.line, allocation);
  }

  #rowsNear(allocations: readonly Allocation[]): StockRow[] {
    const location = allocations[0]?.location;
    return this.#rows(allocations).filter((row) => row.location.code === location);
  }

  #freeOn(rows: readonly StockRow[]): bigint {
    let units = 0n;
    for (const row of rows) units += this.#sale.room.free(row);
    return units;
  }

  #otherLocations(place: BundlePlace): Location[] {
    const [allocations = []] = place.values();
    const known = new Map(this.#rows(allocations).map(({ location }) => [location.id, location]));
    const here = allocations[0]?.location;
    return [...known.values()].filter(({ code }) => code !== here).toSorted(bySourcing);
  }
}

function perBundleOf(allocations: readonly Allocation[]): bigint {
  return allocations[0]?.perBundle ?? 1n;
}
