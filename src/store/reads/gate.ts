import { setImmediate as nextTurn } from "node:timers/promises";

/** Questions that one query answers together; the next ones wait for the next query. */
const TOGETHER_MAX = 500;

interface Asked<Q, A> {
  readonly question: Q;
  readonly resolve: (answer: A) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets questions of the same moment share one query. A question joins only a query that has not been sent yet,
 * so that whoever asks sees everything that was answered before.
 */
export class Gate<Q, A> {
  readonly #answerAll: (questions: readonly Q[]) => Promise<readonly A[]>;
  #asked: Asked<Q, A>[] = [];
  #running = false;

  /** @param answerAll answers questions in their order */
  constructor(answerAll: (questions: readonly Q[]) => Promise<readonly A[]>) {
    this.#answerAll = answerAll;
  }

  ask(question: Q): Promise<A> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ question, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  get isIdle(): boolean {
    return !this.#running;
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#asked.length > 0) {
      await nextTurn();
      await this.#answer(this.#asked.splice(0, TOGETHER_MAX));
    }
    this.#running = false;
  }

  async #answer(asked: readonly Asked<Q, A>[]): Promise<void> {
    try {
      const answers = await this.#answerAll(asked.map(({ question }) => question));
      for (const [index, { resolve, reject }] of asked.entries()) {
        const answer = answers[index];
        if (answer === undefined) reject(new Error("a question was left without an answer"));
        else resolve(answer);
      }
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
