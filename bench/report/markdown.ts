import type { Figures } from "../scenarios/scenario.ts";
import { COLUMNS, remarksOf, type Row, rowsOf } from "./rows.ts";

/** The results for docs/performance.md, formatted as its formatter would. */
export function markdownOf(results: Figures): string {
  const rows = [COLUMNS, ...rowsOf(results)];
  const widths = COLUMNS.map((_, column) =>
    Math.max(3, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const [head, ...body] = rows.map((row) => lineOf(row, widths));
  const rule = `| ${widths.map((width, column) => ruleOf(width, column)).join(" | ")} |`;
  const remarks = remarksOf(results).map((remark) => `- ${remark}`);
  return [head, rule, ...body, ...(remarks.length > 0 ? ["", ...remarks] : [])].join("\n");
}

function ruleOf(width: number, column: number): string {
  return column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`;
}

function lineOf(row: Row, widths: readonly number[]): string {
  const cells = widths.map((width, column) => {
    const cell = row[column] ?? "";
    return column === 0 ? cell.padEnd(width) : cell.padStart(width);
  });
  return `| ${cells.join(" | ")} |`;
}
