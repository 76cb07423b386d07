import type { AnyStep } from "./steps.ts";

/** The steps that must have happened and are not taken yet. */
export interface Queue {
  /** Those that are preceded by none that is not taken. */
  ready(): AnyStep[];
  remove(step: AnyStep): void;
  putBack(step: AnyStep): void;
  isRemoved(step: AnyStep): boolean;
  /** Which steps have been removed. */
  key(): string;
}

/** @param all by `from` */
export function createQueue(all: readonly AnyStep[]): Queue {
  const steps = all.filter(({ until }) => until < Infinity);
  const places = new Map(steps.map((step, place) => [step, place]));
  const removed = new Uint8Array(steps.length);
  /** Everything before it is removed. */
  let low = 0;

  /** Beyond these nothing has been removed, for what is ready stays ready while others are taken. */
  function forEachNear(visit: (place: number, step: AnyStep) => void): void {
    while (removed[low] === 1) low += 1;
    let deadline = Infinity;
    for (let place = low; place < steps.length; place += 1) {
      const step = steps[place];
      if (step === undefined || step.from > deadline) return;
      if (removed[place] === 0 && step.kind !== "lapse") deadline = Math.min(deadline, step.until);
      visit(place, step);
    }
  }

  return {
    ready: () => {
      const near: AnyStep[] = [];
      let deadline = Infinity;
      forEachNear((place, step) => {
        if (removed[place] === 1) return;
        near.push(step);
        deadline = Math.min(deadline, step.until);
      });
      // No lapse has to come before a question.
      return near.filter((step) => step.from <= deadline || step.kind === "question");
    },
    remove: (step) => {
      removed[places.get(step) ?? -1] = 1;
    },
    putBack: (step) => {
      const place = places.get(step) ?? -1;
      removed[place] = 0;
      low = Math.min(low, place);
    },
    isRemoved: (step) => removed[places.get(step) ?? -1] === 1,
    key: () => {
      let key = "";
      forEachNear((place) => {
        if (removed[place] === 1) key += `,${place - low}`;
      });
      return `${low}${key};`;
    },
  };
}
