import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { CallFailed, createStockClient, type StockClient } from "../support/stockClient.ts";

/** What became of each call of a crowd, by its request id. */
export interface Outcome {
  readonly requestId: string;
  /** `OK`, the reason of a failure, or its code where the server gave no reason. */
  readonly end: string;
}

export interface Crowd {
  /** How many calls were answered OK so far. */
  readonly sold: number;
  /** Waits until every caller was turned away for good. */
  over(): Promise<readonly Outcome[]>;
}

/** What ends a caller's day: nobody is there any more. Anything else would be a call that got lost. */
const GONE = new Set(["SHUTTING_DOWN", "UNAVAILABLE"]);

/** So many callers, each selling one unit after the other until the server is gone. */
export function startCrowd(port: number, callers: number, sku: string): Crowd {
  const outcomes: Outcome[] = [];
  let sold = 0;
  const clients = [createStockClient(`127.0.0.1:${port}`), createStockClient(`127.0.0.1:${port}`)];
  const one = async (client: StockClient): Promise<void> => {
    for (;;) {
      const requestId = randomUUID();
      const end = await sellOne(client, requestId, sku);
      outcomes.push({ requestId, end });
      if (end === "OK") sold += 1;
      if (GONE.has(end)) return;
    }
  };
  const all = Promise.all(
    Array.from({ length: callers }, (_, i) => one(clients[i % 2] as StockClient)),
  );
  return {
    get sold() {
      return sold;
    },
    over: async () => {
      await all;
      for (const client of clients) client.close();
      return outcomes;
    },
  };
}

/** Repeats calls that were told to have ended in some way. @returns how many were found in the books */
export async function countBooked(
  port: number,
  sku: string,
  outcomes: readonly Outcome[],
): Promise<number> {
  const client = createStockClient(`127.0.0.1:${port}`);
  let booked = 0;
  await Promise.all(
    outcomes.map(async ({ requestId }) => {
      await client.inventory.sell(order(requestId, sku), {
        onHeader: (header) => (booked += header.get("holdfast-replay").length),
      });
    }),
  );
  client.close();
  return booked;
}

/** Waits until something is so. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(10);
}

async function sellOne(
  { inventory }: StockClient,
  requestId: string,
  sku: string,
): Promise<string> {
  try {
    await inventory.sell(order(requestId, sku));
    return "OK";
  } catch (error) {
    if (error instanceof CallFailed) return error.reason || error.code;
    throw error;
  }
}

function order(requestId: string, sku: string) {
  return { requestId, lines: [{ sku, quantity: 1n }] };
}
