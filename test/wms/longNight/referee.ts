import type { WmsDialect } from "../../../src/core/wms/dialect.ts";
import type { Sight } from "../../../src/core/wms/row.ts";
import type {
  CellKey,
  LossTruth,
  SimDialect,
  World,
  WorldTruth,
} from "../../../src/wmsSim/world/world.ts";
import { availableOf, type BooksNow, claimsOf, heldOf } from "./books.ts";
import { SKUS } from "./options.ts";

/** A broken promise of ours. */
export class Foul extends Error {
  override readonly name = "Foul";
}

/** What is refereed. */
export interface Scene {
  readonly world: World;
  readonly sim: SimDialect;
  readonly dialect: WmsDialect;
  /** A moment of ours, in the warehouse's time. */
  readonly worldTimeOf: (ourMs: number) => number;
}

/**
 * Knows every physical unit and reads our books as they are. What could still be promised and what is promised may never
 * exceed what is there, but for what people lost and our books cannot know yet.
 *
 * The books are read first and the world is looked at afterwards: what happens in between only takes promises away, or
 * is a loss that nobody has been told of, or an allocation, of which see `look`.
 */
export class Referee {
  /** How often an item was looked at. */
  looks = 0;
  readonly #owner: string;
  readonly #world: World;
  readonly #sim: SimDialect;
  readonly #dialect: WmsDialect;
  readonly #worldTimeOf: Scene["worldTimeOf"];

  /** @param owner whose goods are looked at */
  constructor(owner: string, { world, sim, dialect, worldTimeOf }: Scene) {
    this.#owner = owner;
    this.#world = world;
    this.#sim = sim;
    this.#dialect = dialect;
    this.#worldTimeOf = worldTimeOf;
  }

  /**
   * Reads the books and holds them against the world. Items of which the warehouse allocated units meanwhile are left to
   * the next look: what was held when the books were read may have been sold and fetched since.
   *
   * @throws Foul when more could be sold than is there
   */
  async look(read: () => Promise<BooksNow>): Promise<BooksNow> {
    const before = this.#world.truth();
    const books = await read();
    this.#judge(books, before, this.#world.truth());
    return books;
  }

  #judge(books: BooksNow, before: WorldTruth, truth: WorldTruth): void {
    const lines = new Map(
      truth.orders.flatMap(({ reference, lines: all }) =>
        all.map((line) => [`${reference}/${line.line}`, line.open]),
      ),
    );
    for (const sku of SKUS) {
      if (allocatedOf(before, sku) !== allocatedOf(truth, sku)) continue;
      this.looks += 1;
      const available = availableOf(books, sku);
      if (available === 0) continue;
      let free = 0;
      for (const cell of truth.cells) if (this.#isOf(cell, sku)) free += cell.free;
      let untold = 0;
      for (const loss of truth.losses) {
        if (this.#isOf(loss.cell, sku) && !this.#isTold(books, loss)) untold += loss.quantity;
      }
      let promised = heldOf(books, sku);
      for (const { reference, line, sku: of, claim } of claimsOf(books)) {
        if (of === sku) promised += lines.get(`${reference}/${line}`) ?? claim;
      }
      if (available + promised <= free + untold) continue;
      throw new Foul(
        `${this.#owner} ${sku}: ${available} available and ${promised} promised, but ${free} are there and ${untold} lost untold`,
      );
    }
  }

  #isOf(cell: CellKey, sku: string): boolean {
    return cell.owner === this.#owner && cell.sku === sku;
  }

  /** Could our books know of a loss? By an event in the journal, or by the page that each row counts on. */
  #isTold(books: BooksNow, loss: LossTruth): boolean {
    const { postedAt, eventIds } = loss;
    if (postedAt === null) return false;
    const { takesBack } = this.#sim;
    if (!takesBack && eventIds.length > 0 && eventIds.every((id) => books.events.has(id)))
      return true;
    const rows = books.rows.filter(
      ({ item, lot }) =>
        item.sku === loss.cell.sku && (takesBack || (lot?.number ?? null) === loss.cell.lot),
    );
    if (rows.length === 0) return false;
    return rows.every(({ id }) => {
      const sight = books.wmsRows.get(id)?.sight ?? null;
      return sight !== null && this.#shows(sight, loss, postedAt);
    });
  }

  #shows(sight: Sight, { posted, bookedRun }: LossTruth, postedAt: number): boolean {
    const { takesBack, eventsBooked, numberedRuns, eventMark } = this.#dialect;
    const askedAt = this.#worldTimeOf(sight.askedAt - this.#dialect.lagMs);
    if (takesBack) {
      const lastsMs = this.#sim.runLastsMs;
      const isBooked =
        eventsBooked === "live" || this.#isBooked(sight, bookedRun, askedAt, postedAt);
      return askedAt >= postedAt + lastsMs && isBooked;
    }
    if (eventMark) return posted !== null && Number(sight.posted ?? -1n) >= posted;
    if (eventsBooked === "live") return askedAt >= postedAt;
    if (numberedRuns) return bookedRun !== null && Number(sight.run ?? -1n) >= bookedRun;
    return this.#isBooked(sight, bookedRun, askedAt, postedAt);
  }

  #isBooked(sight: Sight, bookedRun: number | null, askedAt: number, postedAt: number): boolean {
    if (this.#dialect.numberedRuns)
      return bookedRun !== null && Number(sight.run ?? -1n) >= bookedRun;
    return askedAt - this.#sim.runLastsMs * 2 - this.#world.options.runEveryMs >= postedAt;
  }
}

function allocatedOf({ orders }: WorldTruth, sku: string): number {
  let units = 0;
  for (const { lines } of orders) {
    for (const line of lines) if (line.sku === sku) units += line.allocated + line.takenBack;
  }
  return units;
}
