import type { Random } from "./random.ts";
import type { CallStep, ServerNumber, TroubleStep } from "./step.ts";
import { ITEMS, LOCATIONS } from "./world.ts";

/** Makes up what goes wrong. */
export interface Troubles {
  /**
   * What goes wrong in the next round, mostly nothing.
   *
   * @param made how many steps were made before
   * @param calls what callers ask in that round
   */
  next(number: () => number, made: number, calls: readonly CallStep[]): TroubleStep[];
}

/** Light troubles: of a hundred rounds, so many have it. */
const TOUCH_PERCENT = 20;
const CLOCK_PERCENT = 7;
const CUT_PERCENT = 5;
const WAIT_PERCENT = 1;

/** How long an operator's transaction stays open: longer than a batch takes. */
const HOLD_MIN_MS = 4;
const HOLD_MAX_MS = 12;

/** Most jumps are short, so that time does not always stand still after them. */
const JUMPS_MS = [10, 20, 30, 50, 80, 150, 300, 300, 600, 1_500] as const;
const LONG_JUMPS_MS = [5_000, 20_000, 3_600_000] as const;
const LONG_JUMP_PERCENT = 3;

/** Heavy troubles: one of each kind in so many steps. */
const HEAVY_EVERY_STEPS = {
  crashServer: 700,
  stopServer: 2_000,
  crashDatabase: 1_000,
  freezeServer: 900,
  freezeForLong: 12_000,
} as const;

type Heavy = keyof typeof HEAVY_EVERY_STEPS;

/** A short freeze delays; a long one outlasts the limits of a transaction. */
const FREEZE_MAX_MS = 300;
const FREEZE_LONG_MS = 2_600;

export function createTroubles(random: Random, steps: number): Troubles {
  const due = schedule(random, steps);
  const jumpsFar = random.chance(50);

  function light(number: () => number, calls: readonly CallStep[]): TroubleStep[] {
    const found: TroubleStep[] = [];
    if (random.chance(TOUCH_PERCENT)) found.push(touch(random, number(), calls));
    if (random.chance(CLOCK_PERCENT)) {
      const isLong = jumpsFar && random.chance(LONG_JUMP_PERCENT);
      const byMs = random.pick<number>(isLong ? LONG_JUMPS_MS : JUMPS_MS);
      found.push({ n: number(), kind: "stepClock", byMs });
    }
    if (random.chance(CUT_PERCENT)) {
      const point = random.pick(["before", "behind", "after"] as const);
      found.push({ n: number(), kind: "cut", point });
    }
    if (random.chance(WAIT_PERCENT)) {
      found.push({ n: number(), kind: "wait", forMs: 20 + random.below(60) });
    }
    return found;
  }

  return {
    next: (number, made, calls) => {
      const [next] = due;
      if (next === undefined || next.at > made) return light(number, calls);
      due.shift();
      return [heavy(random, next.kind, number()), ...light(number, calls)];
    },
  };
}

/** When each heavy trouble comes. Even a short story has a crash of a server and one of the database. */
function schedule(random: Random, steps: number): { at: number; kind: Heavy }[] {
  const due: { at: number; kind: Heavy }[] = [];
  for (const [kind, every] of Object.entries(HEAVY_EVERY_STEPS) as [Heavy, number][]) {
    const isSure = kind === "crashServer" || kind === "crashDatabase";
    const wanted = steps / every;
    const more = random.chance((wanted % 1) * 100) ? 1 : 0;
    const count = Math.max(isSure ? 1 : 0, Math.floor(wanted) + more);
    for (let index = 0; index < count; index += 1) {
      due.push({ at: Math.floor(steps * 0.1) + random.below(Math.ceil(steps * 0.8)), kind });
    }
  }
  return due.toSorted((a, b) => a.at - b.at);
}

function heavy(random: Random, kind: Heavy, n: number): TroubleStep {
  const server = random.below(2) as ServerNumber;
  switch (kind) {
    case "crashServer":
    case "stopServer": {
      const signal = kind === "crashServer" ? "SIGKILL" : "SIGTERM";
      return { n, kind: "restartServer", server, signal, sweeps: random.chance(50) };
    }
    case "crashDatabase":
      return { n, kind };
    case "freezeServer":
      return { n, kind, server, forMs: 30 + random.below(FREEZE_MAX_MS) };
    case "freezeForLong":
      return { n, kind: "freezeServer", server, forMs: FREEZE_LONG_MS };
    default:
      throw new Error(`no such trouble: ${String(kind satisfies never)}`);
  }
}

/** The operator writes just what callers want at the same time. */
function touch(random: Random, n: number, calls: readonly CallStep[]): TroubleStep {
  const holdMs = HOLD_MIN_MS + random.below(HOLD_MAX_MS);
  const step = random.pick(calls);
  if (step.kind === "commit" || step.kind === "release" || step.kind === "extend") {
    return { n, kind: "touchReservation", of: step.of, holdMs };
  }
  const sku = skuOf(step) ?? random.pick(ITEMS).sku;
  const location = random.chance(50) ? { location: random.pick(LOCATIONS).code } : {};
  return { n, kind: "touchStock", sku, ...location, holdMs };
}

function skuOf(step: CallStep): string | undefined {
  switch (step.kind) {
    case "reserve":
    case "sell":
    case "receive":
    case "adjust":
    case "set_stock":
      return step.lines[0]?.sku;
    case "recall_lot":
    case "lift_recall":
      return step.sku;
    default:
      return undefined;
  }
}
