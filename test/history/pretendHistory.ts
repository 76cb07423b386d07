import type { Asked, Call, Command, History, Outcome } from "./history.ts";
import { createPretendShop } from "./pretendShop.ts";
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
}

interface Event {
  readonly at: number;
  readonly happen: () => void;
}

/**
 * A right history: callers ask at the same time, and a shop that does one thing after the other answers them. Its
 * last call asks what there is when all is over.
 */
export function pretendHistory(random: Random, options: PretendOptions): History {
  const shop = createPretendShop();
  const events: Event[] = [];
  const calls: Call[] = [];
  const known: string[] = [];
  let asked = 0;
  const plan = (at: number, happen: () => void): void => void events.push({ at, happen });

  /** A caller asks something, and goes on when it is answered or has given up. */
  function askOne(caller: number, at: number, repeated?: Command): void {
    if (asked === options.calls) return;
    asked += 1;
    const what = repeated ?? chooseAsked(random, options, known, asked);
    const doneAt = at + random.next() * 4;
    const answeredAt = doneAt + random.next() * 4;
    const isLost = random.chance(options.lostShare);
    // A lost call happens in time, much later or never.
    const happensAt = isLost && random.chance(0.3) ? doneAt + random.next() * 40 : doneAt;
    const index = calls.length;
    const unknown: Outcome = { end: "unknown", reason: "UNAVAILABLE" };
    calls.push({ caller, asked: what, invokedAt: at, answeredAt: null, outcome: unknown });
    const isDropped = isLost && random.chance(0.4);
    if (!isDropped) {
      plan(happensAt, () => {
        const outcome = shop.answer(what, EPOCH_MS + happensAt);
        if (isLost) return;
        calls[index] = { caller, asked: what, invokedAt: at, answeredAt, outcome };
      });
    }
    plan(answeredAt, () => {
      const call = calls[index];
      if (call?.outcome.end === "ok" && call.asked.kind === "reserve") {
        known.push(call.outcome.reservation?.id ?? "");
      }
      const isRepeated = "requestId" in what && random.chance(isLost ? 0.7 : 0.1);
      askOne(caller, answeredAt + random.next(), isRepeated ? what : undefined);
    });
  }

  for (let caller = 0; caller < options.callers; caller += 1) askOne(caller, random.next());
  let now = 0;
  while (events.length > 0) {
    const next = events.reduce((a, b) => (b.at < a.at ? b : a));
    events.splice(events.indexOf(next), 1);
    next.happen();
    now = next.at;
  }
  const last: Asked = { kind: "availability", skus: options.skus };
  const outcome = shop.answer(last, EPOCH_MS + now + 1);
  calls.push({ caller: -1, asked: last, invokedAt: now + 1, answeredAt: now + 2, outcome });
  return { epochMs: EPOCH_MS, slackMs: 0.5, calls };
}

function chooseAsked(
  random: Random,
  { skus, ttlMs }: PretendOptions,
  known: readonly string[],
  number: number,
): Asked {
  const requestId = `q${number}`;
  const lines = skus.map((sku) => ({ sku, quantity: random.between(1, 2) }));
  const partial = random.chance(0.2);
  const reservationId = known.length > 0 ? random.pick(known.slice(-6)) : undefined;
  const dice = random.between(1, 20);
  if (dice <= 4 || number <= 2) return { kind: "receive", requestId, lines };
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
