import { status as Status } from "@grpc/grpc-js";

import type { LoadReport } from "./order.ts";

/** A read that left out a write which had been acknowledged: no gRPC status, but as bad as one. */
export const STALE = -2;

/** Counts calls. */
export interface Tally {
  /** @param startedAt by `performance.now()`, when the call was made or due */
  ended(startedAt: number, status: number): void;
  report(cpuMicros: number): LoadReport;
}

/** @param from begin of the measured time, by `performance.now()` */
export function createTally(from: number, durationMs: number): Tally {
  const until = from + durationMs;
  const latencies: number[] = [];
  const failures: Record<string, number> = {};
  let granted = 0;
  let ended = 0;
  return {
    ended: (startedAt, status) => {
      const now = performance.now();
      if (status === 0) granted += 1;
      else failures[nameOf(status)] = (failures[nameOf(status)] ?? 0) + 1;
      if (now < from || now > until) return;
      ended += 1;
      if (startedAt >= from && status === 0) latencies.push(now - startedAt);
    },
    report: (cpuMicros) => {
      const sorted = Float64Array.from(latencies).toSorted();
      return {
        calls: sorted.length,
        perSecond: Math.round(sorted.length / (durationMs / 1000)),
        p50Ms: quantile(sorted, 0.5),
        p99Ms: quantile(sorted, 0.99),
        ended,
        granted,
        failures,
        cpuMicros,
      };
    },
  };
}

function nameOf(status: number): string {
  return status === STALE ? "STALE" : (Status[status] ?? String(status));
}

function quantile(sorted: Float64Array, share: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return Math.round(value * 100) / 100;
}
