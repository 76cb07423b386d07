import { setImmediate } from "node:timers/promises";

import type { PerKind, TokensTaken } from "../../store/wms/tokens.ts";
import { backoffMs } from "../backoff.ts";
import { Line, type Token } from "./line.ts";
import type { LimiterTerms } from "./terms.ts";

export type { Token } from "./line.ts";

/** What a token is for. */
export type TokenKind = keyof PerKind;

/** The warehouse system wants to be left alone. */
export interface Closing {
  readonly forMs: number;
  /** Whether to halve the rate of all replicas as well. */
  readonly slower: boolean;
}

export interface LimiterOptions {
  readonly terms: LimiterTerms;
  /** Takes from the shared bucket: `takeTokens`. */
  readonly take: (wanted: PerKind) => Promise<TokensTaken>;
  /** Closes the shared bucket: `closeBucket`. */
  readonly close: (closing: Closing) => Promise<void>;
  /** Callers of each kind that may wait here. Default: 1,000, more than most quotas serve within a minute. */
  readonly queueMax?: number;
}

/** What an operator may see. */
export interface LimiterStatus {
  readonly waiting: PerKind;
  /** 1: the full rate; 2: half of it; … as far as is known here. */
  readonly slowdown: number;
  /** Why the database could not be asked the last time, or null. Nothing is sent then. */
  readonly failure: string | null;
}

/** One account's quota, shared with all replicas through the database. */
export interface Limiter {
  /**
   * Waits for leave to make one request. Orders come first; reading keeps its part of the rate.
   *
   * @throws WmsUnavailable when the signal aborts, or at once when too many wait already
   */
  acquire(kind: TokenKind, signal: AbortSignal): Promise<Token>;
  /** Gives out nothing more here at once, and elsewhere as soon as the database knows. */
  close(closing: Closing): void;
  status(): LimiterStatus;
}

/** Tokens that one process takes at once: few, for what it does not use is lost to all. */
const LEASE_MAX = 5;

/** A bucket is asked again no sooner, … */
const PAUSE_MIN_MS = 5;
/** … and no later: somebody may have given the account a larger quota. */
const PAUSE_MAX_MS = 5_000;

/** While the database cannot be asked. */
const FAILURE_BACKOFF = { firstMs: 50, maxMs: 1_000 };

const KINDS = ["order", "read"] as const;

export function createLimiter(options: LimiterOptions): Limiter {
  return new SharedLimiter(options);
}

class SharedLimiter implements Limiter {
  readonly #options: LimiterOptions;
  readonly #lines: Readonly<Record<TokenKind, Line>>;
  /** When it is worth asking for more. */
  readonly #askAt: Record<TokenKind, number> = { order: 0, read: 0 };
  /** What the database does not know yet. */
  #closing: { readonly slower: boolean } | undefined;
  #closedUntil = 0;
  #failures = 0;
  #failure: string | null = null;
  #retryAt = 0;
  #slowdown = 1;
  #isRunning = false;
  #wake: () => void = () => undefined;

  constructor(options: LimiterOptions) {
    this.#options = options;
    const { queueMax = 1_000 } = options;
    this.#lines = { order: new Line(queueMax), read: new Line(queueMax) };
  }

  acquire(kind: TokenKind, signal: AbortSignal): Promise<Token> {
    const token = this.#lines[kind].join(signal, () => this.#wake());
    this.#run();
    return token;
  }

  close({ forMs, slower }: Closing): void {
    this.#closedUntil = Math.max(this.#closedUntil, performance.now() + forMs);
    this.#closing = { slower: slower || this.#closing?.slower === true };
    for (const kind of KINDS) this.#lines[kind].drop();
    this.#run();
  }

  status(): LimiterStatus {
    const waiting = { order: this.#lines.order.length, read: this.#lines.read.length };
    return { waiting, slowdown: this.#slowdown, failure: this.#failure };
  }

  /** Asks the database for as long as somebody waits; never twice at once. */
  #run(): void {
    this.#wake();
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.#untilNobodyWaits();
  }

  async #untilNobodyWaits(): Promise<void> {
    // Callers who come together ask together.
    await setImmediate();
    for (;;) {
      const pauseMs = this.#nextAskAt() - performance.now();
      if (pauseMs === Number.POSITIVE_INFINITY) break;
      if (pauseMs > 0) await this.#pause(pauseMs);
      else await this.#ask();
    }
    this.#isRunning = false;
  }

  #nextAskAt(): number {
    const tellAt = this.#closing === undefined ? Number.POSITIVE_INFINITY : 0;
    const leaseAt = KINDS.filter((kind) => this.#lines[kind].length > 0).map((kind) =>
      Math.max(this.#askAt[kind], this.#closedUntil),
    );
    return Math.max(this.#retryAt, Math.min(tellAt, ...leaseAt));
  }

  async #ask(): Promise<void> {
    try {
      if (this.#closing === undefined) await this.#lease();
      else await this.#tell(this.#closing);
      this.#failures = 0;
      this.#failure = null;
    } catch (error) {
      this.#failures += 1;
      this.#failure = Error.isError(error) ? error.message : String(error);
      this.#retryAt = performance.now() + backoffMs(this.#failures, FAILURE_BACKOFF);
    }
  }

  async #tell(closing: { readonly slower: boolean }): Promise<void> {
    const forMs = Math.max(1, this.#closedUntil - performance.now());
    await this.#options.close({ forMs, slower: closing.slower });
    // Otherwise the warehouse system has refused once more in the meantime.
    if (this.#closing === closing) this.#closing = undefined;
  }

  async #lease(): Promise<void> {
    const wanted = wantedOf(this.#lines.order.length, this.#lines.read.length);
    const { taken, waitMs, slowdown, sentAt } = await this.#options.take(wanted);
    this.#slowdown = slowdown;
    const now = performance.now();
    for (const kind of KINDS) {
      this.#askAt[kind] = taken[kind] < wanted[kind] ? now + pauseOf(waitMs[kind]) : now;
    }
    if (now < this.#closedUntil) return;
    const { leaseLifeMs, jitterMs } = this.#options.terms;
    const diesAt = sentAt + leaseLifeMs;
    if (taken.order + taken.read > 0 && now >= diesAt) {
      throw new Error("the database answered so late that the tokens were dead");
    }
    const token = { diesAt, arriveBy: diesAt + jitterMs };
    for (const kind of KINDS) {
      for (let left = taken[kind]; left > 0; left--) this.#lines[kind].give(token);
    }
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      // Telling of a refusal is no reason to keep a process.
      if (this.#lines.order.length + this.#lines.read.length === 0) timer.unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** At least one for reading, when somebody wants to read: orders cannot use up what is for reading alone. */
function wantedOf(orders: number, reads: number): PerKind {
  const order = Math.min(orders, LEASE_MAX - Math.min(reads, 1));
  return { order, read: Math.min(reads, LEASE_MAX - order) };
}

/** Longer than it was told, by a random part: replicas that wait for the same token do not ask at once. */
function pauseOf(waitMs: number): number {
  const pauseMs = waitMs * (1 + Math.random() / 4);
  return Math.min(PAUSE_MAX_MS, Math.max(PAUSE_MIN_MS, pauseMs));
}
