import { readFileSync } from "node:fs";

import { expect, test } from "@jest/globals";

import type { Curve } from "../../bench/curve.ts";
import { drawDocuments } from "../../bench/report/documents.ts";
import { markdownOf } from "../../bench/report/markdown.ts";
import { plotOf } from "../../bench/report/plot.ts";

test("the documents show what was measured, and nothing else", () => {
  for (const { file, content } of drawDocuments()) expect(readFileSync(file, "utf8")).toBe(content);
});

test("a figure that was measured stands in the table, and one that was not leaves no line", () => {
  const cpuMicrosPerCall = { server: 79.5, postgres: 31, load: 9 };
  const hot = { reservesPerSecond: 10_250, closedP50Ms: 24.5, p50Ms: 5, failed: 0, toRaw: 2.1 };

  const table = markdownOf({ hot: { ...hot, cpuMicrosPerCall, rawPerSecond: 4_900 } });

  const cells = table.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  expect(cells.find(([, label]) => label === "hot: one SKU, Reserve")?.slice(2, 8)).toEqual([
    "10,250",
    "24.5",
    "",
    "0",
    "79.5",
    "31",
  ]);
  expect(table).toContain("Hot is 2.1 × raw.");
  expect(table).not.toMatch(/cycle|naive/);
});

test("the plot has every point, and more is higher up", () => {
  const point = { p50Ms: 1, p99Ms: 2, failed: 0 };
  const curve: Curve = {
    one: [
      { callers: 1, perSecond: 400, ...point },
      { callers: 256, perSecond: 10_000, ...point },
    ],
    many: [
      { callers: 1, perSecond: 350, ...point },
      { callers: 256, perSecond: 9_000, ...point },
    ],
    rawPerSecond: 4_900,
    naivePerSecond: 300,
  };

  const plot = plotOf(curve);

  const heights = [...plot.matchAll(/<circle class="one" cx="[\d.]+" cy="([\d.]+)"/g)];
  expect(heights.map(([, height]) => Number(height))).toEqual([375.8, 84]);
  expect(plot).toContain("9,000 a second with 256 callers");
  expect(plot).toContain("raw 4,900");
  expect(plot).toContain("naive 300");
});
