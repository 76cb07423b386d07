import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import type { Asked, Call, Command } from "./history.ts";
import type { Random } from "./random.ts";
import type { Recorder } from "./recorder.ts";
import type { Servers } from "./servers.ts";

/** SKUs that are asked for together, and what all callers know of them. */
export interface Shelf {
  readonly skus: readonly string[];
  /** Holds have an end here, and a near one. */
  readonly isShortLived: boolean;
  /** Reservations that somebody was told of, the newest last. Callers act on each other's. */
  readonly reservations: string[];
  /** On hand of the first SKU, as it was last told. */
  onHand: number;
}

/** Somebody who asks one thing after the other until told to stop. */
export interface Caller {
  readonly number: number;
  readonly random: Random;
  readonly recorder: Recorder;
  readonly servers: Servers;
  readonly shelves: readonly Shelf[];
  readonly over: AbortSignal;
}

/** Receipts stop at this: scarce stock is where orders matter. */
const ON_HAND_MAX = 12;

/** A caller whose patience ends before the service can answer leaves the outcome open. */
const IMPATIENT_SHARE = 0.01;
const IMPATIENT_MS = 8;
const PATIENT_MS = 5_000;

/** How often an unanswered call is repeated; now and then somebody gives up at once. */
const REPEATS_MAX = 40;
const REPEAT_PAUSE_MS = 30;
const GIVE_UP_SHARE = 0.1;

/** Asks, through either server, until it is over. */
export async function keepAsking(caller: Caller): Promise<void> {
  const { random, over, shelves } = caller;
  while (!over.aborted) {
    const shelf = random.pick(shelves);
    const asked = choose(random, shelf);
    if ("requestId" in asked) await insist(caller, shelf, asked);
    else await askOnce(caller, shelf, asked, random.between(0, 1));
    await sleep(random.between(0, 3));
  }
}

/** Repeats the very same command through the other server while its outcome is unknown, and sometimes when it is not. */
async function insist(caller: Caller, shelf: Shelf, command: Command): Promise<void> {
  const { random, over } = caller;
  const door = random.between(0, 1);
  const isTwin = random.chance(0.04);
  const calls = await Promise.all([
    askOnce(caller, shelf, command, door),
    ...(isTwin ? [askOnce(caller, shelf, command, door + 1)] : []),
  ]);
  if (random.chance(0.04)) await askOnce(caller, shelf, command, door + 1);
  let isOpen = calls.every(({ outcome }) => outcome.end === "unknown");
  if (isOpen && random.chance(GIVE_UP_SHARE)) return;
  for (let repeat = 1; isOpen && repeat <= REPEATS_MAX && !over.aborted; repeat += 1) {
    const { outcome } = await askOnce(caller, shelf, command, door + repeat);
    isOpen = outcome.end === "unknown";
    if (isOpen) await sleep(REPEAT_PAUSE_MS);
  }
}

async function askOnce(
  { number, random, recorder, servers }: Caller,
  shelf: Shelf,
  asked: Asked,
  door: number,
): Promise<Call> {
  const isImpatient = random.chance(IMPATIENT_SHARE);
  const timeoutMs = isImpatient ? random.between(1, IMPATIENT_MS) : PATIENT_MS;
  const call = await recorder.ask(servers.door(door), number, asked, timeoutMs);
  learn(shelf, call);
  return call;
}

function learn(shelf: Shelf, { asked, outcome }: Call): void {
  if (outcome.end !== "ok") return;
  const { availability, reservation } = outcome;
  if (availability?.[0]?.sku === shelf.skus[0]) shelf.onHand = availability?.[0]?.onHand ?? 0;
  if (asked.kind === "reserve" && reservation !== undefined) {
    shelf.reservations.push(reservation.id);
    if (shelf.reservations.length > 24) shelf.reservations.shift();
  }
}

/** What to ask next. Reservations are acted on more than once, so that some are closed already. */
function choose(random: Random, shelf: Shelf): Asked {
  const requestId = randomUUID();
  const lines = linesOf(random, shelf);
  const id = shelf.reservations.length > 0 ? random.pick(shelf.reservations) : undefined;
  const ttlMs = shelf.isShortLived ? random.between(20, 250) : null;
  const partial = random.chance(0.15);
  const dice = random.between(1, 100);
  if (id !== undefined && dice <= 14) {
    return { kind: "commit", requestId, reservationId: id, reacquire: random.chance(0.3) };
  }
  if (id !== undefined && dice <= 26) return { kind: "release", requestId, reservationId: id };
  if (id !== undefined && dice <= 30) {
    return { kind: "extend", requestId, reservationId: id, ttlMs: random.between(20, 250) };
  }
  if (id !== undefined && dice <= 40) return { kind: "reservation", reservationId: id };
  if (dice <= 68) return { kind: "reserve", requestId, lines, ttlMs, partial };
  if (dice <= 74) return { kind: "sell", requestId, lines, partial };
  if (dice <= 80) return adjustment(random, shelf, requestId);
  if (dice <= 88 && shelf.onHand < ON_HAND_MAX) return { kind: "receive", requestId, lines };
  return { kind: "availability", skus: shelf.skus };
}

function linesOf(random: Random, { skus }: Shelf): { sku: string; quantity: number }[] {
  const wanted = random.chance(0.2) ? [random.pick(skus)] : skus;
  return wanted.map((sku) => ({ sku, quantity: random.between(1, 3) }));
}

function adjustment(random: Random, shelf: Shelf, requestId: string): Command {
  const sku = random.pick(shelf.skus);
  const expected = random.chance(0.5) ? shelf.onHand : null;
  return { kind: "adjust", requestId, sku, delta: random.pick([-3, -2, -1, 1, 2]), expected };
}
