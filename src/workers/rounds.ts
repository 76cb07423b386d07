import { setTimeout as sleep } from "node:timers/promises";

export interface RoundsOptions {
  /** The pause between two rounds when there was little to do. */
  readonly intervalMs: number;
  /** Nothing is urgent when a server starts: the first round comes after the first pause. */
  readonly pausesFirst?: boolean;
  /** Does a bounded amount of work. @returns whether there is more to do at once */
  readonly round: (stopping: AbortSignal) => Promise<boolean>;
  readonly onError: (error: unknown) => void;
}

/** The rhythm of a worker: round after round, until it is stopped. An error costs it one round. */
export class Rounds {
  readonly #options: RoundsOptions;
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;

  constructor(options: RoundsOptions) {
    this.#options = options;
    this.#done = this.#run();
  }

  /** Finishes the round that is under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
  }

  async #run(): Promise<void> {
    if (this.#options.pausesFirst === true) await this.#pause();
    while (!this.#stopping.signal.aborted) {
      const isMore = await this.#round();
      if (!isMore) await this.#pause();
    }
  }

  async #round(): Promise<boolean> {
    try {
      return await this.#options.round(this.#stopping.signal);
    } catch (error) {
      this.#options.onError(error);
      return false;
    }
  }

  async #pause(): Promise<void> {
    const { intervalMs } = this.#options;
    // Jitter, so that replicas do not find the same work at the same moment.
    const pauseMs = intervalMs * (0.75 + Math.random() / 2);
    await sleep(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}
