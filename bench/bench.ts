/**
 * Measures the service on this machine, beside what plain SQL and one ORM transaction per reservation can do on the
 * same PostgreSQL. docs/performance.md tells what each scenario is.
 *
 *   npm run bench                          a table, in about four minutes
 *   npm run bench -- --json                one JSON object
 *   npm run bench -- --only hot,cycle      some scenarios
 *   npm run bench -- --seconds 4           how long each is measured (10)
 *   npm run bench -- --profile profiles    CPU profiles of the servers, into a folder
 */
import path from "node:path";
import { parseArgs } from "node:util";

import { resultsOf } from "./report/results.ts";
import { SCENARIOS } from "./scenarios/index.ts";
import type { Bench, Figures, Scenario } from "./scenarios/scenario.ts";
import { openWorkshop } from "./support/workshop.ts";
import { tableOf } from "./report/table.ts";

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string" },
    seconds: { type: "string", default: "10" },
    profile: { type: "string" },
  },
});

/** Long enough for the servers' code to be compiled, and for the tables to be analyzed once. */
const WARMUP_MS_MAX = 3_000;

const scenarios = chosen(options.only);
const results = resultsOf(await runAll(scenarios));
if (options.json) console.log(JSON.stringify(results));
else console.log(tableOf(results));

function chosen(only: string | undefined): readonly Scenario[] {
  if (only === undefined) return SCENARIOS;
  const names = only.split(",");
  const known = new Set(SCENARIOS.map(({ name }) => name));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new Error(`no such scenario: ${unknown.join(", ")}; there are ${[...known].join(", ")}`);
  return SCENARIOS.filter(({ name }) => names.includes(name));
}

async function runAll(all: readonly Scenario[]): Promise<Record<string, Figures>> {
  const found: Record<string, Figures> = {};
  const durationMs = Number(options.seconds) * 1000;
  const workshop = await openWorkshop();
  try {
    const profileFolder = options.profile && path.resolve(options.profile);
    const warmupMs = Math.min(WARMUP_MS_MAX, durationMs);
    const bench: Bench = { workshop, warmupMs, durationMs, profileFolder, results: found };
    for (const [index, scenario] of all.entries()) {
      const leftMs = all.slice(index).reduce((sum, each) => sum + each.estimateMs(bench), 0);
      const left = `about ${Math.ceil(leftMs / 1000)} s left`;
      process.stderr.write(`[${index + 1}/${all.length}] ${scenario.about} (${left})\n`);
      found[scenario.name] = await scenario.run(bench);
    }
  } finally {
    await workshop.close();
  }
  return found;
}
