import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { outcomeOf, type Outcomes, tally } from "../../test/support/outcomes.ts";
import type { StockClient } from "../../test/support/stockClient.ts";
import {
  type OpenLoop,
  startOpenLoop,
  type Stretch,
  stretchOf,
  wallClock,
} from "../support/openLoop.ts";

/** What is recalled, and what goes on meanwhile. */
export interface MassRecallOptions {
  readonly clients: readonly StockClient[];
  /** Starts the name of its SKU, so that several runs may share a shop. */
  readonly name: string;
  /** Holds of one unit each, all of the lot that is recalled. */
  readonly holds: number;
  readonly reservesPerSecond: number;
  /** How long Reserve is measured before the recall, and once all is re-homed. */
  readonly aroundMs: number;
  readonly onProgress?: (what: "held" | "re-homed", done: number) => void;
}

/** What a recall came to. */
export interface MassRecall {
  readonly holds: number;
  /** Until RecallLot was answered: the lot is barred. */
  readonly barredAfterMs: number;
  /** Until no hold waited any more. */
  readonly rehomedAfterMs: number;
  readonly rehomedPerSecond: number;
  readonly before: Stretch;
  readonly during: Stretch;
  readonly after: Stretch;
  /** How the Reserves ended. */
  readonly outcomes: Outcomes;
  /** What the recall tells in the end. */
  readonly moved: number;
  readonly short: number;
}

const LOCATION = "MAIN";
const [RECALLED, OTHER] = ["A", "B"];

/** Callers who make holds at once. */
const CALLERS = 64;
/** Looking is work for the database too: it adds up all that is held. */
const LOOK_EVERY_MS = 500;
const WAIT_MAX_MS = 600_000;

/** A lot that many hold is recalled while Reserve of the same item goes on, served by another lot. */
export async function runMassRecall(options: MassRecallOptions): Promise<MassRecall> {
  const { clients, holds, reservesPerSecond } = options;
  const sku = `${options.name}-MILK`;
  await makeHolds(options, sku);
  const startsAt = wallClock() + 500;
  const call = (index: number): Promise<string> => outcomeOf(reserve(clients, index, sku));
  const load = startOpenLoop({
    perSecond: reservesPerSecond,
    startsAt,
    callsMax: holds * 100,
    call,
  });
  try {
    return await measure(options, sku, load, startsAt);
  } finally {
    // Calls that nobody stops would outlive the servers.
    await load.stop();
  }
}

async function measure(
  options: MassRecallOptions,
  sku: string,
  load: OpenLoop,
  startsAt: number,
): Promise<MassRecall> {
  const { clients, holds, aroundMs } = options;
  await sleep(startsAt + aroundMs - wallClock());
  const recalledAt = wallClock();
  const [first] = clients;
  if (first === undefined) throw new Error("nobody to call with");
  await first.stock.recallLot({ requestId: randomUUID(), sku, lot: RECALLED, reason: "bench" });
  const barredAt = wallClock();
  const told = await untilRehomed(options, first, sku);
  const rehomedAt = wallClock();
  await sleep(aroundMs);
  const shots = await load.stop();
  const ms = rehomedAt - recalledAt;
  return {
    holds,
    barredAfterMs: Math.round(barredAt - recalledAt),
    rehomedAfterMs: Math.round(ms),
    rehomedPerSecond: Math.round((told.moved / ms) * 1000),
    before: stretchOf(shots, startsAt, recalledAt),
    during: stretchOf(shots, recalledAt, rehomedAt),
    after: stretchOf(shots, rehomedAt, Infinity),
    outcomes: tally(shots.map(({ end }) => end)),
    ...told,
  };
}

async function makeHolds(options: MassRecallOptions, sku: string): Promise<void> {
  const { clients, holds, onProgress } = options;
  const [first] = clients;
  await first?.catalog
    .createLocation({ requestId: randomUUID(), location: { code: LOCATION } })
    .catch((error: unknown) => {
      // Runs may share a shop.
      if (!String(error).includes("exists")) throw error;
    });
  await first?.catalog.createItem({ requestId: randomUUID(), item: { sku, lotTracked: true } });
  for (const [number, quantity] of [
    [RECALLED, BigInt(holds)],
    [OTHER, 1_000_000_000n],
  ] as const) {
    const lines = [{ sku, quantity, lot: { number } }];
    await first?.inventory.receive({ requestId: randomUUID(), location: LOCATION, lines });
  }
  let [next, made] = [0, 0];
  const work = async (): Promise<void> => {
    while (next < holds) {
      await reserve(clients, next++, sku);
      made += 1;
      if (made % 500 === 0 || made === holds) onProgress?.("held", made);
    }
  };
  await Promise.all(Array.from({ length: Math.min(CALLERS, holds) }, work));
}

function reserve(clients: readonly StockClient[], index: number, sku: string): Promise<unknown> {
  const client = clients[index % clients.length];
  if (client === undefined) throw new Error("nobody to call with");
  const ttl = { seconds: 3_600n };
  return client.inventory.reserve({
    requestId: randomUUID(),
    lines: [{ sku, quantity: 1n }],
    ttl,
  });
}

async function untilRehomed(
  { holds, onProgress }: MassRecallOptions,
  client: StockClient,
  sku: string,
): Promise<{ moved: number; short: number }> {
  const giveUpAt = wallClock() + WAIT_MAX_MS;
  for (;;) {
    const { recall } = await client.stock.listRecall({ sku, lot: RECALLED, pageSize: 1 });
    const { waiting, moved, short } = recall ?? { waiting: 0n, moved: 0n, short: 0n };
    onProgress?.("re-homed", holds - Number(waiting));
    if (waiting === 0n) return { moved: Number(moved), short: Number(short) };
    if (wallClock() > giveUpAt) throw new Error(`${waiting} holds were left when the time was up`);
    await sleep(LOOK_EVERY_MS);
  }
}
