import { createMemory, type Memory, recent } from "./memory.ts";
import type { Random } from "./random.ts";
import type {
  AdjustLine,
  CallStep,
  CommandStep,
  Line,
  ReceiptLine,
  Selection,
  SetLine,
} from "./step.ts";
import { type ItemFacts, ITEMS, LOCATIONS, LOTS } from "./world.ts";

/** Makes up what callers ask. */
export interface Asking {
  next(caller: number): CallStep;
  /** A number for the next step. */
  number(): number;
  /** How many numbers were given. */
  made(): number;
  /** Requests asked so far may from now on be asked again with other contents. */
  endRound(): void;
}

/** How often each thing is asked. More is wanted than arrives, so that there is never enough for everybody. */
const WEIGHTS = {
  reserve: 36,
  sell: 4,
  commit: 14,
  release: 5,
  extend: 4,
  fulfil: 7,
  receive: 14,
  adjust: 5,
  set_stock: 2,
  recall_lot: 1,
  lift_recall: 2,
  repeat: 9,
  look: 4,
  ask: 3,
} as const;

const TTLS_MS = [4, 12, 40, 150, 600, 2_000, 8_000, 60_000, 60_000, null, null] as const;

const IMPATIENT_PERCENT = 5;
const IMPATIENT_MAX_MS = 12;
const DRY_PERCENT = 4;
const REUSED_ID_PERCENT = 1.5;
const REPLACES_PERCENT = 12;

export function createAsking(random: Random): Asking {
  const reservations = createMemory(random);
  const requests: number[] = [];
  let earlier = 0;
  let count = 0;
  const number = (): number => (count += 1);

  function next(caller: number): CallStep {
    const n = number();
    const kind = random.weighted(WEIGHTS);
    const impatient = random.chance(IMPATIENT_PERCENT)
      ? { impatientMs: 1 + random.below(IMPATIENT_MAX_MS) }
      : {};
    const by = { n, caller, ...impatient };
    if (kind === "ask") return { ...by, kind };
    if (kind === "look") return { ...by, kind, of: reservations.any() };
    if (kind === "repeat") return { ...by, kind, of: recent(random, requests) };
    const step = { ...by, ...askFor(random, kind, reservations) } as CommandStep;
    if (random.chance(DRY_PERCENT) && REHEARSED.has(kind)) return { ...step, dry: true };
    if (earlier > 0 && random.chance(REUSED_ID_PERCENT)) {
      return { ...step, requestOf: recent(random, requests.slice(0, earlier)) };
    }
    requests.push(n);
    reservations.note(step);
    return step;
  }

  return {
    next,
    number,
    made: () => count,
    endRound: () => (earlier = requests.length),
  };
}

/** An Extend is not rehearsed: what it would answer follows the clock to the millisecond. */
const REHEARSED: ReadonlySet<string> = new Set([
  "reserve",
  "sell",
  "commit",
  "release",
  "adjust",
  "set_stock",
]);

type AskedKind = Exclude<keyof typeof WEIGHTS, "ask" | "look" | "repeat">;

function askFor(random: Random, kind: AskedKind, reservations: Memory): object {
  const flag = (name: string, percent: number) => (random.chance(percent) ? { [name]: true } : {});
  const some = () => (random.chance(30) ? { lines: selections(random) } : {});
  switch (kind) {
    case "reserve":
    case "sell": {
      const replaces = random.chance(REPLACES_PERCENT) ? { replaces: reservations.held() } : {};
      const ttl = kind === "reserve" ? { ttlMs: random.pick(TTLS_MS) } : {};
      return { kind, ...ttl, lines: orderLines(random), ...flag("partial", 25), ...replaces };
    }
    case "commit": {
      const how = { ...flag("keep", 40), ...flag("reacquire", 50) };
      return { kind, of: reservations.held(), ...some(), ...how };
    }
    case "release":
      return random.chance(40)
        ? { kind, of: reservations.sold(), ...some(), commits: true }
        : { kind, of: reservations.held(), ...some() };
    case "extend":
      return { kind, of: reservations.held(), ttlMs: random.pick(TTLS_MS) ?? 1_000 };
    case "fulfil":
      return { kind, of: reservations.sold(), ...some() };
    case "receive":
      return {
        kind,
        location: random.pick(LOCATIONS).code,
        lines: someItems(random).map((item) => receipt(random, item)),
      };
    case "adjust":
      return {
        kind,
        location: random.pick(LOCATIONS).code,
        lines: someItems(random).map((item) => adjustment(random, item)),
      };
    case "set_stock":
      return {
        kind,
        location: random.pick(LOCATIONS).code,
        lines: someItems(random).map((item) => settingOf(random, item)),
      };
    case "recall_lot":
    case "lift_recall":
      return { kind, sku: random.pick(ITEMS.filter(hasLots)).sku, lot: random.pick(LOTS) };
    default:
      throw new Error(`nobody asks for ${String(kind satisfies never)}`);
  }
}

function orderLines(random: Random): Line[] {
  const lines: Line[] = [];
  const bundle = random.chance(30) ? ITEMS.find(({ made }) => made !== undefined) : undefined;
  // No line takes from another: who wants a bundle does not want its components as well.
  const apart = new Set(bundle?.made?.map(({ sku }) => sku));
  if (bundle !== undefined) lines.push(bundleLine(random, bundle));
  for (const { sku, lotTracked, made } of ITEMS) {
    if (made !== undefined || apart.has(sku) || !random.chance(50)) continue;
    const location = random.chance(40) ? { location: random.pick(LOCATIONS).code } : {};
    const lot = lotTracked && random.chance(25) ? { lot: random.pick(LOTS) } : {};
    lines.push({ sku, quantity: 1 + random.below(5), ...location, ...lot });
  }
  if (lines.length > 0) return random.chance(50) ? lines : lines.toReversed();
  return [{ sku: random.pick(ITEMS).sku, quantity: 1 + random.below(9) }];
}

function bundleLine(random: Random, { sku }: ItemFacts): Line {
  const location = random.chance(30) ? { location: random.pick(LOCATIONS).code } : {};
  return { sku, quantity: 1 + random.below(3), ...location };
}

function selections(random: Random): Selection[] {
  const first = 1 + random.below(3);
  const quantity = (): number => random.below(4);
  const one = { line: first, quantity: quantity() };
  return random.chance(30) ? [one, { line: (first % 3) + 1, quantity: quantity() }] : [one];
}

/** Mostly one. */
function someItems(random: Random): ItemFacts[] {
  const first = random.below(ITEMS.length);
  const count = random.chance(25) ? 2 : 1;
  return [...ITEMS, ...ITEMS].slice(first, first + count);
}

function receipt(random: Random, { sku, lotTracked }: ItemFacts): ReceiptLine {
  const quantity = 1 + random.below(8);
  if (!lotTracked || random.chance(3)) return { sku, quantity };
  const wrong = random.chance(3) ? { isWrong: true as const } : {};
  return { sku, quantity, lot: random.pick(LOTS), ...wrong };
}

function hasLots({ lotTracked }: ItemFacts): boolean {
  return lotTracked;
}

function settingOf(random: Random, { sku, lotTracked }: ItemFacts): SetLine {
  const lot = lotTracked && !random.chance(3) ? { lot: random.pick(LOTS) } : {};
  const expected = random.chance(20) ? { expected: random.below(8) } : {};
  return { sku, ...lot, quantity: random.below(9), ...expected };
}

function adjustment(random: Random, { sku, lotTracked }: ItemFacts): AdjustLine {
  const delta = random.chance(30) ? 1 + random.below(3) : -1 - random.below(5);
  const lot = lotTracked && !random.chance(3) ? { lot: random.pick(LOTS) } : {};
  const expected = random.chance(20) ? { expected: random.below(8) } : {};
  return { sku, ...lot, delta, ...expected };
}
