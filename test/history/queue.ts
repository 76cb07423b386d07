import type { AnyStep } from "./steps.ts";

/** The steps that must have happened and are not taken yet. */
export class Queue {
  readonly #steps: readonly AnyStep[];
  readonly #places: ReadonlyMap<AnyStep, number>;
  readonly #removed: Uint8Array;
  /** Everything before it is removed. */
  #low = 0;

  /** @param all by `from` */
  constructor(all: readonly AnyStep[]) {
    this.#steps = all.filter(({ until }) => until < Infinity);
    this.#places = new Map(this.#steps.map((step, place) => [step, place]));
    this.#removed = new Uint8Array(this.#steps.length);
  }

  /** Those that are preceded by none that is not taken. */
  ready(): AnyStep[] {
    const near: AnyStep[] = [];
    let deadline = Infinity;
    this.#forEachNear((place, step) => {
      if (this.#removed[place] === 1) return;
      near.push(step);
      deadline = Math.min(deadline, step.until);
    });
    // No lapse has to come before a question.
    return near.filter((step) => step.from <= deadline || step.kind === "question");
  }

  remove(step: AnyStep): void {
    this.#removed[this.#placeOf(step)] = 1;
  }

  putBack(step: AnyStep): void {
    const place = this.#placeOf(step);
    this.#removed[place] = 0;
    this.#low = Math.min(this.#low, place);
  }

  isRemoved(step: AnyStep): boolean {
    return this.#removed[this.#placeOf(step)] === 1;
  }

  /** Which steps have been removed. */
  get key(): string {
    let key = "";
    this.#forEachNear((place) => {
      if (this.#removed[place] === 1) key += `,${place - this.#low}`;
    });
    return `${this.#low}${key};`;
  }

  #placeOf(step: AnyStep): number {
    const place = this.#places.get(step);
    if (place === undefined) throw new Error(`a ${step.kind} that need not have happened`);
    return place;
  }

  /** Beyond these nothing has been removed, for what is ready stays ready while others are taken. */
  #forEachNear(visit: (place: number, step: AnyStep) => void): void {
    while (this.#removed[this.#low] === 1) this.#low += 1;
    let deadline = Infinity;
    for (let place = this.#low; place < this.#steps.length; place += 1) {
      const step = this.#steps[place];
      if (step === undefined || step.from > deadline) return;
      const isWaiting = this.#removed[place] === 0 && step.kind !== "lapse";
      if (isWaiting) deadline = Math.min(deadline, step.until);
      visit(place, step);
    }
  }
}
