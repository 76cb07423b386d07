/**
 * Puts what was measured into the documents.
 *
 *   npm run bench -- --json > bench.json             the figures of docs/performance.md
 *   npm run bench -- --curve --json > curve.json     the plot beside them
 *   npm run bench:wms -- --json > wms.json           the comparison in docs/wms.md, and its plot
 *   npm run bench:plot -- bench.json curve.json wms.json
 *
 * Keeps the measurements in docs/, writes table and plot from them, and prints the table. Without a file it draws
 * what is kept.
 */
import { readFileSync, writeFileSync } from "node:fs";

import { drawDocuments, keep } from "./report/documents.ts";
import { tableOf } from "./report/table.ts";
import { type Comparison, comparisonTableOf } from "./wms/report.ts";
import type { Figures } from "./scenarios/scenario.ts";

for (const file of process.argv.slice(2)) {
  const measured = JSON.parse(readFileSync(file, "utf8")) as Figures;
  keep(measured);
  if (measured["wms"] !== undefined)
    console.log(comparisonTableOf(measured as unknown as Comparison));
  else if (measured["curve"] === undefined) console.log(tableOf(measured));
}
for (const { file, content } of drawDocuments()) {
  writeFileSync(file, content);
  console.log(`wrote ${file}`);
}
