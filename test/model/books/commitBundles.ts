import { freeUnits, type View } from "./availability.ts";
import { type Allocation, isGood, type Reservation, type Stock, stockOf } from "./books.ts";
import { allocate, enter, leave, type Plan, shift, soldState } from "./plan.ts";
import { anything, placesOf, sharesOf, wholeAt } from "./whole.ts";

/** What one bundle takes of an allocation: from its own row, or from another that its units move to. */
interface Take {
  readonly one: Allocation;
  readonly from: Stock;
  readonly units: number;
}

/**
 * Sells bundles of one line, one after the other: where they are as far as that stock covers them; then with other lots
 * of what is short there; then from the first location that has all of one.
 *
 * @returns how many found nothing, and whether a lot that may no longer be sold is among them
 */
export function sellBundles(
  view: View,
  plan: Plan,
  after: Reservation,
  line: number,
  wanted: number,
): { left: number; isUnfit: boolean } {
  const held = after.allocations.filter((one) => one.line === line && one.held > 0);
  const sale = new BundleSale(view, plan, after, line);
  let left = wanted;
  for (const place of placesOf(held)) while (left > 0 && sale.sellInPlace(place)) left -= 1;
  for (const place of placesOf(held)) while (left > 0 && sale.sellMoved(place)) left -= 1;
  const isUnfit = sale.isUnfit(placesOf(held), left);
  sale.carryOutMoves(held);
  return { left, isUnfit };
}

class BundleSale {
  readonly #view: View;
  readonly #plan: Plan;
  readonly #after: Reservation;
  readonly #line: number;
  #moves: Take[] = [];

  constructor(view: View, plan: Plan, after: Reservation, line: number) {
    this.#view = view;
    this.#plan = plan;
    this.#after = after;
    this.#line = line;
  }

  sellInPlace(place: readonly Allocation[]): boolean {
    return this.#sell(this.#wayToServe(place, { stays: true, code: null }));
  }

  sellMoved(place: readonly Allocation[]): boolean {
    if (wholeAt(place, this.#made, anything(this.#open)) === 0) return false;
    const here = place[0]?.stock.location.code ?? "";
    const pinned = this.#after.lines[this.#line - 1]?.location ?? null;
    const others = pinned === null ? this.#view.books.locations.map(({ code }) => code) : [];
    const codes = [here, ...others.filter((code) => code !== here)];
    return codes.some((code) =>
      this.#sell(this.#wayToServe(place, { stays: code === here, code })),
    );
  }

  /** Would the next bundles that found nothing be sold out of a lot that may no longer be? */
  isUnfit(places: readonly Allocation[][], bundles: number): boolean {
    let left = bundles;
    return places.some((place) => {
      const here = Math.min(left, wholeAt(place, this.#made, anything(this.#open)));
      left -= here;
      const stuck = sharesOf(this.#after, place, here, anything(this.#open));
      return stuck.some(([{ stock }]) => !isGood(stock.lot, this.#view.now));
    });
  }

  carryOutMoves(held: readonly Allocation[]): void {
    for (const one of held) {
      const rows = Map.groupBy(
        this.#moves.filter((move) => move.one === one),
        ({ from }) => from,
      );
      for (const [to, moves] of rows) {
        const units = moves.reduce((sum, move) => sum + move.units, 0);
        leave(this.#plan, one, "held", units);
        enter(this.#plan, allocate(this.#after, this.#line, to, one), soldState(to), units);
      }
    }
  }

  get #made() {
    return this.#after.lines[this.#line - 1]?.made ?? [];
  }

  /**
   * What one bundle takes, if all its components can be had.
   *
   * @param stays units may be sold where they are
   * @param code of the location whose other rows may serve, or null
   */
  #wayToServe(
    place: readonly Allocation[],
    { stays, code }: { stays: boolean; code: string | null },
  ): Take[] | undefined {
    const takes: Take[] = [];
    for (const [index, { sku, per }] of this.#made.entries()) {
      const ofIt = place.filter(({ component }) => component === index + 1);
      let left = per;
      const take = (one: Allocation, from: Stock, able: number): void => {
        const same = (is: (each: Take) => boolean): number =>
          takes.filter(is).reduce((sum, { units }) => sum + units, 0);
        const open = this.#open(one) - same((each) => each.one === one);
        const units = Math.min(left, open, able - same((each) => each.from === from));
        if (units <= 0) return;
        takes.push({ one, from, units });
        left -= units;
      };
      if (stays) for (const one of ofIt) take(one, one.stock, this.#covered(one));
      const rows = code === null ? [] : stockOf(this.#view.books, sku, code);
      for (const to of rows)
        for (const one of ofIt) if (one.stock !== to) take(one, to, this.#free(to));
      if (left > 0) return undefined;
    }
    return takes;
  }

  #sell(takes: readonly Take[] | undefined): boolean {
    for (const { one, from, units } of takes ?? []) {
      if (one.stock === from) shift(this.#plan, one, "held", soldState(from), units);
      else this.#moves.push({ one, from, units });
    }
    return takes !== undefined;
  }

  /** Units that are held and that go nowhere yet. */
  readonly #open = (one: Allocation): number =>
    this.#moves.reduce((left, move) => (move.one === one ? left - move.units : left), one.held);

  /** What its own stock still covers, once what was sold before is set aside. */
  #covered({ stock }: Allocation): number {
    const by = this.#plan.moved.get(stock);
    const covered = stock.onHand + (by?.onHand ?? 0) - stock.committed - (by?.committed ?? 0);
    return isGood(stock.lot, this.#view.now) ? Math.max(0, covered) : 0;
  }

  #free(stock: Stock): number {
    if (!isGood(stock.lot, this.#view.now)) return 0;
    return this.#moves.reduce(
      (left, move) => (move.from === stock ? left - move.units : left),
      freeUnits(this.#view, stock),
    );
  }
}
