import type { Pool } from "pg";

/** What one process has written, by what it makes grow. */
export interface Written {
  readonly entries: number;
  /** Rows of balances that were not there before: the books' items, locations and lots. */
  readonly places: number;
  /** Lines of counts, and steps of transfers' parcels. */
  readonly looks: number;
}

/**
 * After so many of each that this process wrote, the planner is told anew how large the tables are. The first time
 * comes early: of a new table nothing is known, and any index that starts with the tenant looks as good as the right one.
 */
const LADDERS = [
  {
    of: "entries",
    steps: [50, 1_000, 10_000, 100_000],
    analyze: "analyze entry, posting, reservation, allocation, stock",
  },
  {
    of: "looks",
    steps: [100, 1_000, 10_000, 100_000],
    analyze:
      "analyze transfer, transfer_line, transfer_parcel, transfer_step, stock_count, count_line, count_record",
  },
  { of: "places", steps: [10, 100, 1_000, 10_000], analyze: "analyze stock, item, location, lot" },
] as const;

/**
 * Keeps the planner's picture of the books fresh while they first grow. PostgreSQL looks by itself only once a
 * minute; until then prepared statements would keep the plans that suited empty tables. Asks as the login role;
 * where that does not own the tables PostgreSQL only says so, and looks by itself later.
 */
export class Statistics {
  readonly #pool: Pool;
  readonly #climbs = LADDERS.map((ladder) => ({ ...ladder, written: 0, step: 0 }));

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Takes note of what a batch wrote. Never throws, never waits. */
  wrote(written: Written): void {
    for (const climb of this.#climbs) {
      climb.written += written[climb.of];
      const next = climb.steps[climb.step];
      if (next === undefined || climb.written < next) continue;
      climb.step += 1;
      this.#pool.query(climb.analyze).catch(() => undefined);
    }
  }
}
