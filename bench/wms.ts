/**
 * Sells from a warehouse system that is slow, stale and rate-limited, in three ways: asking it for each order, keeping a
 * copy of its stock, and with Holdfast. The same orders, damage and deliveries each time, from a seed; a simulated
 * warehouse tells what really became of every unit. docs/wms.md has the figures.
 *
 *   npm run bench:wms                          a table, in about a quarter of an hour
 *   npm run bench:wms -- --json > wms.json     one JSON object, for npm run bench:plot
 *   npm run bench:wms -- --only holdfast       some ways of selling
 *   npm run bench:wms -- --hours 6             how long the warehouse's day is (3)
 *   npm run bench:wms -- --speed 30            how much faster than ours its time passes (60)
 *   npm run bench:wms -- --seed 7              another day (1)
 */
import { parseArgs } from "node:util";

import { machine } from "./report/results.ts";
import { openWorkshop, type Workshop } from "./support/workshop.ts";
import { type Outcome, play } from "./wms/play.ts";
import { comparisonTableOf, type Comparison } from "./wms/report.ts";
import { WAYS, type Way } from "./wms/sellers/index.ts";
import { makeStream, type Stream } from "./wms/stream.ts";
import { QUOTA_PER_MINUTE } from "./wms/warehouse.ts";

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string" },
    hours: { type: "string", default: "3" },
    speed: { type: "string", default: "60" },
    seed: { type: "string", default: "1" },
  },
});

const [hours, speed, seed] = [options.hours, options.speed, options.seed].map(Number);
if (!(hours !== undefined && hours > 0) || !(speed !== undefined && speed >= 1)) {
  throw new Error("--hours must be more than 0, and --speed 1 or more");
}
const ways = chosen(options.only);
const opening = openWorkshop();
let isInterrupted = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, interrupt);
const workshop = await opening;
try {
  const comparison = await compare(workshop, makeStream(seed ?? 1, hours), { hours, speed });
  if (!isInterrupted) {
    console.log(options.json ? JSON.stringify(comparison) : comparisonTableOf(comparison));
  }
} catch (error) {
  if (!isInterrupted) throw error;
} finally {
  await workshop.close();
}

async function compare(
  opened: Workshop,
  stream: Stream,
  day: { readonly hours: number; readonly speed: number },
): Promise<Comparison> {
  const results: Record<string, Outcome> = {};
  for (const [index, { name, label, create }] of ways.entries()) {
    const seconds = Math.round((day.hours * 3_600) / day.speed);
    process.stderr.write(`[${index + 1}/${ways.length}] ${label} (about ${seconds} s)\n`);
    results[name] = await play({ stream, speed: day.speed, workshop: opened, create });
  }
  const { orders, deeds } = stream;
  const about = { seed: stream.seed, orders: orders.length, deeds: deeds.length };
  const quotaPerMinute = QUOTA_PER_MINUTE;
  return { wms: results, day: { ...day, ...about, quotaPerMinute }, machine: machine() };
}

function chosen(only: string | undefined): readonly Way[] {
  const names = only?.split(",") ?? WAYS.map(({ name }) => name);
  const unknown = names.filter((name) => WAYS.every((way) => way.name !== name));
  if (unknown.length === 0) return WAYS.filter(({ name }) => names.includes(name));
  const known = WAYS.map(({ name }) => name).join(", ");
  throw new Error(`no such way of selling: ${unknown.join(", ")}; there are ${known}`);
}

/** Stops servers and PostgreSQL before it ends: they would go on without us. */
function interrupt(): void {
  isInterrupted = true;
  void opening.then((opened) => opened.close()).finally(() => process.exit(130));
}
