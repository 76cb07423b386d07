import { setTimeout as sleep } from "node:timers/promises";

import { Mistake } from "../mistake.ts";
import { askBoth, inWords, NAMES, type Numbers } from "./numbers.ts";
import type { Stage } from "./stage.ts";

/** How long the two sides may take until they are as told. */
const PATIENCE_MS = 12_000;
const LOOK_EVERY_MS = 25;

/** How long something must stay as it is, to be called lasting: some walks and rounds of questions. */
const LASTING_MS = 1_000;

/** What is expected. Orders are counted by the teller; what is left out is 0. */
export type Expected = Pick<Numbers, "shown" | "onHand" | "available"> & Partial<Numbers>;

/** Tells a story and holds it against both sides, line by line. */
export class Teller {
  readonly stage: Stage;
  readonly #startAt: number;
  readonly #say: (line: string) => void;
  #steps = 0;
  #checks = 0;

  constructor(stage: Stage, say: (line: string) => void) {
    this.stage = stage;
    this.#startAt = stage.warehouse.world.now;
    this.#say = say;
  }

  /** What was held against the two sides so far. */
  get checks(): number {
    return this.#checks;
  }

  /** Begins a step, so many minutes after nine by the warehouse's clock. */
  step(minutes: number, title: string): void {
    this.#moveTo(minutes);
    this.#steps += 1;
    this.#say(`\n${this.#steps}. ${this.#time()} ${title}`);
  }

  /** Lets it become later within a step. */
  later(minutes: number, words: string): void {
    this.#moveTo(minutes);
    this.say(`${this.#time()} ${words}`);
  }

  say(words: string): void {
    this.#say(`   ${words}`);
  }

  /** Waits until both sides are as told, and tells their numbers. @throws Mistake */
  async both(expected: Expected): Promise<void> {
    const wanted = { bad: 0, unallocatable: 0, held: 0, committed: 0, ...expected };
    const giveUpAt = performance.now() + PATIENCE_MS;
    let found = await askBoth(this.stage);
    for (; differencesOf(found, wanted).length > 0; found = await askBoth(this.stage)) {
      if (performance.now() > giveUpAt) break;
      await sleep(LOOK_EVERY_MS);
    }
    this.#tell(found, wanted);
  }

  /** Sees that nothing changes any more, whatever pages and states come. @throws Mistake */
  async lasting(): Promise<void> {
    const before = await askBoth(this.stage);
    await sleep(LASTING_MS);
    const after = await askBoth(this.stage);
    const changed = differencesOf(after, before);
    this.#checks += 1;
    if (changed.length > 0) throw notAsTold(changed);
  }

  /** @throws Mistake */
  check(isSo: boolean, otherwise: string): void {
    this.#checks += 1;
    if (!isSo) throw notAsTold([otherwise]);
  }

  #tell(found: Numbers, wanted: Partial<Numbers>): void {
    this.say(inWords(found));
    const differences = differencesOf(found, wanted);
    this.#checks += Object.keys(wanted).length;
    if (differences.length > 0) throw notAsTold(differences);
  }

  #moveTo(minutes: number): void {
    const { world, clock } = this.stage.warehouse;
    clock.skip(this.#startAt + minutes * 60_000 - world.now);
  }

  #time(): string {
    return new Date(this.stage.warehouse.world.now).toISOString().slice(11, 16);
  }
}

function differencesOf(found: Numbers, wanted: Partial<Numbers>): string[] {
  return Object.entries(NAMES).flatMap(([name, words]) => {
    const key = name as keyof Numbers;
    const due = wanted[key];
    return due === undefined || due === found[key] ? [] : [`${words} is ${found[key]}, not ${due}`];
  });
}

function notAsTold(differences: readonly string[]): Mistake {
  return new Mistake(`this is not as told: ${differences.join("; ")}`);
}
