import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { Curve } from "../curve.ts";
import type { Figures } from "../scenarios/scenario.ts";
import { markdownOf } from "./markdown.ts";
import { plotOf } from "./plot.ts";

const DOCS = path.resolve(import.meta.dirname, "../../docs");
const PAGE = path.join(DOCS, "performance.md");
const FIGURES = path.join(DOCS, "performance.json");
const CURVE = path.join(DOCS, "performance-curve.json");
const PLOT = path.join(DOCS, "performance-curve.svg");

const BEGIN = "<!-- figures: written by npm run bench:plot -->";
const END = "<!-- /figures -->";

const IMAGE =
  "![Reservations a second against callers at once, for one SKU and for 10,000, with both baselines](performance-curve.svg)";

/** Keeps what was measured, figures or curve, beside the documents. */
export function keep(measured: Figures): void {
  const file = measured["curve"] === undefined ? FIGURES : CURVE;
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
  const [before, rest] = readFileSync(PAGE, "utf8").split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/performance.md must have the lines ${BEGIN} and ${END}`);
  const shown = [
    figures === undefined ? "The figures have not been measured yet." : markdownOf(figures),
    curve === undefined ? "The curve has not been measured yet." : IMAGE,
  ];
  const content = `${before}${BEGIN}\n\n${shown.join("\n\n")}\n\n${END}${after}`;
  return [
    { file: PAGE, content },
    ...(curve === undefined ? [] : [{ file: PLOT, content: plotOf(curve) }]),
  ];
}

function read(file: string): Figures | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Figures) : undefined;
}
