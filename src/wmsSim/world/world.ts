import type {
  SimCancel,
  SimEvent,
  SimEventsPage,
  SimHappening,
  SimOrder,
  SimOrderState,
  SimOutcome,
  SimPage,
} from "./api.ts";
import { cancelOrder } from "./cancelling.ts";
import { type CellKey, checkOptions, type WorldOptions } from "./options.ts";
import { pageAsOf } from "./pages.ts";
import { happen } from "./people.ts";
import { placeOrder } from "./placing.ts";
import { type CellTruth, cellsOf, truthOf, type WorldTruth } from "./referee.ts";
import { beginRun } from "./running.ts";
import { createState, type WorldState } from "./state.ts";

export type * from "./api.ts";
export { UnknownCursor } from "./api.ts";
export type { CellKey, OpeningStock, SimDialect, WorldOptions } from "./options.ts";
export type { CellTruth, LineTruth, LossTruth, OrderTruth, WorldTruth } from "./referee.ts";

/**
 * A warehouse and its system, without a clock or a network: the same seed and the same calls make
 * the same world. Moments and durations are in milliseconds, quantities in whole units.
 */
export class World {
  readonly #state: WorldState;

  /** @throws {RangeError} when the options make no sense */
  constructor(options: WorldOptions) {
    checkOptions(options);
    this.#state = createState(options);
    this.#planRun(options.startAt + options.runEveryMs);
  }

  get options(): WorldOptions {
    return this.#state.options;
  }

  get now(): number {
    return this.#state.now;
  }

  /**
   * The run that ended last; `countFrom` before the first. Known to referees, even where runs are not
   * numbered.
   */
  get lastRun(): number {
    return this.#state.marks.latest.run;
  }

  /** A run has begun and not ended. */
  get isRunning(): boolean {
    return this.#state.running !== null;
  }

  /** Lets time pass and everything happen that is due by then. @throws {RangeError} backwards */
  advanceTo(ms: number): void {
    const state = this.#state;
    if (!(ms >= state.now && ms < Infinity)) throw new RangeError("time goes forwards, and ends");
    for (let due = state.agenda.take(ms); due !== undefined; due = state.agenda.take(ms)) {
      state.now = due.at;
      due.act();
    }
    state.now = ms;
  }

  /** A run beside the timetable: at once, or when the one that lasts has ended. */
  startRun(): void {
    beginRun(this.#state);
    this.advanceTo(this.now);
  }

  /**
   * A page of the stock.
   *
   * @param cursor of the page before, or null for the first
   * @param ageMs answers as things were so long ago, at most the dialect's lag
   * @param limit lines at most, if fewer than a page has anyway
   * @throws {UnknownCursor}
   */
  page(cursor: string | null, ageMs = 0, limit = this.options.pageSize): SimPage {
    const lines = Math.max(1, Math.min(limit, this.options.pageSize));
    return pageAsOf(this.#state, cursor, this.#momentAgo(ageMs), lines);
  }

  /** Hands an order over. */
  placeOrder(order: SimOrder): SimOutcome {
    return placeOrder(this.#state, order);
  }

  /** Asks that units be no longer delivered. The same wish twice is one. */
  cancelOrder(cancel: SimCancel): "read" | "unknown" {
    return cancelOrder(this.#state, cancel);
  }

  /** What has become of orders. Unknown ones are left out. @param ageMs as for pages */
  orderStates(references: readonly string[], ageMs = 0): SimOrderState[] {
    const moment = this.#momentAgo(ageMs);
    return [...new Set(references)].flatMap((reference) => {
      const shown = this.#state.orders.find(reference)?.shown.asOf(moment);
      return shown === undefined ? [] : [shown];
    });
  }

  /**
   * What was posted since.
   *
   * @param cursor where the last answer ended, or null for the beginning
   * @throws {UnknownCursor}
   */
  eventsSince(cursor: string | null, limit: number): SimEventsPage {
    return this.#state.journal.since(cursor, limit);
  }

  /**
   * People do something now; the warehouse system learns of it later. A loss is told only as far as
   * the books have orderable units, the rest when units come.
   *
   * @param holdReference what damaged units stand under
   * @returns how many units it was: no more than were there
   */
  happen(
    kind: SimHappening,
    cell: CellKey,
    quantity: number,
    discoverAfterMs = 0,
    holdReference?: string,
  ): number {
    const hold = holdReference ?? null;
    return happen(this.#state, { kind, cell, quantity, discoverAfterMs, hold });
  }

  /**
   * Calls back with everything that is posted, once it is booked. The listener must not change the
   * world.
   */
  onPosted(listener: (event: SimEvent) => void): void {
    this.#state.journal.listen(listener);
  }

  /** Every place where something lies or lay. */
  cells(): CellKey[] {
    return this.#state.cells.all().map(({ key }) => key);
  }

  /** What really lies where: the part of the truth that is quick to copy. */
  reality(): CellTruth[] {
    return cellsOf(this.#state);
  }

  /** What only a referee may see. */
  truth(): WorldTruth {
    return truthOf(this.#state);
  }

  #planRun(at: number): void {
    this.#state.agenda.plan(at, () => {
      this.#planRun(at + this.options.runEveryMs);
      beginRun(this.#state);
    });
  }

  #momentAgo(ageMs: number): number {
    const { dialect, startAt } = this.options;
    if (!(ageMs >= 0 && ageMs <= dialect.lagMs)) {
      throw new RangeError(`an answer may be 0 to ${dialect.lagMs} ms old, not ${ageMs}`);
    }
    return Math.max(startAt, this.now - ageMs);
  }
}
