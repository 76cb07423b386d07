import type { Input } from "./input.ts";

/** Counts how inputs ended, by door and kind. */
export interface Tally {
  add(input: Input, end: string): void;
  /** Inputs that ended so, or that were of a kind, or at a door. */
  count(wanted: { door?: string; kind?: string; end?: string }): number;
  /** A line per door and kind. */
  lines(): string[];
}

export function createTally(): Tally {
  const counts = new Map<string, number>();
  const rows = (): [door: string, kind: string, end: string, count: number][] =>
    [...counts].map(([key, count]) => {
      const [door = "", kind = "", end = ""] = key.split("|");
      return [door, kind, end, count];
    });
  return {
    add: ({ kind, sent }, end) => {
      const key = `${sent.door}|${kind}|${end}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    count: (wanted) =>
      rows()
        .filter(([door]) => wanted.door === undefined || wanted.door === door)
        .filter(([, kind]) => wanted.kind === undefined || wanted.kind === kind)
        .filter(([, , end]) => wanted.end === undefined || wanted.end === end)
        .reduce((sum, [, , , count]) => sum + count, 0),
    lines: () => {
      const groups = Map.groupBy(rows(), ([door, kind]) => `${door.padEnd(5)}${kind.padEnd(8)}`);
      return [...groups]
        .toSorted(([a], [b]) => a.localeCompare(b))
        .map(([name, ends]) => {
          const sum = ends.reduce((total, [, , , count]) => total + count, 0);
          const most = ends
            .toSorted((a, b) => b[3] - a[3])
            .map(([, , end, count]) => `${end} ${count}`);
          return `${name}${String(sum).padStart(8)}  ${most.join(", ")}`;
        });
    },
  };
}
