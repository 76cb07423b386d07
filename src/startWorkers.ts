import { Gauge, type Registry } from "@prometheus-io/client";
import type { Pool } from "pg";

import type { Config } from "./config.ts";
import type { Logger } from "./log.ts";
import type { Ledger } from "./store/ledger.ts";
import { environmentSecret } from "./wms/environmentSecret.ts";
import type { ConnectionOf } from "./wms/desk/status.ts";
import { Rehomer } from "./workers/rehomer.ts";
import { Sweeper } from "./workers/sweeper.ts";
import { WmsSync } from "./workers/wmsSync.ts";

/** What happens by itself in this process. */
export interface Workers {
  readonly connectionOf: ConnectionOf;
  stop(): Promise<void>;
}

interface Rooms {
  readonly pool: Pool;
  readonly ledger: Ledger;
  readonly registry: Registry;
}

/** Starts the sweeper and the re-homer, and whatever keeps books and warehouse systems in step unless that is switched off. */
export function startWorkers(rooms: Rooms, config: Config, log: Logger): Workers {
  const sweeper = startSweeper(rooms, config, log);
  const rehomer = startRehomer(rooms, config, log);
  const wms = config.wms ? startWms(rooms, config, log) : undefined;
  return {
    connectionOf: (accountId) => wms?.connectionOf(accountId),
    stop: async () => {
      await Promise.all([sweeper.stop(), rehomer.stop(), wms?.stop()]);
    },
  };
}

function startSweeper({ pool, ledger, registry }: Rooms, config: Config, log: Logger): Sweeper {
  const lag = new Gauge({
    name: "holdfast_sweeper_lag_seconds",
    help: "How long the oldest hold that the last round found had been overdue.",
    registers: [registry],
  });
  const queued: Gauge = new Gauge({
    name: "holdfast_lane_depth",
    help: "Commands that wait in the lanes of this process.",
    registers: [registry],
    collect: () => queued.set(ledger.depth),
  });
  return new Sweeper({
    pool,
    ledger,
    intervalMs: config.sweepIntervalMs,
    laneQueueMax: config.laneQueueMax,
    onRound: ({ expired, lagMs }) => {
      lag.set(lagMs / 1000);
      if (expired > 0) log.debug({ expired, lagMs }, "took back overdue holds");
    },
    onError: (error) => log.warn({ err: error }, "the sweeper could not finish its round"),
  });
}

function startRehomer({ pool, ledger }: Rooms, config: Config, log: Logger): Rehomer {
  return new Rehomer({
    pool,
    ledger,
    intervalMs: config.rehomeIntervalMs,
    laneQueueMax: config.laneQueueMax,
    onRound: (round) => log.debug(round, "re-homed what was held of recalled or missing stock"),
    onError: (error) => log.warn({ err: error }, "the re-homer could not finish its round"),
  });
}

/** How often the jobs are done that cost a warehouse system nothing. */
const WMS_PUSH_INTERVAL_MS = 500;
const WMS_ACCOUNTS_INTERVAL_MS = 2_000;

function startWms({ pool, ledger }: Rooms, config: Config, log: Logger): WmsSync {
  return new WmsSync({
    pool,
    booksOf: (tenantId) => ledger.booksOf(tenantId),
    secretOf: environmentSecret,
    intervals: {
      push: WMS_PUSH_INTERVAL_MS,
      apply: WMS_PUSH_INTERVAL_MS,
      walk: config.wmsWalkIntervalMs,
      ask: config.wmsAskIntervalMs,
      poll: config.wmsPollIntervalMs,
    },
    accountsEveryMs: WMS_ACCOUNTS_INTERVAL_MS,
    requestTimeoutMs: config.wmsTimeoutMs,
    onError: (message, error) => log.warn({ err: error }, message),
  });
}
