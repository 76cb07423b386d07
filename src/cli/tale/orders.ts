import { randomUUID } from "node:crypto";

import {
  reasonOf,
  ReleaseRequest_Scope,
  type Reservation,
  Reservation_State,
  shortagesOf,
} from "@holdfast/client";

import { GOODS, type Stage } from "./stage.ts";

/** How an order was answered. */
export interface Answered {
  readonly name: string;
  readonly ms: number;
  /** Undefined: it was refused. */
  readonly reservation: Reservation | undefined;
  readonly words: string;
}

/** Asks to hold lamps for an order. */
export async function reserve(stage: Stage, name: string, quantity: number): Promise<Answered> {
  return await answered(name, async () => {
    const lines = [{ ...GOODS, quantity: BigInt(quantity) }];
    const request = { requestId: randomUUID(), orderRef: name, lines };
    return (await stage.shop.inventory.reserve(request)).reservation;
  });
}

/** Sells lamps in one step. */
export async function sell(stage: Stage, name: string, quantity: number): Promise<Answered> {
  return await answered(name, async () => {
    const lines = [{ ...GOODS, quantity: BigInt(quantity) }];
    const request = { requestId: randomUUID(), orderRef: name, lines };
    return (await stage.shop.inventory.sell(request)).reservation;
  });
}

/** Sells what is held. */
export async function commit({ shop }: Stage, { reservation }: Answered): Promise<void> {
  const reservationId = reservation?.id ?? "";
  await shop.inventory.commit({ requestId: randomUUID(), reservationId });
}

/** Cancels what was sold. */
export async function cancel({ shop }: Stage, { reservation }: Answered): Promise<void> {
  const reservationId = reservation?.id ?? "";
  const scope = ReleaseRequest_Scope.HOLDS_AND_COMMITS;
  const requestId = randomUUID();
  await shop.inventory.release({ requestId, reservationId, scope, reason: "cancelled" });
}

/** What has become of an order: `FULFILLED`, `RELEASED`, … */
export async function stateOf({ shop }: Stage, { reservation }: Answered): Promise<string> {
  const reservationId = reservation?.id ?? "";
  const { reservation: now } = await shop.inventory.getReservation({ reservationId });
  return stateWord(now);
}

function stateWord(reservation: Reservation | undefined): string {
  const states = Object.entries(Reservation_State);
  return states.find(([, state]) => state === reservation?.state)?.[0] ?? "UNKNOWN";
}

async function answered(
  name: string,
  ask: () => Promise<Reservation | undefined>,
): Promise<Answered> {
  const sentAt = performance.now();
  try {
    const reservation = await ask();
    const ms = performance.now() - sentAt;
    const words = `${name}: ${stateWord(reservation)} after ${Math.ceil(ms)} ms`;
    return { name, ms, reservation, words };
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    const ms = performance.now() - sentAt;
    const [short] = shortagesOf(error);
    const facts = short === undefined ? "" : `, ${short.requested} asked, ${short.available} left`;
    const words = `${name}: refused after ${Math.ceil(ms)} ms, ${reason}${facts}`;
    return { name, ms, reservation: undefined, words };
  }
}
