import { Agenda } from "./world/agenda.ts";
import type { World } from "./world/world.ts";

/**
 * How often the world is brought up to date when nobody asks, so that what is posted is told in
 * time.
 */
const TICK_MS = 50;

/** Lets a world's time pass with the real one, or so many times faster. */
export class SimClock {
  readonly #world: World;
  readonly #agenda = new Agenda();
  #speed: number;
  #realMs = performance.now();
  /** Less than a millisecond of the world's time that has passed and was not spent. */
  #change = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(world: World, speed: number) {
    this.#world = world;
    this.#speed = speed;
  }

  get speed(): number {
    return this.#speed;
  }

  /** From now on the world's time passes so many times as fast as ours. 0: it stands still. */
  setSpeed(speed: number): void {
    this.catchUp();
    this.#speed = speed;
  }

  start(): void {
    this.#realMs = performance.now();
    this.#timer = setInterval(() => this.catchUp(), TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Does something at a moment of the world's time. */
  plan(at: number, act: () => void): void {
    this.#agenda.plan(at, act);
  }

  /** Brings the world up to the present. Whoever looked at it before saw the past. */
  catchUp(): void {
    const realMs = performance.now();
    const passed = (realMs - this.#realMs) * this.#speed + this.#change;
    this.#realMs = realMs;
    this.#change = passed % 1;
    this.skip(Math.floor(passed));
  }

  /** Lets so much of the world's time pass at once. */
  skip(ms: number): void {
    const until = this.#world.now + ms;
    for (let due = this.#agenda.take(until); due !== undefined; due = this.#agenda.take(until)) {
      this.#world.advanceTo(Math.max(this.#world.now, due.at));
      due.act();
    }
    this.#world.advanceTo(Math.max(this.#world.now, until));
  }
}
