import { type Asking, createAsking } from "./asking.ts";
import { createRandom, type Random } from "./random.ts";
import type { CallStep, Round, TroubleStep } from "./step.ts";
import { createTroubles, type Troubles } from "./troubles.ts";
import { ITEMS, LOCATIONS } from "./world.ts";

/** Callers who ask at the same time. */
export const CALLERS = 6;

/** Calls that meet in a round. */
const CALLS_MIN = 2;
const CALLS_MAX = 9;

/** Lots of the first deliveries. */
const FIRST_LOTS = ["A", "B", "D"];

/** Calls of one round that do not begin with it, in percent, and how much later they do. */
const LATE_PERCENT = 30;
const LATE_MAX_MS = 6;

/**
 * Makes up what happens, from a seed alone.
 *
 * @param steps about how many steps
 */
export function makeStory(seed: number, steps: number): Round[] {
  const random = createRandom(seed);
  const asking = createAsking(createRandom(random.seed()));
  const rounds: Round[] = [openingOf(asking)];
  const troubles = createTroubles(createRandom(random.seed()), steps);
  let made = asking.made();
  while (made < steps) {
    rounds.push(nextRound(random, asking, troubles));
    made = asking.made();
  }
  return rounds;
}

/** The first deliveries. */
function openingOf(asking: Asking): Round {
  return LOCATIONS.map(({ code }) => {
    const stocked = ITEMS.filter(({ made }) => made === undefined);
    const lines = stocked.flatMap(({ sku, lotTracked }) =>
      lotTracked ? FIRST_LOTS.map((lot) => ({ sku, quantity: 3, lot })) : [{ sku, quantity: 6 }],
    );
    return { n: asking.number(), caller: 0, kind: "receive", location: code, lines };
  });
}

function nextRound(random: Random, asking: Asking, troubles: Troubles): Round {
  const count = CALLS_MIN + random.below(CALLS_MAX - CALLS_MIN + 1);
  const calls: CallStep[] = [];
  for (let index = 0; index < count; index += 1) {
    calls.push(late(random, asking.next(random.below(CALLERS))));
  }
  const trouble = troubles.next(() => asking.number(), asking.made(), calls);
  asking.endRound();
  return [...trouble.map((step) => late(random, step)), ...calls];
}

function late<S extends CallStep | TroubleStep>(random: Random, step: S): S {
  if (!random.chance(LATE_PERCENT)) return step;
  return { ...step, afterMs: 1 + random.below(LATE_MAX_MS) };
}
