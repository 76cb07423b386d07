import { naivePerSecond } from "../baselines/naive.ts";
import { rawPerSecond } from "../baselines/raw.ts";
import type { Bench, Scenario } from "./scenario.ts";

/** The raw baseline tries four numbers of connections. */
const RAW_TRIES = 4;

/** Measured before and after the hot SKU, best of both: a machine that slows down or speeds up favours nobody. */
export const raw: Scenario = {
  name: "raw",
  about: "plain SQL, one statement per reservation, no RPC",
  estimateMs: ({ durationMs }) => RAW_TRIES * (500 + durationMs / 2),
  run: async (bench) => {
    const before = Number(bench.results["raw"]?.["reservesPerSecond"] ?? 0);
    const now = await inDatabase(bench, rawPerSecond);
    return { reservesPerSecond: Math.max(before, now) };
  },
};

export const naive: Scenario = {
  name: "naive",
  about: "one optimistic ORM transaction per reservation, no RPC",
  estimateMs: ({ durationMs }) => 1_500 + durationMs / 2,
  run: async (bench) => ({ reservesPerSecond: await inDatabase(bench, naivePerSecond) }),
};

async function inDatabase(
  { workshop, durationMs }: Bench,
  measure: (url: string, durationMs: number) => Promise<number>,
): Promise<number> {
  const url = await workshop.emptyDatabase();
  try {
    return await measure(url, durationMs / 2);
  } finally {
    await workshop.drop(url);
  }
}
