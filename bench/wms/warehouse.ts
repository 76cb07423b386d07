import { DIALECTS } from "../../src/wmsSim/dialects.ts";
import { type Simulator, startSimulator } from "../../src/wmsSim/simulator.ts";
import type { Stream } from "./stream.ts";

const MINUTE_MS = 60_000;
const RUN_EVERY_MS = 15 * MINUTE_MS;

/** Requests that the warehouse system lets through a minute of its time. */
export const QUOTA_PER_MINUTE = 60;

/** A warehouse whose time stands still. @param quotaPerSecond requests in a second of ours, together or one by one */
export function openWarehouse(stream: Stream, quotaPerSecond: number): Promise<Simulator> {
  return startSimulator({
    seed: stream.seed,
    dialect: DIALECTS.modern,
    speed: 0,
    runEveryMs: RUN_EVERY_MS,
    shipAfterMs: 20 * MINUTE_MS,
    pageSize: 1_000,
    quota: { perSecond: quotaPerSecond, burst: quotaPerSecond },
    cells: stream.cells,
  });
}
