/**
 * How long a whole warehouse takes to be imported and exported by the command line: items, locations, a stock row for
 * every pair of them; the same file again, which changes nothing; and all of it out again.
 *
 *   npm run bench:import -- --items 20000 --locations 50 [--json]
 */
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { verify } from "../src/store/verify/verify.ts";
import { runCli, type Taken, writeFiles } from "./import/runImport.ts";
import { megabytes } from "./support/processMemory.ts";
import { openStand } from "./support/stand.ts";

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    items: { type: "string", default: "20000" },
    locations: { type: "string", default: "50" },
  },
});

/** What is aimed at for a million rows, on a machine with nothing else to do. */
const MILLION_MS_MAX = 180_000;
const LOAD_MINUTES = 1;

const size = { items: Number(options.items), locations: Number(options.locations) };
const rows = size.items * size.locations;
const folder = await mkdtemp(path.join(tmpdir(), "holdfast-import-"));
const stand = await openStand();
try {
  await writeFiles(folder, size);
  const file = (name: string): string => path.join(folder, name);
  const load = loadavg()[LOAD_MINUTES - 1] ?? 0;
  const taken: Taken[] = [];
  const run = async (what: string, count: number, ...args: readonly string[]): Promise<void> => {
    process.stderr.write(`${what} …\n`);
    taken.push(await runCli(stand, what, count, args));
  };
  await run("items", size.items, "import", "items", file("items.csv"));
  await run("locations", size.locations, "import", "locations", file("locations.csv"));
  await run("stock", rows, "import", "stock", file("stock.csv"));
  await run("stock again", rows, "import", "stock", file("stock.csv"));
  await run("stock, exported", rows, "export", "stock", "--out", file("out.csv"));
  process.stderr.write("verify …\n");
  const { differencesTotal } = await verify({ url: stand.url });
  if (options.json) console.log(JSON.stringify({ load, taken, differences: differencesTotal }));
  else print(load, taken, differencesTotal);
  const stock = taken.find(({ what }) => what === "stock");
  const msPerMillion = ((stock?.ms ?? 0) * 1_000_000) / rows;
  if (differencesTotal > 0 || msPerMillion > MILLION_MS_MAX) process.exitCode = 1;
} finally {
  await stand.close();
  await rm(folder, { recursive: true, force: true });
}

function print(load: number, all: readonly Taken[], differences: number): void {
  console.log(`load of the machine at the start: ${load.toFixed(1)}`);
  for (const { what, rows: count, ms, cpu, memory } of all) {
    const perSecond = Math.round((count * 1000) / ms).toLocaleString("en-US");
    const used = `CPU s: server ${cpu.server.toFixed(1)}, PostgreSQL ${cpu.postgres.toFixed(1)}, command ${cpu.cli.toFixed(1)}`;
    const peak = `peak: server ${megabytes(memory.server)}, command ${megabytes(memory.cli)}`;
    console.log(
      `${what}: ${count.toLocaleString("en-US")} rows in ${(ms / 1000).toFixed(1)} s, ${perSecond}/s; ${used}; ${peak}`,
    );
  }
  console.log(`differences found by verify: ${differences}`);
}
