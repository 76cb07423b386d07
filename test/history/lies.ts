import type { Call, History, Outcome } from "./history.ts";
import type { Random } from "./random.ts";

/** The history with one thing about one call changed. Most of these no order explains any more; some still can be. */
export function withLie(random: Random, history: History): History {
  const index = random.between(0, history.calls.length - 1);
  const lied = history.calls.map((call, at) => (at === index ? lieAbout(random, call) : call));
  return { ...history, calls: lied };
}

function lieAbout(random: Random, call: Call): Call {
  const { outcome, invokedAt, answeredAt } = call;
  switch (random.between(1, 4)) {
    case 1:
      return { ...call, invokedAt: invokedAt + 3, answeredAt: (answeredAt ?? 0) + 3 };
    case 2:
      return { ...call, invokedAt: invokedAt - 3, answeredAt: Math.max(0, (answeredAt ?? 0) - 3) };
    default:
      return { ...call, outcome: another(random, outcome) };
  }
}

function another(random: Random, outcome: Outcome): Outcome {
  switch (outcome.end) {
    case "unknown":
      return outcome;
    case "fail":
      return anotherRefusal(random, outcome);
    case "ok": {
      const { stock, availability, reservation } = outcome;
      if (stock !== undefined) return { ...outcome, stock: stock.map((one) => more(random, one)) };
      if (availability !== undefined) {
        return { ...outcome, availability: availability.map((one) => more(random, one)) };
      }
      if (reservation === undefined || random.chance(0.2)) {
        return { ...outcome, replay: !outcome.replay };
      }
      const state = random.pick(["HELD", "FULFILLED", "RELEASED", "EXPIRED"] as const);
      const lines = reservation.lines.map((line) => ({
        ...line,
        held: state === "HELD" ? line.granted : 0,
        fulfilled: state === "FULFILLED" ? line.granted : 0,
      }));
      return { ...outcome, reservation: { ...reservation, state, lines } };
    }
    default:
      throw new Error(`no such end: ${String(outcome satisfies never)}`);
  }
}

function anotherRefusal(random: Random, outcome: Extract<Outcome, { end: "fail" }>): Outcome {
  const { short, onHand } = outcome;
  if (onHand !== undefined) return { ...outcome, onHand: onHand + 1 };
  if (short !== undefined) {
    return { ...outcome, short: short.map((one) => ({ ...one, available: one.available + 1 })) };
  }
  return { ...outcome, reason: random.pick(["RESERVATION_EXPIRED", "RESERVATION_CLOSED"]) };
}

/** One unit more is there, or held: consistent in itself. */
function more<T extends { onHand: number; held: number; shortfall: number }>(
  random: Random,
  told: T,
): T {
  const onHand = told.onHand + random.pick([-1, 0, 1]);
  const held = Math.max(0, told.held + random.pick([-1, 0, 1]));
  const shortfall = Math.max(0, held - onHand);
  return { ...told, onHand, held, shortfall, available: Math.max(0, onHand - held) };
}
