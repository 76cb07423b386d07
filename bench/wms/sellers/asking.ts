import type { StreamOrder } from "../stream.ts";
import type { Reply, Seller, SellerOptions } from "./seller.ts";
import { NoAnswer, Wait, WmsApi } from "./wmsApi.ts";

/** A buyer waits no longer, whatever the warehouse system says. */
const PATIENCE_MS = 10_000;

/**
 * Asks the warehouse system for each order: looks at its number, and hands the order over if there is enough. Where it is
 * refused for asking too often it waits as it is told, and sends the buyer away when that takes too long.
 */
export function createAsking({ warehouse, speed }: SellerOptions): Seller {
  const api = new WmsApi(warehouse, speed);
  return {
    sell: async (order: StreamOrder): Promise<Reply> => {
      const wait = new Wait(PATIENCE_MS);
      try {
        const stock = await api.stock(wait);
        const sold = (stock.get(order.sku) ?? 0) >= order.quantity;
        if (sold) await api.place(order, wait);
        return { sold, waitedMs: wait.waitedMs };
      } catch (error) {
        if (error instanceof NoAnswer) return { sold: false, waitedMs: wait.waitedMs };
        throw error;
      }
    },
    settle: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
