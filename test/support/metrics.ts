import { setTimeout as sleep } from "node:timers/promises";

import { until } from "./until.ts";

/** All that `/metrics` tells. */
export async function metricsText(httpPort: number): Promise<string> {
  return await (await fetch(`http://127.0.0.1:${httpPort}/metrics`)).text();
}

/** The value of a metric without labels, as `/metrics` tells it. */
export async function metric(httpPort: number, name: string): Promise<number> {
  const text = await metricsText(httpPort);
  const line = text.split("\n").find((one) => one.startsWith(`${name} `));
  if (line === undefined) throw new Error(`there is no metric ${name}`);
  return Number(line.slice(name.length + 1));
}

/** Waits until so many commands wait in the lanes of a server. */
export function untilDepth(httpPort: number, depth: number): Promise<void> {
  return until(async () => {
    return (await metric(httpPort, "holdfast_lane_depth")) >= depth;
  });
}

/** Calls that the server believes to be under way, once it had a moment to end those of ours. */
export function callsLeftOpen(httpPort: number): Promise<number> {
  return leftOver(httpPort, "holdfast_calls_in_flight");
}

/** What is left of something that should be used up, once it had a moment to be: the value of a metric. */
export async function leftOver(httpPort: number, name: string): Promise<number> {
  for (let look = 1; ; look++) {
    const left = await metric(httpPort, name);
    if (left === 0 || look === 40) return left;
    await sleep(50);
  }
}
