import { WmsDriftClass, type WmsDriftRow, type WmsJob } from "@holdfast/client";

import { until } from "../../support/until.ts";
import { openOutside, type Outside } from "./outside.ts";

/** A shop that sees pages as they come; events and order states when a test asks for them. */
export interface DriftDesk {
  readonly outside: Outside;
  /** Has a job done, and waits until it is. */
  done(job: WmsJob): Promise<void>;
  /** What is odd about an item, in short: `SHRINKAGE -2`. */
  listed(sku: string): Promise<string[]>;
  /** Waits until an item is odd in these ways and no others. */
  isOdd(sku: string, expected: readonly string[]): Promise<void>;
  rowOf(sku: string): Promise<WmsDriftRow | undefined>;
}

/** Opens the shop with nine of each item in the warehouse. */
export async function openDriftDesk(skus: readonly string[]): Promise<DriftDesk> {
  const settings = { HOLDFAST_WMS_ASK_INTERVAL: "1h", HOLDFAST_WMS_POLL_INTERVAL: "1h" };
  const shelves = skus.map((sku) => ({ sku, quantity: 9 }));
  const outside = await openOutside({ shelves, settings });
  for (const sku of skus) await outside.sees(sku, { onHand: 9n });
  const { wms } = outside.shop.client;
  const rows = async () => (await wms.listDrift({ pageSize: 500 })).rows;
  const listed = async (sku: string): Promise<string[]> => oddities(await rows(), sku);
  return {
    outside,
    done: async (job) => {
      await wms.syncNow({ account: "sim", jobs: [job] });
      await until(async () => {
        const [account] = (await wms.getSyncStatus({})).accounts;
        const state = account?.jobs.find((known) => known.job === job);
        return state?.doneTime !== undefined && state.wantedTime === undefined;
      });
    },
    listed,
    isOdd: (sku, expected) =>
      until(async () => JSON.stringify(await listed(sku)) === JSON.stringify(expected)),
    rowOf: async (sku) => (await rows()).find((row) => row.sku === sku),
  };
}

const NAMES = new Map<number, string>(
  Object.entries(WmsDriftClass).map(([name, it]) => [it, name]),
);

/** What is odd about an item, in short: `SHRINKAGE -2`. */
export function oddities(rows: readonly WmsDriftRow[], sku: string): string[] {
  const parts = rows.filter((row) => row.sku === sku).flatMap((row) => row.parts);
  return parts.map((part) => `${NAMES.get(part.class)} ${part.quantity}`);
}
