import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

import { expect, test } from "@jest/globals";

import type { Outcome } from "../../bench/wms/play.ts";
import { comparisonPlotOf } from "../../bench/wms/plot.ts";
import { type Comparison, comparisonTableOf } from "../../bench/wms/report.ts";
import { HOT, makeStream } from "../../bench/wms/stream.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

test("the same seed makes the same day, and another seed another one", () => {
  expect(makeStream(7, 1)).toEqual(makeStream(7, 1));
  expect(makeStream(8, 1).orders).not.toEqual(makeStream(7, 1).orders);
  const { orders, lastsMs } = makeStream(7, 1);
  const [first, ...rest] = orders.map(({ at }) => at);
  for (const [index, at] of rest.entries()) {
    expect(at).toBeGreaterThanOrEqual((index === 0 ? first : rest[index - 1]) ?? 0);
    expect(at).toBeLessThanOrEqual(lastsMs);
  }
  expect(new Set(orders.map(({ name }) => name)).size).toBe(orders.length);
  expect(orders.filter(({ sku }) => sku === HOT).length).toBeGreaterThan(100);
});

test("a short day is sold in every way, and Holdfast promises nothing that is somebody else's", async () => {
  const args = ["--conditions=holdfast-source", "bench/wms.ts", "--json"];
  const day = ["--hours", "0.2", "--speed", "300", "--seed", "3"];
  const run = promisify(execFile)(process.execPath, [...args, ...day], { cwd: ROOT });

  const comparison = JSON.parse((await run).stdout) as Comparison;

  const { wms } = comparison;
  const ways = ["asking", "cacheInStep", "cacheBetween", "holdfast", "knowing"];
  expect(Object.keys(wms)).toEqual(ways);
  for (const outcome of Object.values(wms)) {
    expect(outcome.soldUnits).toBeGreaterThan(100);
    expect(outcome.owed[0]).toEqual({ minute: 0, units: 0 });
  }
  expect(comparison.day).toMatchObject({ hours: 0.2, speed: 300, seed: 3, quotaPerMinute: 60 });
  // Whoever asks has sold the hot item again and again by then; nobody is that unlucky with damage.
  expect(wms["asking"]?.oversoldUnits).toBeGreaterThan(20);
  expect(wms["holdfast"]?.oversoldUnits).toBeLessThan(10);
  expect(wms["holdfast"]?.tooMany).toBe(0);
}, 120_000);

test("the table and the plot show what was measured, and only that", () => {
  const outcome: Outcome = {
    orders: 100,
    soldUnits: 1_234,
    oversoldUnits: 5,
    falselyRefused: 2,
    refusedAfterDeliveryMs: 30_500,
    requests: 77,
    tooMany: 3,
    p50Ms: 4.5,
    p99Ms: 20,
    owed: [
      { minute: 0, units: 0 },
      { minute: 2, units: 7 },
      { minute: 3, units: 5 },
    ],
  };
  const day = { hours: 0.05, speed: 60, seed: 1, orders: 100, deeds: 3, quotaPerMinute: 60 };
  const machine = { cpus: 2, model: "abacus", node: "26", loadAverage: 0.1 };
  const wms = { holdfast: outcome, knowing: { ...outcome, oversoldUnits: 4 } };

  const table = comparisonTableOf({ wms, day, machine });
  const plot = comparisonPlotOf({ wms, day, machine });

  expect(table).toMatch(/^Holdfast +1,234 +5 +2 +77 +3 +4\.5 +20$/m);
  expect(table).toMatch(/^knows everything \(nobody does\) +1,234 +4 +2$/m);
  expect(table).toContain("had been delivered at most 31 s before");
  expect(table).not.toMatch(/copies|asks/);
  expect(plot).toContain("<title>Holdfast: 7 at most</title>");
  expect(plot.match(/<path/g)).toHaveLength(1);
});
