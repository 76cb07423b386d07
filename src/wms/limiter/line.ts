import { WmsUnavailable } from "../errors.ts";

/** Leave to make one request. Moments are on the clock of `performance.now()`. */
export interface Token {
  /** It must be used before. */
  readonly diesAt: number;
  /** What it was used for must be on its way by then, or not be sent at all. */
  readonly arriveBy: number;
}

/** Callers that wait for tokens of one kind, first come, first served, and the tokens that nobody wanted any more. */
export class Line {
  readonly #max: number;
  readonly #waiting = new Set<(token: Token) => void>();
  #spare: Token[] = [];

  /** @param max of those who wait; more are refused at once */
  constructor(max: number) {
    this.#max = max;
  }

  /** How many wait. */
  get length(): number {
    return this.#waiting.size;
  }

  /**
   * @param onLeave told when the caller gave up
   * @throws WmsUnavailable when too many wait already, or when the signal aborts
   */
  async join(signal: AbortSignal, onLeave: () => void): Promise<Token> {
    if (signal.aborted) throw tooLate(signal);
    const spare = this.#takeSpare();
    if (spare !== undefined) return spare;
    if (this.#waiting.size >= this.#max) throw tooMany(this.#max);
    return await new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(take);
        reject(tooLate(signal));
        onLeave();
      };
      const take = (token: Token): void => {
        signal.removeEventListener("abort", leave);
        resolve(token);
      };
      this.#waiting.add(take);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  /** Gives a token to whoever has waited longest, or keeps it for as long as it lives. */
  give(token: Token): void {
    const [first] = this.#waiting;
    if (first === undefined) {
      this.#spare.push(token);
      return;
    }
    this.#waiting.delete(first);
    first(token);
  }

  /** No token that is here may be used any more. */
  drop(): void {
    this.#spare = [];
  }

  #takeSpare(): Token | undefined {
    const now = performance.now();
    this.#spare = this.#spare.filter((token) => now < token.diesAt);
    return this.#spare.shift();
  }
}

function tooLate(signal: AbortSignal): WmsUnavailable {
  const cause: unknown = signal.reason;
  const message = "there was no room in the warehouse system's quota in time";
  return new WmsUnavailable(message, { maybeDone: false, cause });
}

function tooMany(max: number): WmsUnavailable {
  const message = `${max} requests wait for room in the warehouse system's quota already`;
  return new WmsUnavailable(message, { maybeDone: false });
}
