import { until } from "./until.ts";

/** The value of a metric without labels, as `/metrics` tells it. */
export async function metric(httpPort: number, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${httpPort}/metrics`)).text();
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
