import type { Curve, CurvePoint } from "../curve.ts";
import type { Figures } from "../scenarios/scenario.ts";
import { COLUMNS, remarksOf, type Row, rowsOf } from "./rows.ts";

/** The results for a terminal. */
export function tableOf(results: Figures): string {
  return [...linesOf([COLUMNS, ...rowsOf(results)]), "", ...remarksOf(results)].join("\n");
}

const CURVE_COLUMNS: Row = ["callers", "a second", "p50 ms", "p99 ms", "failed"];

/** Rate against concurrency for a terminal. */
export function curveTableOf({ one, many, rawPerSecond, naivePerSecond }: Curve): string {
  const rowsOfPoints = (points: readonly CurvePoint[]): string[] =>
    linesOf([
      CURVE_COLUMNS,
      ...points.map(({ callers, perSecond, p50Ms, p99Ms, failed }) =>
        [callers, perSecond, p50Ms, p99Ms, failed].map(String),
      ),
    ]);
  return [
    "One SKU:",
    ...rowsOfPoints(one),
    "",
    "10,000 SKUs:",
    ...rowsOfPoints(many),
    "",
    `raw ${rawPerSecond} a second, naive ${naivePerSecond} a second`,
  ].join("\n");
}

function linesOf(rows: readonly Row[]): string[] {
  const [columns = []] = rows;
  const widths = columns.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) => lineOf(row, widths));
}

function lineOf(row: Row, widths: readonly number[]): string {
  const [label = "", ...figures] = row;
  const [labelWidth = 0, ...figureWidths] = widths;
  const cells = figureWidths.map((width, column) => (figures[column] ?? "").padStart(width));
  return [label.padEnd(labelWidth), ...cells].join("  ").trimEnd();
}
