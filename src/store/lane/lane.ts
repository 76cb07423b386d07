import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";

import { type Command, isChore } from "../../core/command.ts";
import type { Answer } from "../answer.ts";
import { Contention, DatabaseUnavailable, Overloaded, ShuttingDown } from "../errors.ts";
import { toError } from "../sql/connection.ts";
import { isConnectionLoss, isRetryable } from "../sql/sqlstate.ts";
import { runBatch } from "./batch.ts";
import type { Database } from "./database.ts";
import { createSweepShare, type SweepShare } from "./sweepShare.ts";
import { type Told, type Verdict, type Waiting, weightOf } from "./waiting.ts";

/** How much a lane takes on. */
export interface LaneLimits {
  /** Commands that may wait; the next one is refused. */
  readonly queueMax: number;
  /** Commands that share one transaction. */
  readonly batchMax: number;
  /** How many of them are the workers' when callers would fill the batch alone. */
  readonly backgroundMax: number;
}

/** Lines that share one transaction: nobody holds a head longer than 250 ms. */
const BATCH_LINES_MAX = 1_000;

/** A batch that fails is tried this often in all: the last pause is a second, so a restart of the database is outlived. */
const TRIES_MAX = 12;
const PAUSE_FIRST_MS = 5;
const PAUSE_MAX_MS = 1_000;

/** Told to a caller who finds the queue full. */
const FULL_RETRY_MS = 200;

/** Called with what a lane cannot tell its callers. */
export type Report = (message: string, error: unknown) => void;

/**
 * The queue in front of one tenant's books. While one batch commits the next one gathers: no timer, no added
 * latency when idle, and under load one commit is shared by hundreds of callers.
 */
export class Lane {
  readonly #database: Database;
  readonly #tenantId: string;
  readonly #limits: LaneLimits;
  readonly #report: Report;
  readonly #share: SweepShare;
  #again: Waiting[] = [];
  #callers: Waiting[] = [];
  #background: Waiting[] = [];
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(database: Database, tenantId: string, limits: LaneLimits, report: Report) {
    this.#database = database;
    this.#tenantId = tenantId;
    this.#limits = limits;
    this.#report = report;
    this.#share = createSweepShare(limits);
  }

  get isIdle(): boolean {
    return this.#running === undefined;
  }

  /** Commands that wait, background ones included. */
  get depth(): number {
    return this.#again.length + this.#callers.length + this.#background.length;
  }

  submit(command: Command, deadlineAt: number): Promise<Answer> {
    const queue = isChore(command) ? this.#background : this.#callers;
    if (this.#closed) return Promise.reject(new ShuttingDown());
    if (queue.length >= this.#limits.queueMax) {
      const message = `${queue.length} commands wait for this tenant already`;
      return Promise.reject(new Overloaded(message, FULL_RETRY_MS));
    }
    return new Promise((resolve, reject) => {
      queue.push({ command, deadlineAt, resolve, reject, attempted: false });
      this.#running ??= this.#run();
    });
  }

  /** Takes nothing more, and waits until everything that was taken is answered. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  /**
   * Ends in the same breath in which it finds nothing waiting, so that no command can slip in unseen. The callers of a
   * batch are told while PostgreSQL reads for the next one.
   */
  async #run(): Promise<void> {
    let decided: readonly Told[] = [];
    try {
      await nextTurn();
      while (this.depth > 0) {
        const running = this.#runTimed(this.#take());
        await nextTurn();
        tell(decided);
        decided = [];
        decided = this.#keepUnfinished(await running);
      }
    } finally {
      this.#running = undefined;
      tell(decided);
    }
  }

  /** The next batch: unfinished commands first, then callers, and a bounded share for the workers. */
  #take(): Waiting[] {
    const { batchMax } = this.#limits;
    const callers = [...this.#again, ...this.#callers];
    const background = this.#background.splice(0, this.#share.next(callers.length));
    let lines = background.length;
    let count = 0;
    for (const { command } of callers) {
      lines += weightOf(command);
      const isFull = lines > BATCH_LINES_MAX || count + background.length >= batchMax;
      if (count > 0 && isFull) break;
      count += 1;
    }
    this.#again = [];
    this.#callers = callers.slice(count);
    return [...callers.slice(0, count), ...background];
  }

  async #runTimed(batch: readonly Waiting[]): Promise<readonly Verdict[]> {
    const startedAt = performance.now();
    const verdicts = await this.#runWithRetry(batch);
    const chores = batch.filter(({ command }) => isChore(command)).length;
    this.#share.learn(chores, performance.now() - startedAt);
    return verdicts;
  }

  /** Puts commands that are to go on before all others. @returns the verdicts that callers can be told */
  #keepUnfinished(verdicts: readonly Verdict[]): readonly Told[] {
    return verdicts.filter((verdict): verdict is Told => {
      if ("again" in verdict) this.#again.push(verdict.waiting);
      return !("again" in verdict);
    });
  }

  async #runWithRetry(batch: readonly Waiting[]): Promise<readonly Verdict[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await runBatch(this.#database, this.#tenantId, batch);
      } catch (error) {
        if (!isRetryable(error)) return await this.#split(batch, error);
        if (attempt === TRIES_MAX) return failAll(batch, error);
        await sleep(pauseMs(attempt));
      }
    }
  }

  /** One bad command never fails its neighbours: the batch is halved until only the guilty one is left. */
  async #split(batch: readonly Waiting[], error: unknown): Promise<readonly Verdict[]> {
    const [only] = batch;
    if (only === undefined) return [];
    if (batch.length === 1) {
      this.#report(`the database refused ${only.command.kind}`, error);
      return failAll(batch, error);
    }
    const half = Math.ceil(batch.length / 2);
    const first = await this.#runWithRetry(batch.slice(0, half));
    const second = await this.#runWithRetry(batch.slice(half));
    return [...first, ...second];
  }
}

function tell(decided: readonly Told[]): void {
  for (const verdict of decided) {
    if ("answer" in verdict) verdict.waiting.resolve(verdict.answer);
    else verdict.waiting.reject(verdict.error);
  }
}

function failAll(batch: readonly Waiting[], error: unknown): Verdict[] {
  const told = toldOf(error);
  return batch.map((waiting) => ({ waiting, error: told }));
}

function toldOf(error: unknown): Error {
  if (isConnectionLoss(error)) return new DatabaseUnavailable(error);
  if (isRetryable(error)) return new Contention();
  return toError(error);
}

/** Doubles from 5 ms to 1 s, with jitter, so that replicas which fell together do not rise together. */
function pauseMs(attempt: number): number {
  const full = Math.min(PAUSE_MAX_MS, PAUSE_FIRST_MS * 2 ** (attempt - 1));
  return full / 2 + (Math.random() * full) / 2;
}
