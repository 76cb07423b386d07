import { Movement_Kind as Kind } from "@holdfast/client";

import type { StockClient } from "../../test/support/stockClient.ts";
import { createRandom } from "../load/random.ts";

/** How one kind of read did. */
export interface ReadFigures {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Rows that a call was answered with, on average. */
  readonly rows: number;
}

/** What is known of the books that are read. */
export interface BooksToRead {
  readonly skus: number;
  /** Ids of some reservations, and the labels of their orders. */
  readonly reservations: readonly { readonly id: string; readonly orderRef: string }[];
  /** When the first and the last entry were recorded. */
  readonly from: number;
  readonly until: number;
}

type Read = (client: StockClient) => Promise<number>;

/** Every kind of read, each time of something else. */
export function readsOf(books: BooksToRead, seed: number): Readonly<Record<string, Read>> {
  const random = createRandom(seed);
  const below = (count: number): number => Math.floor(random() * count);
  const sku = (): string => `SKU-${below(books.skus)}`;
  const moment = () => timeOf(books.from + below(books.until - books.from));
  const any = () =>
    books.reservations[below(books.reservations.length)] ?? { id: "", orderRef: "" };
  const list =
    (query: () => object): Read =>
    async ({ stock }) =>
      (await stock.listMovements({ ...query(), pageSize: 50 })).movements.length;
  const asOf =
    (at: "recordTime" | "occurredTime", of: () => object): Read =>
    async ({ stock }) => {
      const request = { at: { case: at, value: moment() }, pageSize: 50, ...of() };
      return (await stock.getStockAsOf(request)).stock.length;
    };
  const isDown = () => ({ newestFirst: below(2) === 0 });
  return {
    "movements of an item": list(() => ({ sku: sku(), ...isDown() })),
    "movements of an item at a location": list(() => ({ sku: sku(), location: "MAIN" })),
    "movements at a location": list(() => ({ location: "DC", ...isDown() })),
    "movements of a reservation": list(() => ({ reservationId: any().id })),
    "movements of an order": list(() => ({ orderRef: any().orderRef })),
    "movements of a kind": list(() => ({ kinds: [[Kind.RECEIPT, Kind.EXPIRY][below(2)]] })),
    "movements by an actor": list(() => ({ actor: "bench", ...isDown() })),
    "movements since a moment": list(() => ({ recordStartTime: moment() })),
    "movements that happened since a moment": list(() => ({ occurredStartTime: moment() })),
    "expiries of an item since a moment": list(() => ({
      sku: sku(),
      kinds: [Kind.EXPIRY],
      recordStartTime: moment(),
    })),
    "an item as recorded by a moment": asOf("recordTime", () => ({ keys: [{ sku: sku() }] })),
    "an item as it was at a moment": asOf("occurredTime", () => ({ keys: [{ sku: sku() }] })),
    "50 rows of a location as recorded": asOf("recordTime", () => ({ location: "MAIN" })),
    "50 rows of a location as they were": asOf("occurredTime", () => ({ location: "MAIN" })),
    "a stock card": async ({ stock }) => {
      const card = { sku: sku(), location: "MAIN", recordStartTime: moment(), pageSize: 50 };
      return (await stock.getStockCard(card)).lines.length;
    },
    "the explanation of a reservation": async ({ stock }) =>
      (await stock.explainReservation({ reservationId: any().id })).lines.length,
  };
}

/** Calls one read after the other, by itself. */
export async function measureRead(
  client: StockClient,
  read: Read,
  calls: number,
): Promise<ReadFigures> {
  const times: number[] = [];
  let rows = 0;
  const warmUp = Math.min(WARM_UP_MAX, calls);
  for (let call = 0; call < warmUp + calls; call += 1) {
    const startedAt = performance.now();
    const found = await read(client);
    if (call < warmUp) continue;
    times.push(performance.now() - startedAt);
    rows += found;
  }
  times.sort((a, b) => a - b);
  const quantile = (share: number): number =>
    Math.round((times[Math.min(calls - 1, Math.floor(calls * share))] ?? 0) * 10) / 10;
  const mean = Math.round((rows / calls) * 10) / 10;
  return { p50Ms: quantile(0.5), p99Ms: quantile(0.99), rows: mean };
}

/** Statements are prepared by the first calls on a connection. */
const WARM_UP_MAX = 20;

function timeOf(ms: number): { seconds: bigint; nanos: number } {
  return { seconds: BigInt(Math.floor(ms / 1000)), nanos: (ms % 1000) * 1_000_000 };
}
