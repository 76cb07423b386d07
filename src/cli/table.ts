const GAP = "  ";

/** Prints rows under their headings, each column as wide as its widest cell. */
export function printTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) =>
    Math.max(...all.map((row) => (row[column] ?? "").length)),
  );
  for (const row of all) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    console.log(cells.join(GAP).trimEnd());
  }
}

/** A moment as people read it, to the second, in UTC. */
export function moment(instant: number | null): string {
  return instant === null ? "" : `${new Date(instant).toISOString().slice(0, 19)}Z`;
}
