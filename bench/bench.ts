/**
 * Measures the service on this machine, beside what plain SQL and one ORM transaction per reservation can do on the
 * same PostgreSQL. docs/performance.md tells what each scenario is.
 *
 *   npm run bench                          a table, in under five minutes
 *   npm run bench -- --json                one JSON object
 *   npm run bench -- --only hot,cycle      some scenarios
 *   npm run bench -- --curve --json        rate against concurrency, for the plot
 *   npm run bench -- --seconds 4           how long each is measured (10)
 *   npm run bench -- --seed 7              another choice of SKUs and of moments (1)
 *   npm run bench -- --profile profiles    CPU profiles of the servers, into a folder
 */
import path from "node:path";
import { parseArgs } from "node:util";

import { measureCurve } from "./curve.ts";
import { curveTableOf, tableOf } from "./report/table.ts";
import { machine, resultsOf } from "./report/results.ts";
import { SCENARIOS } from "./scenarios/index.ts";
import type { Bench, Figures, Scenario } from "./scenarios/scenario.ts";
import { openWorkshop, type Workshop } from "./support/workshop.ts";

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string" },
    curve: { type: "boolean", default: false },
    seconds: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    profile: { type: "string" },
  },
});

/** Long enough for the servers' code to be compiled, and for the tables to be analyzed once. */
const WARMUP_MS = 3_000;

/** Who measures for less than this wants to see that the bench works, and not its figures. */
const SERIOUS_MS = 2_000;

/** More than this is done on the machine by others: the figures will be lower than they could be. */
const LOAD_AVERAGE_MAX = 0.5;

const scenarios = chosen(options.only);
warnOfOthers();
const opening = openWorkshop();
let isInterrupted = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, interrupt);
const workshop = await opening;
try {
  await run(workshop);
} catch (error) {
  if (!isInterrupted) throw error;
} finally {
  await workshop.close();
}

async function run(opened: Workshop): Promise<void> {
  const found: Record<string, Figures> = {};
  const durationMs = Number(options.seconds) * 1000;
  const bench: Bench = {
    workshop: opened,
    warmupMs: durationMs < SERIOUS_MS ? durationMs / 4 : WARMUP_MS,
    durationMs,
    seed: Number(options.seed),
    profileFolder: options.profile && path.resolve(options.profile),
    results: found,
  };
  if (options.curve) {
    const curve = await measureCurve(bench);
    return say({ curve, machine: machine() }, () => curveTableOf(curve));
  }
  for (const [index, scenario] of scenarios.entries()) {
    tellProgress(bench, index);
    found[scenario.name] = await scenario.run(bench);
  }
  const results = resultsOf(found);
  say(results, () => tableOf(results));
}

function chosen(only: string | undefined): readonly Scenario[] {
  if (only === undefined) return SCENARIOS;
  const names = only.split(",");
  const known = new Set(SCENARIOS.map(({ name }) => name));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new Error(`no such scenario: ${unknown.join(", ")}; there are ${[...known].join(", ")}`);
  return SCENARIOS.filter(({ name }) => names.includes(name));
}

function tellProgress(bench: Bench, index: number): void {
  const leftMs = scenarios.slice(index).reduce((sum, each) => sum + each.estimateMs(bench), 0);
  const place = `[${index + 1}/${scenarios.length}]`;
  const about = scenarios[index]?.about;
  process.stderr.write(`${place} ${about} (about ${Math.ceil(leftMs / 1000)} s left)\n`);
}

function say(results: Figures, table: () => string): void {
  console.log(options.json ? JSON.stringify(results) : table());
}

function warnOfOthers(): void {
  const loadAverage = Number(machine()["loadAverage"]);
  if (loadAverage <= LOAD_AVERAGE_MAX) return;
  process.stderr.write(
    `This machine is busy (load average ${loadAverage}): figures will be low and vary.\n`,
  );
}

/** Stops servers and PostgreSQL before it ends: they would go on without us. */
function interrupt(): void {
  isInterrupted = true;
  void opening.then((opened) => opened.close()).finally(() => process.exit(130));
}
