import type { Asked, Call, Command, History, Outcome } from "./history.ts";
import { PretendShop } from "./pretendShop.ts";
import type { Random } from "./random.ts";
import { EPOCH_MS } from "./stories.ts";

export interface PretendOptions {
  readonly callers: number;
  readonly calls: number;
  /** One line each, unless it is more than one. */
  readonly skus: readonly string[];
  /** How often a caller is not told what came of a call. */
  readonly lostShare: number;
  /** Of holds; null: without end. */
  readonly ttlMs: number | null;
  /** Hardly anything arrives, and everybody wants one unit: many are refused, and many calls are alike. */
  readonly isScarce: boolean;
}

/**
 * A right history: callers ask at the same time, and a shop that does one thing after the other answers them. Its
 * last call asks what there is when all is over.
 */
export function pretendHistory(random: Random, options: PretendOptions): History {
  return { epochMs: EPOCH_MS, slackMs: 0.5, calls: new Pretence(random, options).play() };
}

interface Event {
  readonly at: number;
  readonly happen: () => void;
}

/** Who asks what. */
interface Asking {
  readonly caller: number;
  readonly asked: Asked;
  /** The same call by another caller at the same time, who asks nothing else. */
  readonly isTwin: boolean;
}

class Pretence {
  readonly #random: Random;
  readonly #options: PretendOptions;
  readonly #shop = new PretendShop();
  readonly #calls: Call[] = [];
  readonly #known: string[] = [];
  #events: Event[] = [];

  constructor(random: Random, options: PretendOptions) {
    this.#random = random;
    this.#options = options;
  }

  play(): Call[] {
    const { callers, skus } = this.#options;
    for (let caller = 0; caller < callers; caller += 1) this.#goOn(caller, this.#random.next());
    let now = 0;
    while (this.#events.length > 0) {
      const next = this.#events.reduce((a, b) => (b.at < a.at ? b : a));
      this.#events = this.#events.filter((event) => event !== next);
      next.happen();
      now = next.at;
    }
    const asked: Asked = { kind: "availability", skus };
    const outcome = this.#shop.answer(asked, EPOCH_MS + now + 1);
    this.#calls.push({ caller: -1, asked, invokedAt: now + 1, answeredAt: now + 2, outcome });
    return this.#calls;
  }

  /** A caller asks the next thing, if there may be more calls. */
  #goOn(caller: number, at: number, repeated?: Command): void {
    const number = this.#calls.length + 1;
    if (number > this.#options.calls) return;
    const asked = repeated ?? chooseAsked(this.#random, this.#options, this.#known, number);
    this.#ask({ caller, asked, isTwin: false }, at);
    if (!("requestId" in asked) || !this.#random.chance(0.1)) return;
    const twin = caller + this.#options.callers;
    this.#ask({ caller: twin, asked, isTwin: true }, at + this.#random.next());
  }

  #ask(asking: Asking, at: number): void {
    const random = this.#random;
    const doneAt = at + random.next() * 4;
    const answeredAt = doneAt + random.next() * 4;
    const isLost = random.chance(this.#options.lostShare);
    const { caller, asked } = asking;
    const index = this.#calls.length;
    const outcome: Outcome = { end: "unknown", reason: "UNAVAILABLE" };
    this.#calls.push({ caller, asked, invokedAt: at, answeredAt: null, outcome });
    const happen = (happensAt: number): void => {
      const told = this.#shop.answer(asked, EPOCH_MS + happensAt);
      if (isLost) return;
      this.#calls[index] = { caller, asked, invokedAt: at, answeredAt, outcome: told };
    };
    // A lost call happens in time, much later or never.
    const happensAt = isLost && random.chance(0.3) ? doneAt + random.next() * 40 : doneAt;
    const isDropped = isLost && random.chance(0.4);
    if (!isDropped) this.#events.push({ at: happensAt, happen: () => happen(happensAt) });
    this.#events.push({ at: answeredAt, happen: () => this.#learn(asking, index, answeredAt) });
  }

  /** A caller is answered, or gives up, and goes on: now and then with the same command. */
  #learn({ caller, asked, isTwin }: Asking, index: number, now: number): void {
    const outcome = this.#calls[index]?.outcome;
    if (outcome?.end === "ok" && asked.kind === "reserve") {
      this.#known.push(outcome.reservation?.id ?? "");
    }
    if (isTwin) return;
    const isRepeated = this.#random.chance(outcome?.end === "unknown" ? 0.7 : 0.1);
    const repeated = isRepeated && "requestId" in asked ? asked : undefined;
    this.#goOn(caller, now + this.#random.next(), repeated);
  }
}

function chooseAsked(
  random: Random,
  { skus, ttlMs, isScarce }: PretendOptions,
  known: readonly string[],
  number: number,
): Asked {
  const requestId = `q${number}`;
  const lines = skus.map((sku) => ({ sku, quantity: random.between(1, isScarce ? 1 : 2) }));
  const partial = random.chance(0.2);
  const reservationId = known.length > 0 ? random.pick(known.slice(isScarce ? -2 : -6)) : undefined;
  const dice = random.between(1, 20);
  if (dice <= (isScarce ? 1 : 4) || number <= 2) return { kind: "receive", requestId, lines };
  if (dice <= 8) return { kind: "reserve", requestId, lines, ttlMs, partial };
  if (dice <= 10) return { kind: "sell", requestId, lines, partial };
  if (dice <= 12 || reservationId === undefined) return { kind: "availability", skus };
  if (dice === 13) {
    const expected = random.chance(0.5) ? random.between(0, 3) : null;
    return { kind: "adjust", requestId, sku: random.pick(skus), delta: -1, expected };
  }
  if (dice <= 15) return { kind: "commit", requestId, reservationId, reacquire: dice === 15 };
  if (dice <= 17) return { kind: "release", requestId, reservationId };
  if (dice === 18) return { kind: "extend", requestId, reservationId, ttlMs: 5 };
  return { kind: "reservation", reservationId };
}
