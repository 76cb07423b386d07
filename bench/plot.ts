/**
 * Draws what was measured into the documents.
 *
 *   npm run bench -- --json > bench.json             the figures of docs/performance.md
 *   npm run bench -- --curve --json > curve.json     the plot beside them
 *   npm run bench:plot -- bench.json curve.json
 *
 * Keeps the files in docs/, writes the table and the plot, and prints the table. Without a file it draws what is kept there.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { Curve } from "./curve.ts";
import { markdownOf } from "./report/markdown.ts";
import { plotOf } from "./report/plot.ts";
import type { Figures } from "./scenarios/scenario.ts";

const DOCS = path.resolve(import.meta.dirname, "../docs");
const PAGE = path.join(DOCS, "performance.md");
const FIGURES = path.join(DOCS, "performance.json");
const CURVE = path.join(DOCS, "performance-curve.json");
const PLOT = path.join(DOCS, "performance-curve.svg");

const BEGIN = "<!-- figures: written by npm run bench:plot -->";
const END = "<!-- /figures -->";

for (const file of process.argv.slice(2)) keep(file);
if (existsSync(CURVE)) writeFileSync(PLOT, plotOf((read(CURVE) as { curve: Curve }).curve));
if (existsSync(FIGURES)) writeTable(markdownOf(read(FIGURES)));

function keep(file: string): void {
  const measured = read(file);
  const kept = measured["curve"] === undefined ? FIGURES : CURVE;
  writeFileSync(kept, `${JSON.stringify(measured, null, 2)}\n`);
}

function read(file: string): Figures {
  return JSON.parse(readFileSync(file, "utf8")) as Figures;
}

function writeTable(table: string): void {
  const [before, rest] = readFileSync(PAGE, "utf8").split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/performance.md must have the lines ${BEGIN} and ${END}`);
  writeFileSync(PAGE, `${before}${BEGIN}\n\n${table}\n\n${END}${after}`);
  console.log(table);
}
