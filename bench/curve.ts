import { measure } from "./support/measure.ts";
import { naive, raw } from "./scenarios/baselines.ts";
import { type Bench, type Figures, inShop, orderOf } from "./scenarios/scenario.ts";

/** Callers at once, fourfold from one to the next: on a logarithmic axis they lie evenly. */
const LEVELS = [1, 4, 16, 64, 256, 1024];
const SKUS_MANY = 10_000;

/** The servers are warm after the first measurement; this lets a new number of callers settle. */
const SETTLE_MS = 1_000;

/** What the plot is drawn from. */
export interface Curve {
  readonly one: readonly CurvePoint[];
  readonly many: readonly CurvePoint[];
  readonly rawPerSecond: number;
  readonly naivePerSecond: number;
}

export interface CurvePoint {
  readonly callers: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failed: number;
}

/** Measures Reserve's rate against the number of callers, for one SKU and for many, and the baselines. */
export async function measureCurve(bench: Bench): Promise<Curve> {
  const one = await measureLevels(bench, 1);
  const rawFound = await baseline(bench, raw);
  const naiveFound = await baseline(bench, naive);
  const many = await measureLevels(bench, SKUS_MANY);
  return { one, many, rawPerSecond: rawFound, naivePerSecond: naiveFound };
}

async function baseline(bench: Bench, scenario: typeof raw): Promise<number> {
  process.stderr.write(`${scenario.about}\n`);
  const figures: Figures = await scenario.run(bench);
  return Number(figures["reservesPerSecond"]);
}

function measureLevels(bench: Bench, skus: number): Promise<CurvePoint[]> {
  const work = { kind: "reserve", skus, lines: 1 } as const;
  return inShop(bench, `curve-${skus}`, { skus }, async (shop) => {
    await measure(shop, { ...orderOf(bench, { work }), durationMs: SETTLE_MS });
    const points: CurvePoint[] = [];
    for (const callers of LEVELS) {
      process.stderr.write(`Reserve of ${skus} SKU${skus === 1 ? "" : "s"}, ${callers} callers\n`);
      const pace = { kind: "callers", callers } as const;
      const order = { ...orderOf(bench, { work, pace }), warmupMs: SETTLE_MS };
      const { perSecond, p50Ms, p99Ms, failed } = await measure(shop, order);
      points.push({ callers, perSecond, p50Ms, p99Ms, failed });
    }
    return points;
  });
}
