import type { Figures } from "../scenarios/scenario.ts";
import type { Outcome } from "./play.ts";
import { WAYS } from "./sellers/index.ts";

/** What was compared. */
export interface Comparison {
  readonly wms: Readonly<Record<string, Outcome>>;
  readonly day: {
    readonly hours: number;
    readonly speed: number;
    readonly seed: number;
    readonly orders: number;
    readonly deeds: number;
    readonly quotaPerMinute: number;
  };
  readonly machine: Figures;
}

const COLUMNS = [
  "",
  "sold units",
  "oversold units",
  "refused though there",
  "requests",
  "429",
  "p50 ms",
  "p99 ms",
];

/** The comparison for a terminal. */
export function comparisonTableOf(comparison: Comparison): string {
  const rows = [COLUMNS, ...rowsOf(comparison)];
  const widths = widthsOf(rows, 0);
  const lines = rows.map((row) => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    return cells.join("  ").trimEnd();
  });
  return [...lines, "", remarkOf(comparison)].join("\n");
}

/** The comparison for docs/wms.md, formatted as its formatter would. */
export function comparisonMarkdownOf(comparison: Comparison): string {
  const rows = [COLUMNS, ...rowsOf(comparison)];
  const widths = widthsOf(rows, 3);
  const line = (row: readonly string[]): string => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    return `| ${cells.join(" | ")} |`;
  };
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  const [head = [], ...body] = rows;
  const table = [line(head), `| ${rule.join(" | ")} |`, ...body.map(line)];
  return [...table, "", remarkOf(comparison)].join("\n");
}

function rowsOf({ wms }: Comparison): string[][] {
  return WAYS.flatMap(({ name, label }) => {
    const outcome = wms[name];
    if (outcome === undefined) return [];
    const { soldUnits, oversoldUnits, falselyRefused, requests, tooMany, p50Ms, p99Ms } = outcome;
    const knows = name === "knowing";
    const counts = [soldUnits, oversoldUnits, falselyRefused];
    const costs = knows ? [] : [requests, tooMany, p50Ms, p99Ms];
    return [[label, ...[...counts, ...costs].map(figure), ...(knows ? ["", "", "", ""] : [])]];
  });
}

function remarkOf({ wms, day, machine }: Comparison): string {
  const { hours, speed, seed, orders, deeds, quotaPerMinute } = day;
  const { cpus, model, node, loadAverage } = machine;
  const { falselyRefused = 0, refusedAfterDeliveryMs = 0 } = wms["holdfast"] ?? {};
  const seconds = figure(Math.ceil(refusedAfterDeliveryMs / 1_000));
  const late =
    falselyRefused > 0 && refusedAfterDeliveryMs > 0
      ? `What Holdfast refused though it was there had been delivered at most ${seconds} s before. `
      : "";
  return (
    late +
    `${figure(orders)} orders and ${deeds} deliveries and damages in ${hours} hours of the warehouse's time, ` +
    `${speed} times as fast as ours; ${quotaPerMinute} requests a minute; seed ${seed}. ` +
    `${String(cpus)} × ${String(model)}, Node ${String(node)}, load average ${figure(Number(loadAverage))} before.`
  );
}

function widthsOf(rows: readonly (readonly string[])[], least: number): number[] {
  return COLUMNS.map((_, column) =>
    Math.max(least, ...rows.map((row) => (row[column] ?? "").length)),
  );
}

function figure(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 1 });
}
