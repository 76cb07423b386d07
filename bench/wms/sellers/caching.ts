import { setTimeout as sleep } from "node:timers/promises";

import type { StreamOrder } from "../stream.ts";
import type { Seller, SellerOptions } from "./seller.ts";
import { Wait, WmsApi } from "./wmsApi.ts";

/** How often the copy is made anew, in the warehouse's time. */
const REFRESH_EVERY_MS = 15 * 60_000;

/**
 * Keeps a copy of the warehouse system's numbers, makes it anew every quarter of an hour, and takes off what it sells in
 * between. Orders are handed over behind the buyer, again and again until they are taken.
 *
 * @param phaseMs how long after each run of the warehouse the copy is made, in its time
 */
export async function createCaching(
  { warehouse, speed }: SellerOptions,
  phaseMs: number,
): Promise<Seller> {
  const api = new WmsApi(warehouse, speed);
  const stopping = new AbortController();
  const handing = new Set<Promise<void>>();
  const beganAt = warehouse.world.now;
  let copy = await api.stock(new Wait(Infinity));
  const keepCopying = async (): Promise<void> => {
    for (let dueAt = beganAt + phaseMs; !stopping.signal.aborted; dueAt += REFRESH_EVERY_MS) {
      while (warehouse.world.now < dueAt && !stopping.signal.aborted) await sleep(1);
      if (!stopping.signal.aborted) copy = await api.stock(new Wait(Infinity));
    }
  };
  const copying = keepCopying();
  const handOver = (order: StreamOrder): void => {
    const taken = api.place(order, new Wait(Infinity)).finally(() => handing.delete(taken));
    handing.add(taken);
  };
  return {
    sell: (order) => {
      const left = (copy.get(order.sku) ?? 0) - order.quantity;
      if (left < 0) return Promise.resolve({ sold: false, waitedMs: 0 });
      copy.set(order.sku, left);
      handOver(order);
      return Promise.resolve({ sold: true, waitedMs: 0 });
    },
    settle: async () => {
      stopping.abort();
      await copying;
      await Promise.all(handing);
    },
    close: () => Promise.resolve(),
  };
}
