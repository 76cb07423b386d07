import { lotNotFound } from "../../src/core/rejection.ts";
import { CommandRejected } from "../../src/store/errors.ts";
import type { StockReads } from "../../src/store/stockReads.ts";

/** Of stock where there is none. */
export const NO_STOCK_READS: StockReads = {
  movements: async () => [],
  list: async () => [],
  expiring: async () => ({ now: 0, rows: [] }),
  recall: async (sku, lot) => {
    throw new CommandRejected(lotNotFound(sku, lot, "lot"));
  },
  recalled: async () => [],
  sales: async () => [],
};
