import { randomUUID } from "node:crypto";

import type { StockClient } from "../../test/support/stockClient.ts";
import { wallClock } from "../support/openLoop.ts";
import type { MassExpiryOptions } from "./options.ts";

/** Holds that end in the same second. */
export interface Making {
  /** The label of every one of them. */
  readonly orderRef: string;
  readonly skus: readonly string[];
  /** The SKU of the `index`-th hold; indexes beyond them go on in the same way. */
  skuOf(index: number): string;
}

const LOCATION = "MAIN";

/** Callers who make holds at once. */
const CALLERS = 64;

/** Lines of one receipt. */
const LINES_MAX = 100;

/** Share of the holds that are made first to see how fast that goes, and given back. */
const PILOT_SHARE = 0.03;

/** The time for the rest is what the first ones took, by this factor, and a while. */
const SLOWER_AT_MOST = 1.5;

/** Makes the holds, to end together once all of them are there. */
export async function makeHolds(options: MassExpiryOptions): Promise<Making> {
  const { clients, holds, name, seed, aroundMs, onProgress } = options;
  const making = planned(name, options.skus, seed);
  await prepare(options, making);
  await stockUp(options, making, 0, holds);
  const perMs = await pilot(options, making);
  const allMs = (holds / perMs) * SLOWER_AT_MOST + aroundMs + 1_000;
  const endsAt = wallClock() + allMs;
  let made = 0;
  await byCallers(holds, async (index) => {
    const ttlMs = Math.ceil(endsAt - wallClock());
    if (ttlMs < 500) throw new Error("making the holds took longer than expected: run it again");
    await hold(clientOf(clients, index), making.orderRef, making.skuOf(index), ttlMs);
    made += 1;
    if (made % 500 === 0 || made === holds) onProgress?.("held", made);
  });
  return making;
}

/** Receives one unit for each index from `from` on. */
export async function stockUp(
  { clients }: MassExpiryOptions,
  making: Making,
  from: number,
  count: number,
): Promise<void> {
  const units = new Map<string, bigint>();
  for (let index = from; index < from + count; index += 1) {
    const sku = making.skuOf(index);
    units.set(sku, (units.get(sku) ?? 0n) + 1n);
  }
  const lines = [...units].map(([sku, quantity]) => ({ sku, quantity }));
  for (let line = 0; line < lines.length; line += LINES_MAX) {
    const some = lines.slice(line, line + LINES_MAX);
    await clientOf(clients, line).inventory.receive({
      requestId: randomUUID(),
      location: LOCATION,
      lines: some,
    });
  }
}

/** Round after round over all SKUs, each round in an order of its own. */
function planned(name: string, count: number, seed: number): Making {
  const skus = Array.from({ length: count }, (_, index) => `${name}-${index}`);
  const random = mulberry32(seed);
  const order: string[] = [];
  const skuOf = (index: number): string => {
    while (order.length <= index) {
      order.push(...shuffled(skus, random));
    }
    return order[index] ?? "";
  };
  return { orderRef: `${name} ${seed}`, skus, skuOf };
}

async function prepare({ clients }: MassExpiryOptions, { skus }: Making): Promise<void> {
  const location = { code: LOCATION };
  const [first] = clients;
  await first?.catalog
    .createLocation({ requestId: randomUUID(), location })
    .catch((error: unknown) => {
      // Runs may share a shop.
      if (!String(error).includes("exists")) throw error;
    });
  await byCallers(skus.length, async (index) => {
    const item = { sku: skus[index] ?? "" };
    await clientOf(clients, index).catalog.createItem({ requestId: randomUUID(), item });
  });
}

/** @returns holds that are made in a millisecond */
async function pilot({ clients, holds }: MassExpiryOptions, making: Making): Promise<number> {
  const count = Math.ceil(holds * PILOT_SHARE);
  const ids: string[] = [];
  const startedAt = wallClock();
  await byCallers(count, async (index) => {
    ids.push(await hold(clientOf(clients, index), "", making.skuOf(index), 600_000));
  });
  const ms = wallClock() - startedAt;
  await byCallers(count, async (index) => {
    const release = { requestId: randomUUID(), reservationId: ids[index] ?? "" };
    await clientOf(clients, index).inventory.release(release);
  });
  return count / ms;
}

async function hold(
  client: StockClient,
  orderRef: string,
  sku: string,
  ttlMs: number,
): Promise<string> {
  const ttl = { seconds: BigInt(Math.floor(ttlMs / 1000)), nanos: (ttlMs % 1000) * 1_000_000 };
  const lines = [{ sku, quantity: 1n }];
  const { reservation } = await client.inventory.reserve({
    requestId: randomUUID(),
    orderRef,
    lines,
    ttl,
  });
  return reservation?.id ?? "";
}

async function byCallers(count: number, call: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) await call(next++);
  };
  await Promise.all(Array.from({ length: Math.min(CALLERS, count) }, work));
}

function clientOf(clients: readonly StockClient[], index: number): StockClient {
  const client = clients[index % clients.length];
  if (client === undefined) throw new Error("nobody to call with");
  return client;
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ value }) => value);
}

/** Numbers from 0 to below 1 that look random and are the same for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
