import {
  type Availability,
  type Reservation,
  Reservation_State,
  type Stock,
} from "@holdfast/client";

import { durationOf, MAIN } from "../support/shop.ts";
import type { CallOptions, StockClient } from "../support/stockClient.ts";
import type { Asked, Outcome, State, ToldAvailability, ToldReservation, Units } from "./history.ts";

/** A server, as callers reach it. */
export type Door = StockClient["inventory"];

/** What an answer tells. */
export type Told = Omit<Extract<Outcome, { end: "ok" }>, "end" | "replay">;

/** Makes the call and reads its answer. */
export async function send(door: Door, asked: Asked, options: CallOptions): Promise<Told> {
  switch (asked.kind) {
    case "receive": {
      const request = { requestId: asked.requestId, location: MAIN, lines: linesOf(asked.lines) };
      return toldStock(await door.receive(request, options));
    }
    case "adjust": {
      const { requestId, sku, delta, expected } = asked;
      const expectedQuantity = expected === null ? {} : { expectedQuantity: BigInt(expected) };
      const lines = [{ sku, quantityDelta: BigInt(delta), ...expectedQuantity }];
      const request = { requestId, location: MAIN, lines, reason: "counted" };
      return toldStock(await door.adjust(request, options));
    }
    case "reserve": {
      const { requestId, lines, ttlMs, partial } = asked;
      const end = ttlMs === null ? { noExpiry: true } : { ttl: durationOf(ttlMs) };
      const request = { requestId, lines: linesOf(lines), allowPartial: partial, ...end };
      return toldReservation(await door.reserve(request, options));
    }
    case "sell": {
      const { requestId, lines, partial } = asked;
      const request = { requestId, lines: linesOf(lines), allowPartial: partial };
      return toldReservation(await door.sell(request, options));
    }
    case "commit": {
      const { requestId, reservationId, reacquire } = asked;
      const onExpired = reacquire ? REACQUIRE : FAIL;
      return toldReservation(await door.commit({ requestId, reservationId, onExpired }, options));
    }
    case "release":
      return toldReservation(await door.release(named(asked), options));
    case "extend": {
      const ttl = durationOf(asked.ttlMs);
      return toldReservation(await door.extend({ ...named(asked), ttl }, options));
    }
    case "availability": {
      const keys = asked.skus.map((sku) => ({ sku, location: MAIN }));
      const { availability } = await door.getAvailability({ keys }, options);
      return { availability: availability.map(availabilityOf) };
    }
    case "reservation": {
      const { reservationId } = asked;
      return toldReservation(await door.getReservation({ reservationId }, options));
    }
    default:
      throw new Error(`nobody asks ${String(asked satisfies never)}`);
  }
}

const FAIL = 1;
const REACQUIRE = 2;

const STATES: Readonly<Partial<Record<Reservation_State, State>>> = {
  [Reservation_State.HELD]: "HELD",
  [Reservation_State.COMMITTED]: "COMMITTED",
  [Reservation_State.FULFILLED]: "FULFILLED",
  [Reservation_State.RELEASED]: "RELEASED",
  [Reservation_State.EXPIRED]: "EXPIRED",
};

function linesOf(lines: readonly Units[]) {
  return lines.map(({ sku, quantity }) => ({ sku, quantity: BigInt(quantity) }));
}

function named({ requestId, reservationId }: { requestId: string; reservationId: string }) {
  return { requestId, reservationId };
}

function toldStock({ stock }: { readonly stock: readonly Stock[] }): Told {
  return {
    stock: stock.map(({ sku, onHand, held, shortfall }) => ({
      sku,
      onHand: Number(onHand),
      held: Number(held),
      shortfall: Number(shortfall),
    })),
  };
}

function availabilityOf({
  sku,
  onHand,
  held,
  available,
  shortfall,
}: Availability): ToldAvailability {
  return {
    sku,
    onHand: Number(onHand),
    held: Number(held),
    available: Number(available),
    shortfall: Number(shortfall),
  };
}

function toldReservation({ reservation }: { reservation?: Reservation | undefined }): Told {
  if (reservation === undefined) throw new Error("an answer without its reservation");
  const { id, expireTime, lines } = reservation;
  const state = STATES[reservation.state];
  if (state === undefined) throw new Error(`no such state: ${reservation.state}`);
  const told: ToldReservation = {
    id,
    state,
    endsAt:
      expireTime === undefined ? null : Number(expireTime.seconds) * 1000 + expireTime.nanos / 1e6,
    lines: lines.map(({ sku, quantity, shortQuantity, allocations }) => ({
      sku,
      granted: Number(quantity - shortQuantity),
      held: allocations.reduce((sum, { held }) => sum + Number(held), 0),
      fulfilled: allocations.reduce((sum, { fulfilled }) => sum + Number(fulfilled), 0),
    })),
  };
  return { reservation: told };
}
