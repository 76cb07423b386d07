import pLimit from "p-limit";
import type { Pool } from "pg";

import type { Ledger } from "../store/ledger.ts";
import { findOverdue, listTenantIds } from "../store/reads/overdue.ts";
import { Rounds } from "./rounds.ts";

export interface SweeperOptions {
  readonly pool: Pool;
  readonly ledger: Ledger;
  /** The pause between two rounds when nothing was overdue. */
  readonly intervalMs: number;
  /** Commands that may wait in a lane: a round takes back no more holds of one tenant. */
  readonly laneQueueMax: number;
  /** Told after each round. */
  readonly onRound: (round: SweepRound) => void;
  readonly onError: (error: unknown) => void;
}

/** What one round found. */
export interface SweepRound {
  /** Holds that this round took back. */
  readonly expired: number;
  /** How long the oldest hold that it found had been overdue. 0: none was. */
  readonly lagMs: number;
}

interface TenantRound extends SweepRound {
  /** It found as many as it may take back, and took them back itself. */
  readonly isFull: boolean;
}

/** Holds that one round takes back per tenant, so that every tenant has its turn. */
const ROUND_MAX = 2_000;

/** Tenants that are swept at once. */
const TENANTS_AT_ONCE = 4;

/**
 * Takes back holds whose time is up. Nothing depends on it being on time: an overdue hold counts as expired for
 * everybody, swept or not. Any number of replicas may run it; the lane decides who was first.
 */
export class Sweeper {
  readonly #options: SweeperOptions;
  readonly #rounds: Rounds;

  constructor(options: SweeperOptions) {
    this.#options = options;
    const { intervalMs, onError } = options;
    this.#rounds = new Rounds({ intervalMs, round: (signal) => this.#round(signal), onError });
  }

  /** Finishes the round that is under way. */
  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  /** @returns whether there is more to do at once */
  async #round(stopping: AbortSignal): Promise<boolean> {
    const { pool, onRound } = this.#options;
    const limit = pLimit(TENANTS_AT_ONCE);
    const tenantIds = await listTenantIds(pool);
    const swept = await Promise.all(tenantIds.map((id) => limit(() => this.#sweep(id, stopping))));
    const expired = swept.reduce((sum, round) => sum + round.expired, 0);
    onRound({ expired, lagMs: Math.max(0, ...swept.map((round) => round.lagMs)) });
    return swept.some((round) => round.isFull);
  }

  async #sweep(tenantId: string, stopping: AbortSignal): Promise<TenantRound> {
    if (stopping.aborted) return { expired: 0, lagMs: 0, isFull: false };
    const { pool, ledger, laneQueueMax } = this.#options;
    const limit = Math.min(ROUND_MAX, laneQueueMax);
    const { ids, lagMs } = await findOverdue(pool, tenantId, limit);
    const books = ledger.booksOf(tenantId);
    // The newest first: an order that needs room takes back the oldest itself.
    const swept = await Promise.all(ids.toReversed().map((id) => books.expire(id)));
    const expired = swept.filter(Boolean).length;
    // Of two replicas that find the same holds, the one that is second to most of them leaves the rest to the other.
    return { expired, lagMs, isFull: ids.length === limit && expired * 2 >= limit };
  }
}
