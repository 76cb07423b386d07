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
    case "availability": {
      const keys = asked.skus.map((sku) => ({ sku, location: MAIN }));
      const { availability } = await door.getAvailability({ keys }, options);
      return { availability: availability.map(availabilityOf) };
    }
    case "reservation": {
      const { reservationId } = asked;
      return toldReservation(await door.getReservation({ reservationId }, options));
    }
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
    default:
      return toldReservation(await sendOrder(door, asked, options));
  }
}

type Ordering = Extract<Asked, { kind: "reserve" | "sell" | "commit" | "release" | "extend" }>;

/** Makes a call that is answered with a reservation. */
function sendOrder(door: Door, asked: Ordering, options: CallOptions): Promise<Answered> {
  const { requestId } = asked;
  switch (asked.kind) {
    case "reserve": {
      const end = asked.ttlMs === null ? { noExpiry: true } : { ttl: durationOf(asked.ttlMs) };
      const lines = linesOf(asked.lines);
      return door.reserve({ requestId, lines, allowPartial: asked.partial, ...end }, options);
    }
    case "sell": {
      const lines = linesOf(asked.lines);
      return door.sell({ requestId, lines, allowPartial: asked.partial }, options);
    }
    case "commit": {
      const { reservationId, reacquire } = asked;
      const onExpired = reacquire ? REACQUIRE : FAIL;
      return door.commit({ requestId, reservationId, onExpired }, options);
    }
    case "release":
      return door.release({ requestId, reservationId: asked.reservationId }, options);
    case "extend": {
      const { reservationId, ttlMs } = asked;
      return door.extend({ requestId, reservationId, ttl: durationOf(ttlMs) }, options);
    }
    default:
      throw new Error(`nobody asks ${String(asked satisfies never)}`);
  }
}

interface Answered {
  readonly reservation?: Reservation | undefined;
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

function toldReservation({ reservation }: Answered): Told {
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
