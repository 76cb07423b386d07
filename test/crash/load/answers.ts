import { type Entry, type Reservation, Reservation_State, type Stock } from "@holdfast/client";

import type { Movement, Order, Parts } from "./told.ts";

const STATES = new Map<number, string>(
  Object.entries(Reservation_State).map(([name, number]) => [number, name]),
);

/** A reservation as the caller was told of it. */
export function orderOf(reservation: Reservation | undefined): Order {
  if (reservation === undefined) throw new Error("the answer has no reservation");
  const { id, state, expireTime, lines } = reservation;
  return {
    reservationId: id,
    state: STATES.get(state) ?? String(state),
    expiresAt: msOf(expireTime),
    lines: new Map(lines.map(({ sku, allocations }) => [sku, sumOf(allocations)])),
  };
}

type Allocations = Reservation["lines"][number]["allocations"];

function sumOf(allocations: Allocations): Parts {
  const sum = (part: keyof Parts): number =>
    allocations.reduce((total, allocation) => total + Number(allocation[part]), 0);
  return {
    held: sum("held"),
    committed: sum("committed"),
    fulfilled: sum("fulfilled"),
    released: sum("released"),
    expired: sum("expired"),
  };
}

/** What the answer to Receive or Adjust tells. */
export function movementOf(reply: { entry?: Entry | undefined; stock: Stock[] }): Movement {
  const { entry, stock } = reply;
  return {
    entryId: entry?.id ?? "",
    seq: Number(entry?.seq),
    recordedAt: msOf(entry?.recordTime) ?? 0,
    stock: stock.map(({ sku, location, onHand, held, committed }) => ({
      sku,
      location,
      onHand: Number(onHand),
      held: Number(held),
      committed: Number(committed),
    })),
  };
}

function msOf(time: { seconds: bigint; nanos: number } | undefined): number | null {
  return time === undefined ? null : Number(time.seconds) * 1000 + time.nanos / 1_000_000;
}
