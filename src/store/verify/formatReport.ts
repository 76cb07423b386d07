import type { VerifyReport } from "./report.ts";

const HEADINGS = ["TENANT", "RULE", "WHERE", "EXPECTED", "FOUND"];

/** The report for people: a table of differences, what the broken rules say, and one closing line. */
export function formatReport(report: VerifyReport): string {
  const lines: string[] = [];
  if (report.differences.length > 0) lines.push(...table(report), "");
  for (const { rule, sentence, count } of report.broken) {
    lines.push(`${rule} (${formatted(count)}): ${sentence}`);
  }
  if (report.differencesTotal > report.differences.length) {
    const shown = formatted(report.differences.length);
    lines.push(`Only ${shown} of ${formatted(report.differencesTotal)} differences are listed.`);
  }
  if (lines.length > 0) lines.push("");
  lines.push(closingLine(report));
  return lines.join("\n");
}

function table(report: VerifyReport): string[] {
  const rows = report.differences.map(({ tenant, rule, keys, expected, found }) => {
    const where = Object.entries(keys).map(([name, value]) => `${name} ${value}`);
    return [tenant, rule, where.join(", "), expected, found];
  });
  const all = [HEADINGS, ...rows];
  const widths = HEADINGS.map((_, column) =>
    Math.max(...all.map((row) => row[column]?.length ?? 0)),
  );
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function closingLine({ tenants, entries, differencesTotal }: VerifyReport): string {
  const verified = `Verified ${counted(tenants, "tenant")}, ${counted(entries, "entry", "entries")}`;
  return differencesTotal === 0
    ? `${verified}: the books balance.`
    : `${verified}: ${counted(differencesTotal, "difference")}.`;
}

function counted(count: number | bigint, one: string, many = `${one}s`): string {
  return `${formatted(count)} ${BigInt(count) === 1n ? one : many}`;
}

function formatted(count: number | bigint): string {
  return count.toLocaleString("en-US");
}
