import { Deadlines } from "./deadline.ts";
import { Exchange, type Surroundings } from "./exchange.ts";
import type { Arrival } from "./identity.ts";
import type { CallMetrics } from "./metrics.ts";
import { type Method, METHODS } from "./methods.ts";
import type { CallLog, Limits, ServerOptions } from "./options.ts";
import { type Check, contractCheck } from "./validate/validation.ts";

/** The one way that every call of both doors goes: auth, tenant, deadline, validation, handler, log. */
export class Pipeline {
  readonly limits: Limits;
  /** Shared by all calls, and by the doors for what has not become one yet. */
  readonly deadlines = new Deadlines();
  readonly #metrics: CallMetrics;
  readonly #log: (line: CallLog) => void;
  readonly #around: Surroundings;
  readonly #checks: ReadonlyMap<Method, Check>;
  #isStopping = false;
  #inFlight = 0;
  #whenIdle: (() => void)[] = [];

  constructor(options: ServerOptions, limits: Limits, metrics: CallMetrics) {
    this.limits = limits;
    this.#metrics = metrics;
    this.#log = (line) => options.log(line);
    this.#around = {
      options,
      limits,
      deadlines: this.deadlines,
      isStopping: () => this.#isStopping,
      ended: (line) => this.#ended(line),
    };
    this.#checks = new Map(METHODS.map((method) => [method, contractCheck(method.desc.input)]));
  }

  /** Begins a call. Whoever begins one must see it to an answer, or abandon it. */
  open(method: Method, arrival: Arrival): Exchange {
    const check = this.#checks.get(method);
    if (check === undefined) throw new Error(`${method.name} is not in the table of methods`);
    this.#inFlight += 1;
    this.#metrics.started();
    return new Exchange(this.#around, method, check, arrival);
  }

  /**
   * Takes note of what never was a call of ours: an unknown method, a request that was too large, a webhook.
   */
  turnedAway(line: CallLog): void {
    this.#metrics.started();
    this.#metrics.ended("other", line.code, line.ms / 1000);
    this.#log(line);
  }

  /** From now on mutations are refused. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Resolves when no call is under way. */
  async idle(): Promise<void> {
    if (this.#inFlight === 0) return;
    await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  #ended(line: CallLog): void {
    this.#inFlight -= 1;
    this.#metrics.ended(line.method, line.code, line.ms / 1000);
    this.#log(line);
    if (this.#inFlight > 0) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}
