import type { Asked, Call, History, Outcome, State, ToldAvailability } from "./history.ts";

/** Short words for writing histories by hand: what callers asked of one SKU, when, and what they were told. */

export const SKU = "SOCK";

/** When the wall clock read this, the calls' clock stood at zero. */
export const EPOCH_MS = 1_000_000;

let callers = 0;

/** A call between two moments. Everybody calls once. */
export function call(from: number, until: number | null, asked: Asked, outcome: Outcome): Call {
  callers += 1;
  return { caller: callers, asked, invokedAt: from, answeredAt: until, outcome };
}

export function historyOf(calls: readonly Call[], slackMs = 0): History {
  return { epochMs: EPOCH_MS, slackMs, calls };
}

export function receive(requestId: string, quantity: number, sku = SKU): Asked {
  return { kind: "receive", requestId, lines: [{ sku, quantity }] };
}

export function adjust(requestId: string, delta: number, expected: number | null = null): Asked {
  return { kind: "adjust", requestId, sku: SKU, delta, expected };
}

/** @param ttlMs left out: without end */
export function reserve(requestId: string, quantity: number, ttlMs: number | null = null): Asked {
  return cart(requestId, { [SKU]: quantity }, ttlMs);
}

export function cart(
  requestId: string,
  units: Readonly<Record<string, number>>,
  ttlMs: number | null = null,
): Asked {
  const lines = Object.entries(units).map(([sku, quantity]) => ({ sku, quantity }));
  return { kind: "reserve", requestId, lines, ttlMs, partial: false };
}

export function reservePart(
  requestId: string,
  quantity: number,
  ttlMs: number | null = null,
): Asked {
  const lines = [{ sku: SKU, quantity }];
  return { kind: "reserve", requestId, lines, ttlMs, partial: true };
}

export function sell(requestId: string, quantity: number): Asked {
  return { kind: "sell", requestId, lines: [{ sku: SKU, quantity }], partial: false };
}

export function commit(requestId: string, reservationId: string, reacquire = false): Asked {
  return { kind: "commit", requestId, reservationId, reacquire };
}

export function release(requestId: string, reservationId: string): Asked {
  return { kind: "release", requestId, reservationId };
}

export function extend(requestId: string, reservationId: string, ttlMs: number): Asked {
  return { kind: "extend", requestId, reservationId, ttlMs };
}

export function look(reservationId: string): Asked {
  return { kind: "reservation", reservationId };
}

export function ask(...skus: string[]): Asked {
  return { kind: "availability", skus: skus.length === 0 ? [SKU] : skus };
}

export const unknown: Outcome = { end: "unknown", reason: "UNAVAILABLE" };

export function refused(reason: string, more: { onHand?: number } = {}): Outcome {
  return { end: "fail", reason, ...more };
}

/** @param available of the first line, which is short */
export function short(available: number): Outcome {
  return { end: "fail", reason: "INSUFFICIENT_STOCK", short: [{ line: 1, available }] };
}

/** What a receipt or an adjustment is told. */
export function booked(onHand: number, held: number, replay = false): Outcome {
  const shortfall = Math.max(0, held - onHand);
  return { end: "ok", replay, stock: [{ sku: SKU, onHand, held, shortfall }] };
}

/** What a question about availability is told. */
export function shows(onHand: number, held: number): Outcome {
  return { end: "ok", replay: false, availability: [availability(SKU, onHand, held)] };
}

export function showsAll(...all: readonly [sku: string, onHand: number, held: number][]): Outcome {
  return { end: "ok", replay: false, availability: all.map((one) => availability(...one)) };
}

function availability(sku: string, onHand: number, held: number): ToldAvailability {
  const available = Math.max(0, onHand - held);
  return { sku, onHand, held, available, shortfall: Math.max(0, held - onHand) };
}

interface Details {
  /** On the calls' clock; left out: without end. */
  readonly endsAt?: number;
  readonly replay?: boolean;
  readonly sku?: string;
}

/** What whoever made or changed a reservation of one line is told. */
export function told(
  state: State,
  id: string,
  quantity: number,
  { endsAt, replay = false, sku = SKU }: Details = {},
): Outcome {
  const held = state === "HELD" ? quantity : 0;
  const fulfilled = state === "FULFILLED" ? quantity : 0;
  const lines = [{ sku, granted: quantity, held, fulfilled }];
  const end = endsAt === undefined ? null : endsAt + EPOCH_MS;
  return { end: "ok", replay, reservation: { id, state, endsAt: end, lines } };
}

export function isHeld(id: string, quantity: number, details: Details = {}): Outcome {
  return told("HELD", id, quantity, details);
}

export function isSold(id: string, quantity: number, details: Details = {}): Outcome {
  return told("FULFILLED", id, quantity, details);
}

export function isReleased(id: string, quantity: number, details: Details = {}): Outcome {
  return told("RELEASED", id, quantity, details);
}

export function isExpired(id: string, quantity: number, details: Details = {}): Outcome {
  return told("EXPIRED", id, quantity, details);
}

/** What whoever asks about a reservation is told that has fewer units left than it was granted. */
export function heldPart(id: string, granted: number, left: number): Outcome {
  const lines = [{ sku: SKU, granted, held: left, fulfilled: 0 }];
  return { end: "ok", replay: false, reservation: { id, state: "HELD", endsAt: null, lines } };
}

/** What a cart is told. */
export function heldAll(id: string, units: Readonly<Record<string, number>>): Outcome {
  const lines = Object.entries(units).map(([sku, quantity]) => ({
    sku,
    granted: quantity,
    held: quantity,
    fulfilled: 0,
  }));
  return { end: "ok", replay: false, reservation: { id, state: "HELD", endsAt: null, lines } };
}
