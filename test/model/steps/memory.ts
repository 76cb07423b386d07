import type { Random } from "./random.ts";
import type { CommandStep } from "./step.ts";

/** Remembers the reservations that were asked for and what was asked of them, so that much of it makes sense. */
export interface Memory {
  /** Number of a step that asked for a reservation. */
  any(): number;
  /** One that may still hold something. */
  held(): number;
  /** One that may be sold and not yet shipped. */
  sold(): number;
  note(step: CommandStep): void;
}

/** How often something is asked of any reservation, however little sense that makes. */
const SENSELESS_PERCENT = 15;

/** How far back one mostly looks. */
const LAST = 8;

export function createMemory(random: Random): Memory {
  const all: number[] = [];
  let held: number[] = [];
  let sold: number[] = [];
  const any = (): number => recent(random, all);
  const of = (some: readonly number[]): number =>
    some.length === 0 || random.chance(SENSELESS_PERCENT) ? any() : recent(random, some);
  return {
    any,
    held: () => of(held),
    sold: () => of(sold),
    note: (step) => {
      const isOrder = step.kind === "reserve" || step.kind === "sell";
      if (isOrder) all.push(step.n);
      if (step.kind === "reserve") held.push(step.n);
      if (step.kind === "sell") sold.push(step.n);
      if (step.kind === "commit") sold.push(step.of);
      const isOver = step.kind === "release" || (step.kind === "commit" && step.keep !== true);
      if (isOver) held = held.filter((n) => n !== step.of);
      const isShipped = step.kind === "fulfil" && step.lines === undefined;
      if (isShipped) sold = sold.filter((n) => n !== step.of);
    },
  };
}

/** One of the last, mostly. 0: there is none. */
export function recent(random: Random, numbers: readonly number[]): number {
  if (numbers.length === 0) return 0;
  return random.pick(random.chance(85) ? numbers.slice(-LAST) : numbers);
}
