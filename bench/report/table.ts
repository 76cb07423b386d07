import type { Figures } from "../scenarios/scenario.ts";
import { COLUMNS, remarksOf, type Row, rowsOf } from "./rows.ts";

/** The results for a terminal. */
export function tableOf(results: Figures): string {
  const rows = [COLUMNS, ...rowsOf(results)];
  const widths = COLUMNS.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const lines = rows.map((row) => lineOf(row, widths));
  return [...lines, "", ...remarksOf(results)].join("\n");
}

function lineOf(row: Row, widths: readonly number[]): string {
  const [label = "", ...figures] = row;
  const [labelWidth = 0, ...figureWidths] = widths;
  const cells = figureWidths.map((width, column) => (figures[column] ?? "").padStart(width));
  return [label.padEnd(labelWidth), ...cells].join("  ").trimEnd();
}
