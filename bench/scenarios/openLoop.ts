import { measure } from "../support/measure.ts";
import { figuresOf, inShop, orderOf, type Scenario, SET_UP_MS } from "./scenario.ts";

/**
 * Latency of the hot SKU when calls come on a schedule, at half of the rate that 256 callers reach: what buyers see,
 * for they do not wait for one another. A call's time counts from when it was due.
 */
export const openLoop: Scenario = {
  name: "openLoop",
  about: "the hot SKU at half of the top rate, calls on a schedule",
  estimateMs: (bench) => SET_UP_MS + 2 * (bench.warmupMs + bench.durationMs),
  run: (bench) =>
    inShop(bench, "openLoop", {}, async (shop) => {
      const work = { kind: "reserve", skus: 1, lines: 1 } as const;
      const topPerSecond =
        Number(bench.results["hot"]?.["reservesPerSecond"] ?? 0) ||
        (await measure(shop, orderOf(bench, { work }))).perSecond;
      const pace = { kind: "schedule", perSecond: topPerSecond / 2 } as const;
      const measured = await measure(shop, orderOf(bench, { work, pace }));
      return {
        duePerSecond: topPerSecond / 2,
        perSecond: measured.perSecond,
        ...figuresOf(measured),
      };
    }),
};
