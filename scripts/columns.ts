/**
 * Writes the columns of imported and exported files into docs/exchange.md, as the code has them.
 *
 *   npm run columns            # --check: only compares
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { format, resolveConfig } from "prettier";

import { COLUMNS, describeCell, ROW_KINDS, type RowKind } from "../src/exchange/columns.ts";

const PAGE = path.resolve(import.meta.dirname, "../docs/exchange.md");
const BEGIN = "<!-- columns: written by npm run columns -->";
const END = "<!-- /columns -->";

const page = readFileSync(PAGE, "utf8");
const [before, rest] = page.split(BEGIN);
const after = rest?.split(END)[1];
if (before === undefined || after === undefined) {
  throw new Error(`docs/exchange.md must have the lines ${BEGIN} and ${END}`);
}
const tables = ROW_KINDS.map(tableOf).join("\n\n");
const written = await format(`${before}${BEGIN}\n\n${tables}\n\n${END}${after}`, {
  ...(await resolveConfig(PAGE)),
  parser: "markdown",
});

if (!process.argv.includes("--check")) writeFileSync(PAGE, written);
else if (written !== page) {
  console.error(
    "The columns in docs/exchange.md are not what the code reads. Run: npm run columns",
  );
  process.exit(1);
}

function tableOf(kind: RowKind): string {
  const rows = COLUMNS[kind].map((column) => {
    return `| \`${column.name}\` | ${describeCell(column)} | ${column.says} |`;
  });
  return [`### ${kind}`, "", "| column | holds | says |", "| --- | --- | --- |", ...rows].join(
    "\n",
  );
}
