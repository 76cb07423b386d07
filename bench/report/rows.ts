import type { Figures } from "../scenarios/scenario.ts";

/** One line of the table: what was done, and its figures as text. */
export type Row = readonly string[];

export const COLUMNS: Row = [
  "",
  "a second",
  "p50 ms",
  "p99 ms",
  "failed",
  "server µs",
  "PostgreSQL µs",
  "generator µs",
  "batch",
  "log bytes",
  "table bytes",
];

/** What each scenario is called in the table, in the table's order, and the name of its rate. */
const LINES: readonly (readonly [name: string, label: string, rate: string])[] = [
  ["hot", "hot: one SKU, Reserve", "reservesPerSecond"],
  ["openLoop", "the same at half of that rate, on a schedule", "perSecond"],
  ["unloaded", "one caller alone, Reserve", "reservesPerSecond"],
  ["sdk", "hot, with grpc-js as the generator", "reservesPerSecond"],
  ["cycle", "cycle: one SKU, Reserve and Commit", "cyclesPerSecond"],
  ["spread", "spread: 10,000 SKUs, Reserve", "reservesPerSecond"],
  ["carts", "carts: three of 10,000 SKUs, Reserve", "reservesPerSecond"],
  ["tenants", "tenants: 200 at once, Reserve", "reservesPerSecond"],
  ["availability", "GetAvailability, always fresh", "readsPerSecond"],
  ["replicas2", "two servers, one SKU, Reserve", "twoPerSecond"],
];

/** The lines of the table: the scenarios that were run, and the baselines. */
export function rowsOf(results: Figures): Row[] {
  const rows = LINES.flatMap(([name, label, rate]) => {
    const figures = groupOf(results, name);
    return figures[rate] === undefined ? [] : [rowOf(label, figures, rate)];
  });
  const { rawPerSecond, naivePerSecond } = groupOf(results, "hot");
  const raw = rawPerSecond ?? groupOf(results, "raw")["reservesPerSecond"];
  const naive = naivePerSecond ?? groupOf(results, "naive")["reservesPerSecond"];
  return [
    ...rows,
    ...(raw === undefined ? [] : [["raw: one SQL statement each, no RPC", text(raw)]]),
    ...(naive === undefined ? [] : [["naive: one ORM transaction each, no RPC", text(naive)]]),
  ];
}

/** What is told in sentences below the table, as far as it was measured. */
export function remarksOf(results: Figures): string[] {
  const { toRaw, toNaive } = groupOf(results, "hot");
  const { ratio, onePerSecond } = groupOf(results, "replicas2");
  const { checked, stale } = groupOf(results, "availability");
  const { hotMb, maxMb } = groupOf(results, "memory");
  const { cpus, model, node, loadAverage } = groupOf(results, "machine");
  const remarks: readonly (readonly [known: unknown, sentence: string])[] = [
    [toRaw, `Hot is ${text(toRaw)} × raw.`],
    [toNaive, `Hot is ${text(toNaive)} × naive.`],
    [ratio, `Two servers make ${text(ratio)} × what one makes (${text(onePerSecond)} a second).`],
    [
      checked,
      `${text(checked)} reads were compared with the writes before them: ${text(stale)} stale.`,
    ],
    [hotMb, `The server took ${text(hotMb)} MiB after hot, ${text(maxMb)} MiB at most.`],
    [
      cpus,
      `${text(cpus)} × ${text(model)}, Node ${text(node)}, load average ${text(loadAverage)} before.`,
    ],
  ];
  return remarks.filter(([known]) => known !== undefined).map(([, sentence]) => sentence);
}

function rowOf(label: string, figures: Figures, rate: string): Row {
  const { server, postgres, load } = groupOf(figures, "cpuMicrosPerCall");
  const { mean } = groupOf(figures, "batch");
  // The hot SKU's p50Ms and p99Ms are those of the schedule, which has a line of its own.
  const p50 = figures["closedP50Ms"] ?? figures["p50Ms"];
  const p99 = figures["closedP99Ms"] ?? figures["p99Ms"];
  const { failed, walBytesPerCall, tableBytesPerCall } = figures;
  const costs = [server, postgres, load, mean, walBytesPerCall, tableBytesPerCall];
  return [label, ...[figures[rate], p50, p99, failed, ...costs].map(text)];
}

function groupOf(figures: Figures, name: string): Figures {
  return (figures[name] ?? {}) as Figures;
}

/** Large numbers lose their fraction: nobody needs it. */
function text(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "number") return "";
  return value.toLocaleString("en-US", { maximumFractionDigits: value < 100 ? 2 : 0 });
}
