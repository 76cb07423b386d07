import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";

import type { Uuid } from "../core/stock.ts";
import { newId } from "../store/newId.ts";
import type { TenantBooks } from "../store/store.ts";
import { findWmsAccounts, type WmsAccount } from "../store/wms/accounts.ts";
import type { WmsJob } from "../store/wms/leases.ts";
import type { TransportStatus } from "../wms/http/transport.ts";
import { openAccount, type OpenAccount, type SecretOf } from "../wms/sync/openAccount.ts";
import { WmsJobWorker } from "./wmsJob.ts";

/** How often each job of an account is done. */
export type WmsIntervals = Readonly<Record<WmsJob, number>>;

export interface WmsSyncOptions {
  readonly pool: Pool;
  readonly booksOf: (tenantId: Uuid) => TenantBooks;
  /** Finds secrets by the names that accounts have for them. */
  readonly secretOf: SecretOf;
  readonly intervals: WmsIntervals;
  /** How long one request may take before it is given up. */
  readonly requestTimeoutMs: number;
  /** Accounts are read anew this often: operators add, change and pause them. */
  readonly accountsEveryMs: number;
  readonly onError: (message: string, error: unknown) => void;
}

const JOBS: readonly WmsJob[] = ["push", "walk", "ask", "poll", "apply"];

interface Running {
  readonly account: WmsAccount;
  readonly open: OpenAccount;
  readonly workers: readonly WmsJobWorker[];
}

/** Keeps the books and the warehouse systems in step: the jobs of every account, shared with all replicas. */
export class WmsSync {
  readonly #options: WmsSyncOptions;
  readonly #holder = newId();
  readonly #stopping = new AbortController();
  readonly #running = new Map<Uuid, Running>();
  readonly #watching: Promise<void>;

  constructor(options: WmsSyncOptions) {
    this.#options = options;
    this.#watching = this.#watch();
  }

  /** The accounts that this process works for now. */
  get accounts(): readonly OpenAccount[] {
    return [...this.#running.values()].map(({ open }) => open);
  }

  /** What an operator may see of the way to an account's warehouse system; undefined where there is none. */
  connectionOf(accountId: Uuid): TransportStatus | undefined {
    return this.#running.get(accountId)?.open.status();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
    await Promise.all([...this.#running.values()].map((running) => end(running)));
    this.#running.clear();
  }

  async #watch(): Promise<void> {
    const { accountsEveryMs, onError, pool } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#follow(await findWmsAccounts(pool));
      } catch (error) {
        onError("the accounts at warehouse systems could not be read", error);
      }
      await sleep(accountsEveryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Starts what is new, and starts anew what has changed. */
  async #follow(accounts: readonly WmsAccount[]): Promise<void> {
    for (const [id, running] of this.#running) {
      const now = accounts.find((account) => account.id === id);
      if (now?.version === running.account.version && !now.isPaused) continue;
      this.#running.delete(id);
      await end(running);
    }
    for (const account of accounts) {
      if (account.isPaused || this.#running.has(account.id)) continue;
      if (this.#stopping.signal.aborted) return;
      this.#start(account);
    }
  }

  #start(account: WmsAccount): void {
    const { pool, booksOf, secretOf, requestTimeoutMs, intervals, onError } = this.#options;
    try {
      const open = openAccount({ account, pool, booksOf, secretOf, requestTimeoutMs });
      const workers = JOBS.map(
        (job) =>
          new WmsJobWorker({
            context: open.context,
            job,
            intervalMs: intervals[job],
            holder: this.#holder,
            onError: (error) => onError(`${job} of account ${account.code} failed`, error),
          }),
      );
      this.#running.set(account.id, { account, open, workers });
    } catch (error) {
      onError(`account ${account.code} cannot be opened`, error);
    }
  }
}

async function end({ open, workers }: Running): Promise<void> {
  await Promise.all(workers.map((worker) => worker.stop()));
  open.close();
}
