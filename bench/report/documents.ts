import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { Curve } from "../curve.ts";
import type { Figures } from "../scenarios/scenario.ts";
import { type Comparison, comparisonMarkdownOf } from "../wms/report.ts";
import { comparisonPlotOf } from "../wms/plot.ts";
import { markdownOf } from "./markdown.ts";
import { plotOf } from "./plot.ts";

const DOCS = path.resolve(import.meta.dirname, "../../docs");
const FIGURES = path.join(DOCS, "performance.json");
const CURVE = path.join(DOCS, "performance-curve.json");
const COMPARISON = path.join(DOCS, "wms-comparison.json");

/** A part of a page that is written from what was measured. */
interface Part {
  readonly page: string;
  readonly begin: string;
  readonly end: string;
}

const FIGURES_PART: Part = {
  page: path.join(DOCS, "performance.md"),
  begin: "<!-- figures: written by npm run bench:plot -->",
  end: "<!-- /figures -->",
};
const COMPARISON_PART: Part = {
  page: path.join(DOCS, "wms.md"),
  begin: "<!-- comparison: written by npm run bench:plot -->",
  end: "<!-- /comparison -->",
};

const CURVE_IMAGE =
  "![Reservations a second against callers at once, for one SKU and for 10,000, with both baselines](performance-curve.svg)";
const COMPARISON_IMAGE =
  "![Units that were promised and not there, over the warehouse's day, for each way of selling](wms-comparison.svg)";

/** Keeps what was measured, figures, curve or comparison, beside the documents. */
export function keep(measured: Figures): void {
  const others = measured["curve"] === undefined ? FIGURES : CURVE;
  const file = measured["wms"] === undefined ? others : COMPARISON;
  writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`);
}

/** A file as the kept measurements want it. */
export interface Document {
  readonly file: string;
  readonly content: string;
}

/** The documents that show what was measured. */
export function drawDocuments(): Document[] {
  const figures = read(FIGURES);
  const curve = read(CURVE)?.["curve"] as Curve | undefined;
  const comparison = read(COMPARISON) as Comparison | undefined;
  const shown = [
    figures === undefined ? "The figures have not been measured yet." : markdownOf(figures),
    curve === undefined ? "The curve has not been measured yet." : CURVE_IMAGE,
  ];
  const compared =
    comparison === undefined
      ? ["This has not been measured yet."]
      : [comparisonMarkdownOf(comparison), COMPARISON_IMAGE];
  return [
    written(FIGURES_PART, shown),
    written(COMPARISON_PART, compared),
    ...(curve === undefined ? [] : [plot("performance-curve.svg", plotOf(curve))]),
    ...(comparison === undefined ? [] : [plot("wms-comparison.svg", comparisonPlotOf(comparison))]),
  ];
}

function written({ page, begin, end }: Part, shown: readonly string[]): Document {
  const [before, rest] = readFileSync(page, "utf8").split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`${page} must have the lines ${begin} and ${end}`);
  return { file: page, content: `${before}${begin}\n\n${shown.join("\n\n")}\n\n${end}${after}` };
}

function plot(name: string, content: string): Document {
  return { file: path.join(DOCS, name), content };
}

function read(file: string): Figures | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Figures) : undefined;
}
