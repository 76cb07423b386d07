import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

import { expect, test } from "@jest/globals";

import { resultsOf } from "../../bench/report/results.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

test("the bench measures a hot SKU, and no caller is turned away", async () => {
  const args = ["--conditions=holdfast-source", "bench/bench.ts", "--only", "hot"];
  const run = promisify(execFile)(process.execPath, [...args, "--seconds", "1", "--json"], {
    cwd: ROOT,
  });

  const results = JSON.parse((await run).stdout) as Record<string, Record<string, unknown>>;

  expect(results["hot"]).toMatchObject({ failed: 0, failures: {} });
  expect(results["hot"]?.["reservesPerSecond"]).toBeGreaterThan(0);
  expect(results["cpuMicrosPerReserve"]).toEqual({
    server: expect.any(Number),
    postgres: expect.any(Number),
  });
}, 60_000);

test("the hot SKU's latency is that of buyers who do not wait for one another", () => {
  const cpuMicrosPerCall = { server: 80, postgres: 30, load: 9 };
  const results = resultsOf({
    hot: { reservesPerSecond: 9_000, p50Ms: 25, p99Ms: 60, cpuMicrosPerCall },
    raw: { reservesPerSecond: 4_500 },
    naive: { reservesPerSecond: 300 },
    openLoop: { p50Ms: 5, p99Ms: 20 },
    cycle: { cyclesPerSecond: 4_600 },
  });

  expect(results).toMatchObject({
    hot: {
      reservesPerSecond: 9_000,
      p50Ms: 5,
      p99Ms: 20,
      closedP50Ms: 25,
      closedP99Ms: 60,
      rawPerSecond: 4_500,
      toRaw: 2,
      naivePerSecond: 300,
      toNaive: 30,
    },
    cycle: { cyclesPerSecond: 4_600 },
    cpuMicrosPerReserve: { server: 80, postgres: 30 },
  });
});
