import type { Lone, Search } from "./search.ts";
import type { AnyStep } from "./steps.ts";

/** How a search went. */
export interface Explored {
  /** Limited: something was not tried. */
  readonly end: "complete" | "exhausted" | "limited";
  readonly situations: number;
}

/** A situation, and the steps that can be taken in it. */
interface Choice {
  /** How many steps were taken before it. */
  readonly taken: number;
  /** The unanswered command that was taken last, where nothing has needed it yet. */
  readonly lone: Lone | undefined;
  /** After how many steps each of the unanswered commands was taken. */
  readonly mays: readonly number[];
  options: readonly AnyStep[];
  next: number;
  /** Unanswered commands come last, and only when all else has failed. */
  hasMays: boolean;
}

export interface ExplorationLimits {
  /** So many unanswered commands may have taken effect among `NEAR` steps. */
  readonly nearMax: number;
  readonly situationsMax: number;
}

const NEAR = 100;

/** Goes through the situations, depth first, each once. */
export class Exploration {
  readonly #search: Search;
  readonly #limits: ExplorationLimits;
  readonly #seen = new Set<string>();
  readonly #choices: Choice[] = [];
  #isLimited = false;
  #lone: Lone | undefined;
  #mays: readonly number[] = [];

  constructor(search: Search, limits: ExplorationLimits) {
    this.#search = search;
    this.#limits = limits;
  }

  run(): Explored {
    do {
      if (this.#search.takeUnchanging() > 0) this.#lone = undefined;
      if (this.#search.isComplete) return this.#ended("complete");
      if (!this.#search.isHopeless && this.#isNew()) this.#choices.push(this.#choice());
      if (this.#seen.size > this.#limits.situationsMax) return this.#ended("limited");
    } while (this.#takeNext());
    return this.#ended(this.#isLimited ? "limited" : "exhausted");
  }

  #ended(end: Explored["end"]): Explored {
    return { end, situations: this.#seen.size };
  }

  /** Was this situation not looked at, with all that may follow it or with what may follow a lone command? */
  #isNew(): boolean {
    const { situation } = this.#search;
    if (this.#seen.has(situation)) return false;
    const key = this.#lone === undefined ? situation : `${situation}@${this.#lone.place}`;
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }

  #choice(): Choice {
    const [lone, mays] = [this.#lone, this.#mays];
    const options = this.#search.musts(lone);
    return { taken: this.#search.count, lone, mays, options, next: 0, hasMays: false };
  }

  /** Takes the next option of the last situation that has one. @returns false when none has */
  #takeNext(): boolean {
    for (let choice = this.#choices.at(-1); choice; choice = this.#choices.at(-1)) {
      this.#search.takeBackTo(choice.taken);
      if (choice.next === choice.options.length && !choice.hasMays) this.#addMays(choice);
      const option = choice.options[choice.next];
      if (option !== undefined) {
        choice.next += 1;
        this.#lone = this.#search.take(option);
        this.#mays = option.until === Infinity ? [...choice.mays, choice.taken] : choice.mays;
        return true;
      }
      this.#choices.pop();
    }
    return false;
  }

  #addMays(choice: Choice): void {
    choice.hasMays = true;
    const near = choice.mays.filter((taken) => taken > choice.taken - NEAR).length;
    const options = this.#search.mays(choice.lone);
    if (near < this.#limits.nearMax) choice.options = [...choice.options, ...options];
    else this.#isLimited ||= options.length > 0;
  }
}
