import pLimit from "p-limit";
import type { Pool } from "pg";

import { Overloaded } from "../store/errors.ts";
import type { Ledger } from "../store/ledger.ts";
import { listTenantIds } from "../store/reads/overdue.ts";
import { findRestless, findUnhoused } from "../store/reads/unhoused.ts";
import { Rounds } from "./rounds.ts";

export interface RehomerOptions {
  readonly pool: Pool;
  readonly ledger: Ledger;
  /** The pause between two rounds when nothing had to go. */
  readonly intervalMs: number;
  /** Commands that may wait in a lane: a round takes a part of them. */
  readonly laneQueueMax: number;
  /** Told after each round in which something was done. */
  readonly onRound: (round: RehomeRound) => void;
  readonly onError: (error: unknown) => void;
}

/** What one round did. */
export interface RehomeRound {
  /** Reservations that were re-homed or marked short. */
  readonly told: number;
}

/** Reservations that one round looks at per tenant, so that every tenant has its turn. */
const ROUND_MAX = 500;

/** The lane's background is the sweeper's first. */
const QUEUE_SHARE = 4;

/** Tenants that are looked at at once. */
const TENANTS_AT_ONCE = 4;

/** What could not move before is tried again in one round of so many: other stock comes at its own pace. */
const RETRY_EVERY = 5;

/**
 * Re-homes what is held of recalled lots, and of stock that fell short. Goes by what it finds, so a crash costs nothing;
 * any number of replicas may run it, for the lane decides who was first. Commits re-home by themselves and never wait.
 */
export class Rehomer {
  readonly #options: RehomerOptions;
  readonly #rounds: Rounds;
  /** By tenant: how far the holds that could not move have been tried again. */
  readonly #tried = new Map<string, string>();
  #count = 0;

  constructor(options: RehomerOptions) {
    this.#options = options;
    const { intervalMs, onError } = options;
    const round = (stopping: AbortSignal): Promise<boolean> => this.#round(stopping);
    this.#rounds = new Rounds({ intervalMs, pausesFirst: true, round, onError });
  }

  /** Finishes the round that is under way. */
  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  async #round(stopping: AbortSignal): Promise<boolean> {
    const limit = pLimit(TENANTS_AT_ONCE);
    const tenantIds = await listTenantIds(this.#options.pool);
    this.#count += 1;
    const retries = this.#count % RETRY_EVERY === 0;
    const rounds = await Promise.all(
      tenantIds.map((id) =>
        limit(async () => (stopping.aborted ? NOTHING_DONE : await this.#rehome(id, retries))),
      ),
    );
    const told = rounds.reduce((sum, round) => sum + round.told, 0);
    if (told > 0) this.#options.onRound({ told });
    return rounds.some(({ isFull }) => isFull);
  }

  async #rehome(tenantId: string, retries: boolean): Promise<TenantRound> {
    const { pool, laneQueueMax } = this.#options;
    const limit = Math.max(1, Math.min(ROUND_MAX, Math.floor(laneQueueMax / QUEUE_SHARE)));
    const ids = await findUnhoused(pool, tenantId, limit);
    const told = await this.#send(tenantId, ids);
    // Of two replicas that find the same holds, the one that is second to most of them leaves the rest to the other.
    const isFull = ids.length === limit && told * 2 >= limit;
    return { told: told + (retries ? await this.#retry(tenantId, limit) : 0), isFull };
  }

  /** Round by round through all that could not move, then from the beginning. */
  async #retry(tenantId: string, limit: number): Promise<number> {
    const after = this.#tried.get(tenantId) ?? null;
    const ids = await findRestless(this.#options.pool, tenantId, after, limit);
    const last = ids.at(-1);
    if (last === undefined || ids.length < limit) this.#tried.delete(tenantId);
    else this.#tried.set(tenantId, last);
    return await this.#send(tenantId, ids);
  }

  /** @returns how many were moved or marked */
  async #send(tenantId: string, ids: readonly string[]): Promise<number> {
    const books = this.#options.ledger.booksOf(tenantId);
    const sent = await Promise.allSettled(ids.map((id) => books.rehome(id)));
    const failed = sent.find((one) => one.status === "rejected" && !isBusy(one.reason));
    if (failed?.status === "rejected") throw failed.reason;
    return sent.filter((one) => one.status === "fulfilled" && one.value).length;
  }
}

interface TenantRound extends RehomeRound {
  /** It found as many as it may look at, and did them itself. */
  readonly isFull: boolean;
}

const NOTHING_DONE: TenantRound = { told: 0, isFull: false };

/** The lane's background is full: the next round finds what was left. */
function isBusy(error: unknown): boolean {
  return error instanceof Overloaded;
}
