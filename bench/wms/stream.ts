import type { OpeningStock } from "../../src/wmsSim/world/world.ts";
import { createRandom } from "../load/random.ts";

/** Where everything lies, in the warehouse system's words. */
export const PLACE = { warehouse: "W1", owner: "ACME" };

/** Everybody wants this one. */
export const HOT = "HOT";

const MINUTE_MS = 60_000;
const QUIET_SKUS = 24;

/** Orders a minute on an ordinary minute, and what part of them want the hot item. */
const ORDERS_PER_MINUTE = 10;
const HOT_SHARE = 0.35;

/** There are rushes for it: so many orders within a minute, the first and then so long after one another. */
const RUSH_ORDERS = 60;
const RUSH_FIRST_MINUTE = 20;
const RUSH_EVERY_MINUTES = 45;

/** Deliveries: of anything, and of the hot item. */
const RECEIPT_EVERY_MINUTES = 12;
const HOT_RECEIPT_EVERY_MINUTES = 40;
const DAMAGE_EVERY_MINUTES = 8;

/** One order of one line. */
export interface StreamOrder {
  /** Milliseconds after the beginning, in the warehouse's time. */
  readonly at: number;
  readonly name: string;
  readonly sku: string;
  readonly quantity: number;
}

/** What people do in the warehouse. They tell its system at once. */
export interface StreamDeed {
  readonly at: number;
  readonly kind: "receipt" | "damage";
  readonly sku: string;
  readonly quantity: number;
}

/** Some hours of a warehouse and its buyers: the same for the same seed. */
export interface Stream {
  readonly seed: number;
  readonly lastsMs: number;
  readonly cells: readonly OpeningStock[];
  readonly orders: readonly StreamOrder[];
  readonly deeds: readonly StreamDeed[];
}

/** Makes a stream. Stock is scarce: a part of the buyers must go away with nothing. */
export function makeStream(seed: number, hours: number): Stream {
  const dice = new Dice(seed);
  const lastsMs = Math.round(hours * 60 * MINUTE_MS);
  const skus = Array.from({ length: QUIET_SKUS }, (_, index) => `ITEM-${index + 1}`);
  const cells = [HOT, ...skus].map((sku) => {
    const orderable = sku === HOT ? 60 : dice.between(5, 40);
    return { ...PLACE, sku, lot: null, orderable };
  });
  const orders = [...ordinary(dice, skus, lastsMs), ...rushes(dice, lastsMs)];
  const deeds = [
    ...every(dice, RECEIPT_EVERY_MINUTES, lastsMs, (at): StreamDeed => {
      return { at, kind: "receipt", sku: dice.pick(skus), quantity: dice.between(5, 25) };
    }),
    ...every(dice, HOT_RECEIPT_EVERY_MINUTES, lastsMs, (at): StreamDeed => {
      return { at, kind: "receipt", sku: HOT, quantity: dice.between(40, 90) };
    }),
    ...every(dice, DAMAGE_EVERY_MINUTES, lastsMs, (at): StreamDeed => {
      const sku = dice.chance(HOT_SHARE) ? HOT : dice.pick(skus);
      return { at, kind: "damage", sku, quantity: dice.between(1, 3) };
    }),
  ];
  return { seed, lastsMs, cells, orders: named(orders), deeds };
}

type Unnamed = Omit<StreamOrder, "name">;

function ordinary(dice: Dice, skus: readonly string[], lastsMs: number): Unnamed[] {
  return every(dice, 1 / ORDERS_PER_MINUTE, lastsMs, (at) => {
    const sku = dice.chance(HOT_SHARE) ? HOT : dice.pick(skus);
    return { at, sku, quantity: dice.between(1, 3) };
  });
}

function rushes(dice: Dice, lastsMs: number): Unnamed[] {
  const orders: Unnamed[] = [];
  for (let minute = RUSH_FIRST_MINUTE; ; minute += RUSH_EVERY_MINUTES) {
    const beginsAt = minute * MINUTE_MS;
    if (beginsAt + MINUTE_MS > lastsMs) return orders;
    for (let count = 0; count < RUSH_ORDERS; count += 1) {
      const at = beginsAt + dice.between(0, MINUTE_MS);
      orders.push({ at, sku: HOT, quantity: dice.between(1, 2) });
    }
  }
}

function named(orders: readonly Unnamed[]): StreamOrder[] {
  const sorted = orders.toSorted((a, b) => a.at - b.at);
  return sorted.map((order, index) => ({ ...order, name: `O-${index + 1}` }));
}

/** Something at random moments, so many minutes apart on average. */
function every<T>(dice: Dice, minutes: number, lastsMs: number, make: (at: number) => T): T[] {
  const made: T[] = [];
  for (let at = dice.gap(minutes); at < lastsMs; at += dice.gap(minutes)) made.push(make(at));
  return made;
}

class Dice {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = createRandom(seed);
  }

  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  between(least: number, most: number): number {
    return least + Math.floor(this.#next() * (most - least + 1));
  }

  pick(these: readonly string[]): string {
    return these[Math.floor(this.#next() * these.length)] ?? "";
  }

  /** The time to the next of things that happen so many minutes apart on average. */
  gap(minutes: number): number {
    return Math.ceil(-Math.log(1 - this.#next()) * minutes * MINUTE_MS);
  }
}
