import type { Instant } from "../../core/instant.ts";
import { WmsNonsense, WmsUnavailable } from "../errors.ts";
import type { Limiter, LimiterStatus, Token } from "../limiter/limiter.ts";
import { type Breaker, type BreakerOptions, type BreakerState, createBreaker } from "./breaker.ts";
import {
  type Agents,
  type Answer,
  createAgents,
  exchange,
  TooLong,
  type Trip,
} from "./exchange.ts";
import { gaveUp, orAborted } from "./patience.ts";
import { redactor } from "./redact.ts";
import { type HttpRequest, outgoing } from "./request.ts";
import { createSlots, type Slots } from "./slots.ts";
import { type Failed, type Verdict, verdictOn } from "./verdict.ts";

export type { Answer } from "./exchange.ts";
export type { HttpRequest } from "./request.ts";

export interface TransportOptions {
  readonly limiter: Limiter;
  /** Requests under way at once. Default 4. */
  readonly concurrency?: number;
  /** From sending to the last byte of the answer. Default 10 s. */
  readonly timeoutMs?: number;
  /** The longest answer, uncompressed. Default 16 MiB. */
  readonly bytesMax?: number;
  /** Requests that may wait here. Default 1,000. */
  readonly queueMax?: number;
  /** Default: 5 failures in a row; open for up to 1 s at first, up to 1 min later. */
  readonly breaker?: BreakerOptions;
}

/** What an operator may see. */
export interface TransportStatus {
  readonly breaker: BreakerState;
  readonly inFlight: number;
  /** Requests that wait for others to end. */
  readonly waiting: number;
  readonly lastFailure: { readonly at: Instant; readonly message: string } | null;
  readonly limiter: LimiterStatus;
}

/** One account's way out. Everything that is asked of its warehouse system goes through it. */
export interface Transport {
  /**
   * Waits for its turn, then sends the request once. Never tries again: `backoffMs` is for those who do.
   *
   * @param signal bounds the whole of it, waiting included
   * @throws WmsUnavailable, WmsRefused, WmsNonsense
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<Answer>;
  status(): TransportStatus;
  /** Ends connections that are kept. Requests under way are cut. */
  close(): void;
}

/** A minute is what a load balancer takes to come back; a second is enough for a hiccup. */
const BREAKER: BreakerOptions = { failuresMax: 5, openFirstMs: 1_000, openMaxMs: 60_000 };

export function createTransport(options: TransportOptions): Transport {
  return new AccountTransport(options);
}

class AccountTransport implements Transport {
  readonly #limiter: Limiter;
  readonly #slots: Slots;
  readonly #breaker: Breaker;
  readonly #agents: Agents;
  readonly #timeoutMs: number;
  readonly #bytesMax: number;
  readonly #queueMax: number;
  #inFlight = 0;
  #lastFailure: TransportStatus["lastFailure"] = null;

  constructor(options: TransportOptions) {
    const { concurrency = 4, breaker = BREAKER } = options;
    this.#limiter = options.limiter;
    this.#slots = createSlots(concurrency);
    this.#breaker = createBreaker(breaker);
    this.#agents = createAgents();
    this.#timeoutMs = options.timeoutMs ?? 10_000;
    this.#bytesMax = options.bytesMax ?? 16 * 1024 * 1024;
    this.#queueMax = options.queueMax ?? 1_000;
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<Answer> {
    if (this.#slots.waiting >= this.#queueMax) {
      const message = `${this.#queueMax} requests wait for the warehouse system already`;
      throw new WmsUnavailable(message, { maybeDone: false });
    }
    const trip: Trip = { wasSent: false, wasStale: false };
    const work = (): Promise<Verdict | undefined> =>
      this.#breaker.run(() => this.#try(request, signal, trip));
    const turn = this.#slots.run(request.kind, work);
    const verdict = (await orAborted(turn, signal, trip)) ?? isBroken();
    if ("answer" in verdict) return verdict.answer;
    throw verdict.failure;
  }

  status(): TransportStatus {
    return {
      breaker: this.#breaker.state,
      inFlight: this.#inFlight,
      waiting: this.#slots.waiting,
      lastFailure: this.#lastFailure,
      limiter: this.#limiter.status(),
    };
  }

  close(): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }

  async #try(request: HttpRequest, signal: AbortSignal, trip: Trip): Promise<Verdict> {
    if (signal.aborted) return { proves: "nothing", failure: gaveUp(signal, trip) };
    let token: Token;
    try {
      // The last thing to wait for: it would be dead after anything else.
      token = await this.#limiter.acquire(request.kind, signal);
    } catch (error) {
      if (error instanceof WmsUnavailable) return { proves: "nothing", failure: error };
      throw error;
    }
    const verdict = await this.#exchange(request, token, signal, trip);
    if ("answer" in verdict) return verdict;
    if (verdict.closing !== undefined) this.#limiter.close(verdict.closing);
    if (verdict.proves !== "nothing") {
      this.#lastFailure = { at: Date.now(), message: verdict.failure.message };
    }
    return verdict;
  }

  async #exchange(
    request: HttpRequest,
    token: Token,
    signal: AbortSignal,
    trip: Trip,
  ): Promise<Verdict> {
    const [out, redact] = [outgoing(request), redactor(request.bearer)];
    const limits = { timeoutMs: this.#timeoutMs, bytesMax: this.#bytesMax, agents: this.#agents };
    this.#inFlight += 1;
    try {
      const end = await exchange(out, { token, signal, trip, ...limits });
      if ("status" in end) return verdictOn(end, request.accept, redact);
      if (signal.aborted) return { proves: "nothing", failure: gaveUp(signal, trip) };
      const message = `the warehouse system did not answer: ${redact(end.why)}`;
      const failure = new WmsUnavailable(message, { maybeDone: trip.wasSent });
      return { proves: trip.wasStale ? "nothing" : "dead", failure };
    } catch (error) {
      if (!(error instanceof TooLong)) throw error;
      const failure = new WmsNonsense("", `must not be longer than ${this.#bytesMax} bytes`);
      return { proves: "alive", failure };
    } finally {
      this.#inFlight -= 1;
    }
  }
}

function isBroken(): Failed {
  const message = "nothing is sent: the warehouse system failed again and again";
  return { proves: "nothing", failure: new WmsUnavailable(message, { maybeDone: false }) };
}
