import { randomUUID } from "node:crypto";

import { type Reservation, Reservation_State } from "@holdfast/client";

import type { CallOptions, StockClient } from "../support/stockClient.ts";
import type { Shop } from "../support/shop.ts";
import { until } from "../support/until.ts";

type Inventory = StockClient["inventory"];
type Init<M extends keyof Inventory> = Extract<Parameters<Inventory[M]>[0], { $typeName?: never }>;
type Fields<M extends keyof Inventory> = Partial<Omit<Init<M>, "$typeName" | "lines">> & {
  readonly lines?: { line?: number; sku?: string; quantity?: bigint }[];
};

/** One line of an order. */
export interface OrderLine {
  readonly sku: string;
  readonly quantity: bigint;
  readonly location?: string;
  readonly lot?: string;
  readonly minRemainingShelfLife?: { seconds: bigint };
}

let made = 0;

/** A name that no other test uses: `SOCK-17`. */
export function named(word: string): string {
  made += 1;
  return `${word}-${made}`;
}

/** Holds several lines under a new request id. */
export async function order(
  { client }: Shop,
  lines: readonly OrderLine[],
  more: Omit<Fields<"reserve">, "lines"> = {},
): Promise<Reservation> {
  const request = { requestId: randomUUID(), lines: [...lines], ...more };
  return reservationIn(await client.inventory.reserve(request));
}

export async function sell(
  { client }: Shop,
  lines: readonly OrderLine[],
  more: Omit<Fields<"sell">, "lines"> = {},
): Promise<Reservation> {
  const request = { requestId: randomUUID(), lines: [...lines], ...more };
  return reservationIn(await client.inventory.sell(request));
}

export async function commit(
  { client }: Shop,
  { id: reservationId }: Reservation,
  more: Fields<"commit"> = {},
): Promise<Reservation> {
  const request = { requestId: randomUUID(), reservationId, ...more };
  return reservationIn(await client.inventory.commit(request));
}

export async function release(
  { client }: Shop,
  { id: reservationId }: Reservation,
  more: Fields<"release"> = {},
): Promise<Reservation> {
  const request = { requestId: randomUUID(), reservationId, ...more };
  return reservationIn(await client.inventory.release(request));
}

export async function extend(
  { client }: Shop,
  { id: reservationId }: Reservation,
  more: Fields<"extend"> = {},
): Promise<Reservation> {
  const request = { requestId: randomUUID(), reservationId, ...more };
  return reservationIn(await client.inventory.extend(request));
}

export async function fulfil(
  { client }: Shop,
  { id: reservationId }: Reservation,
  more: Fields<"fulfil"> = {},
): Promise<Reservation> {
  const request = { requestId: randomUUID(), reservationId, ...more };
  return reservationIn(await client.inventory.fulfil(request));
}

/** The reservation as it stands now. */
export async function look({ client }: Shop, { id }: Reservation): Promise<Reservation> {
  return reservationIn(await client.inventory.getReservation({ reservationId: id }));
}

/** Waits until the time of a hold is up. */
export async function untilExpired(shop: Shop, reservation: Reservation): Promise<void> {
  await until(async () => stateOf(await look(shop, reservation)) !== "HELD");
}

/** A call, and whether the answer said that it was a replay. */
export async function heard<T>(
  call: (options: CallOptions) => Promise<T>,
): Promise<{ answer: T; isReplay: boolean }> {
  let isReplay = false;
  const answer = await call({
    onHeader: (header) => (isReplay = header.get("holdfast-replay")[0] === "true"),
  });
  return { answer, isReplay };
}

export function reservationIn({
  reservation,
}: {
  reservation?: Reservation | undefined;
}): Reservation {
  if (reservation === undefined) throw new Error("the answer has no reservation");
  return reservation;
}

/** Such as `HELD`. */
export function stateOf({ state }: Reservation): string {
  const known = Object.entries(Reservation_State).find(([, value]) => value === state);
  return known?.[0] ?? "";
}

type Units = Record<"held" | "committed" | "fulfilled" | "released" | "expired", bigint>;

/** What has become of the units of all lines. */
export function unitsOf(reservation: Reservation): Units {
  const units = { held: 0n, committed: 0n, fulfilled: 0n, released: 0n, expired: 0n };
  for (const { allocations } of reservation.lines) {
    for (const allocation of allocations) {
      for (const state of Object.keys(units) as (keyof Units)[]) units[state] += allocation[state];
    }
  }
  return units;
}

/** Which location, or which lot of it, serves how many: `["NEAR", 3n]`. */
export function servedBy(reservation: Reservation, by: "location" | "lot"): [string, bigint][] {
  return reservation.lines.flatMap(({ allocations }) =>
    allocations
      .filter(({ quantity }) => quantity > 0n)
      .map((allocation): [string, bigint] => [allocation[by], allocation.quantity]),
  );
}

/** When a hold ends, in milliseconds since 1970; undefined: never. */
export function endOf({ expireTime }: Reservation): number | undefined {
  return expireTime && msOf(expireTime);
}

export function msOf({ seconds, nanos }: { seconds: bigint; nanos: number }): number {
  return Number(seconds) * 1000 + nanos / 1_000_000;
}

/** A moment from now. */
export function inMs(ms: number): Date {
  return new Date(Date.now() + ms);
}

/** Fails with the gRPC code and the reason of a refusal, as a pair for a table. */
export function refusal({ code, reason }: { code: string; reason: string }): [string, string] {
  return [code, reason];
}
