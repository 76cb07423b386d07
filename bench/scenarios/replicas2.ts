import { type Measured, measure } from "../support/measure.ts";
import { type Shop } from "../support/shop.ts";
import { type Bench, inShop, orderOf, type Scenario, SET_UP_MS } from "./scenario.ts";

/** One and two servers take turns, so that a machine that slows down or speeds up favours neither. */
const ROUNDS = 3;

export const replicas2: Scenario = {
  name: "replicas2",
  about: "two servers on the same hot SKU, and one of them alone",
  estimateMs: (bench) => SET_UP_MS + bench.warmupMs + 2 * ROUNDS * roundMs(bench),
  run: (bench) =>
    inShop(bench, "replicas2", { servers: 2 }, async (shop) => {
      await round(bench, shop, shop.ports, bench.warmupMs);
      const one: Measured[] = [];
      const two: Measured[] = [];
      for (let made = 0; made < ROUNDS; made += 1) {
        one.push(await round(bench, shop, shop.ports.slice(0, 1)));
        two.push(await round(bench, shop, shop.ports));
      }
      const [onePerSecond, twoPerSecond] = [rateOf(one), rateOf(two)];
      return {
        ratio: Math.round((twoPerSecond / onePerSecond) * 1000) / 1000,
        onePerSecond,
        twoPerSecond,
        p50Ms: two.at(-1)?.p50Ms,
        p99Ms: two.at(-1)?.p99Ms,
        failed: [...one, ...two].reduce((sum, { failed }) => sum + failed, 0),
        batch: two.at(-1)?.batch,
        cpuMicrosPerCall: two.at(-1)?.cpuMicrosPerCall,
      };
    }),
};

/** Short of a pause: the servers are warm after the first round. */
const PAUSE_MS = 500;

function roundMs({ durationMs }: Bench): number {
  return PAUSE_MS + durationMs / 2;
}

function round(
  bench: Bench,
  shop: Shop,
  ports: readonly number[],
  durationMs = bench.durationMs / 2,
): Promise<Measured> {
  const load = { work: { kind: "reserve", skus: 1, lines: 1 } } as const;
  return measure(shop, { ...orderOf(bench, load), ports, warmupMs: PAUSE_MS, durationMs });
}

function rateOf(rounds: readonly Measured[]): number {
  return Math.round(rounds.reduce((sum, { perSecond }) => sum + perSecond, 0) / rounds.length);
}
