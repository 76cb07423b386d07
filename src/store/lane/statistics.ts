import type { Pool } from "pg";

/**
 * After so many entries that this process wrote, the planner is told anew how large the books are. The first time
 * comes early: of a new table nothing is known, and any index that starts with the tenant looks as good as the right one.
 */
const ANALYZE_AFTER = [50, 1_000, 10_000, 100_000];

const ANALYZE = "analyze entry, posting, reservation, allocation, stock";

/**
 * Keeps the planner's picture of the books fresh while they first grow. PostgreSQL looks by itself only once a
 * minute; until then prepared statements would keep the plans that suited empty tables. Asks as the login role;
 * where that does not own the tables PostgreSQL only says so, and looks by itself later.
 */
export class Statistics {
  readonly #pool: Pool;
  #written = 0;
  #step = 0;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Takes note of entries that were written. Never throws, never waits. */
  wrote(entries: number): void {
    this.#written += entries;
    const next = ANALYZE_AFTER[this.#step];
    if (next === undefined || this.#written < next) return;
    this.#step += 1;
    this.#pool.query(ANALYZE).catch(() => undefined);
  }
}
