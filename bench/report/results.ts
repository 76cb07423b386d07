import { cpus, loadavg } from "node:os";

import type { Figures } from "../scenarios/scenario.ts";

type ByName = Readonly<Record<string, Figures>>;

/** What the bench tells: the figures of each scenario, the baselines beside the hot SKU, and the machine. */
export function resultsOf({ raw, naive, hot, ...others }: ByName): Figures {
  const { openLoop, unloaded, ...rest } = others;
  return {
    ...(hot && { hot: hotOf(hot, { raw, naive, openLoop }) }),
    ...(hot === undefined && raw !== undefined && { raw }),
    ...(hot === undefined && naive !== undefined && { naive }),
    ...(openLoop && { openLoop }),
    ...(unloaded && { unloaded }),
    ...rest,
    ...(hot && { cpuMicrosPerReserve: costOf(hot), memory: memoryOf({ hot, ...others }) }),
    machine: machine(),
  };
}

function hotOf(hot: Figures, beside: Readonly<Record<string, Figures | undefined>>): Figures {
  const { p50Ms: closedP50Ms, p99Ms: closedP99Ms, ...figures } = hot;
  const { raw, naive, openLoop } = beside;
  const rate = Number(hot["reservesPerSecond"]);
  const ratioTo = (baseline: Figures): number =>
    Math.round((rate / Number(baseline["reservesPerSecond"])) * 100) / 100;
  return {
    ...figures,
    closedP50Ms,
    closedP99Ms,
    ...(openLoop && { p50Ms: openLoop["p50Ms"], p99Ms: openLoop["p99Ms"] }),
    ...(raw && { rawPerSecond: raw["reservesPerSecond"], toRaw: ratioTo(raw) }),
    ...(naive && { naivePerSecond: naive["reservesPerSecond"], toNaive: ratioTo(naive) }),
  };
}

function costOf(hot: Figures): unknown {
  const { server, postgres } = hot["cpuMicrosPerCall"] as { server: number; postgres: number };
  return { server, postgres };
}

function memoryOf(scenarios: ByName): Figures {
  const sizes = Object.values(scenarios).map((figures) => Number(figures["serverResidentMb"] ?? 0));
  return { hotMb: scenarios["hot"]?.["serverResidentMb"], maxMb: Math.max(...sizes) };
}

/** How busy others kept the machine: the load average of the minute before anything was measured. */
const [loadAverage = 0] = loadavg();

/** Where it was measured. */
export function machine(): Figures {
  const [first] = cpus();
  const { node } = process.versions;
  return { cpus: cpus().length, model: first?.model ?? "", node, loadAverage };
}
