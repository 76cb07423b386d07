import { readFileSync } from "node:fs";
import path from "node:path";

import { expect, test } from "@jest/globals";

import type { Curve } from "../../bench/curve.ts";
import { markdownOf } from "../../bench/report/markdown.ts";
import { plotOf } from "../../bench/report/plot.ts";

const DOCS = path.resolve(import.meta.dirname, "../../docs");

test("the plot in the documents is drawn from the measurements beside it", () => {
  const { curve } = JSON.parse(read("performance-curve.json")) as { curve: Curve };

  expect(read("performance-curve.svg")).toBe(plotOf(curve));
});

test("the figures in the documents are those of the measurements beside them", () => {
  const table = markdownOf(JSON.parse(read("performance.json")) as Record<string, unknown>);

  expect(read("performance.md")).toContain(table);
});

function read(file: string): string {
  return readFileSync(path.join(DOCS, file), "utf8");
}
