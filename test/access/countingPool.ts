import type { Pool } from "pg";

/** Passes statements on to a real pool, counts them, and can be cut off from the database. */
export class CountingPool {
  queries = 0;
  atOnceMax = 0;
  /** Every statement fails, as if the server were gone. */
  broken = false;
  /** No statement is ever answered. */
  silent = false;
  readonly query: Pool["query"];
  #atOnce = 0;

  constructor(pool: Pool) {
    this.query = ((text: string) => this.#count(pool, text)) as unknown as Pool["query"];
  }

  async #count(pool: Pool, text: string): Promise<unknown> {
    this.queries += 1;
    this.#atOnce += 1;
    this.atOnceMax = Math.max(this.atOnceMax, this.#atOnce);
    try {
      if (this.silent) return await new Promise(() => undefined);
      if (this.broken) throw Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
      return await pool.query(text);
    } finally {
      this.#atOnce -= 1;
    }
  }
}
