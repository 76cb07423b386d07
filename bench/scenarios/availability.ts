import { measure } from "../support/measure.ts";
import { CALLERS, inShop, orderOf, type Scenario, SET_UP_MS } from "./scenario.ts";

/** Of all callers, those who write, read their own writes, and compare. */
const CHECKERS = 4;

export const availability: Scenario = {
  name: "availability",
  about: "GetAvailability of one SKU, 256 callers, 4 of whom check that it is fresh",
  estimateMs: (bench) => SET_UP_MS + bench.warmupMs + bench.durationMs,
  run: (bench) =>
    inShop(bench, "availability", { skus: 1 + CHECKERS }, async (shop) => {
      const callers = { kind: "callers", callers: CALLERS - CHECKERS } as const;
      const checkers = { kind: "callers", callers: CHECKERS } as const;
      const [reads, checks] = await Promise.all([
        measure(shop, orderOf(bench, { work: { kind: "read" }, pace: callers })),
        measure(shop, orderOf(bench, { work: { kind: "check" }, pace: checkers })),
      ]);
      const { perSecond, p50Ms, p99Ms, calls, cpuMicrosPerCall, serverResidentMb } = reads;
      const { STALE: stale = 0 } = checks.failures;
      return {
        readsPerSecond: perSecond,
        p50Ms,
        p99Ms,
        calls,
        cpuMicrosPerCall,
        serverResidentMb,
        failed: reads.failed + checks.failed,
        checked: checks.granted,
        stale,
      };
    }),
};
