import { mkdir } from "node:fs/promises";
import path from "node:path";

import type { Config } from "../config.ts";
import type { WmsDialect } from "../core/wms/dialect.ts";
import { OUTSIDE_ACCOUNT, outsideStock } from "../demo/outside.ts";
import { DIALECTS } from "../wmsSim/dialects.ts";
import { BadWorldFile } from "../wmsSim/kept/badWorldFile.ts";
import { DEMO_KEY } from "../wmsSim/key.ts";
import type { Simulator } from "../wmsSim/simulator.ts";
import { Mistake } from "./mistake.ts";

/** Real ones run every quarter of an hour; nobody watches a demo for so long. */
const RUN_EVERY_MS = 15_000;
const SHIP_AFTER_MS = 30_000;

/** More than there are: a walk is one request. */
const PAGE_SIZE = 1_000;

/** What an adapter declares of the demo's warehouse system. */
export const WAREHOUSE_DIALECT: WmsDialect = { ...DIALECTS.modern, unseenMs: 0 };

/**
 * Intervals of the demo, unless others are set: one looks at it for a minute, not for a day, and asks nobody but this
 * machine.
 */
export const WAREHOUSE_PACE = {
  HOLDFAST_WMS_WALK_INTERVAL: "5s",
  HOLDFAST_WMS_ASK_INTERVAL: "5s",
  HOLDFAST_WMS_POLL_INTERVAL: "2s",
};

/**
 * Starts the warehouse system of the demo, on this machine only, and gives the service its secret. Its world lives in
 * the data folder beside the books that know its orders.
 *
 * @throws Mistake
 */
export async function startWarehouse(config: Config): Promise<Simulator> {
  const { startSimulator } = await import("../wmsSim/simulator.ts");
  const { secretName, requestsPerSecond } = OUTSIDE_ACCOUNT;
  const key = (process.env[secretName] ||= DEMO_KEY);
  await mkdir(config.dataDir, { recursive: true });
  try {
    return await startSimulator({
      port: config.wmsSimPort,
      key,
      dialect: DIALECTS.modern,
      runEveryMs: RUN_EVERY_MS,
      shipAfterMs: SHIP_AFTER_MS,
      pageSize: PAGE_SIZE,
      quota: { perSecond: requestsPerSecond, burst: requestsPerSecond },
      cells: outsideStock(),
      keepIn: path.join(config.dataDir, "warehouse.jsonl"),
    });
  } catch (error) {
    throw error instanceof BadWorldFile ? new Mistake(error.message) : error;
  }
}
