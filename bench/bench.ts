import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";

import { naivePerSecond } from "./baselines/naive.ts";
import { rawPerSecond } from "./baselines/raw.ts";
import { type Run, runCallers } from "./support/callers.ts";
import { cpuMicrosOf } from "./support/cpu.ts";
import { HOT_SKU, LOCATION, openWorkshop, type Workshop } from "./support/workshop.ts";

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    /** Seconds that each measurement takes. */
    seconds: { type: "string", default: "10" },
  },
});

/** Callers at once, as in the field's comparisons. */
const CALLERS = 256;
const WARMUP_MS = 3_000;
const durationMs = Number(options.seconds) * 1000;

const workshop = await openWorkshop();
try {
  const results = await measure(workshop);
  if (options.json) console.log(JSON.stringify(results));
  else print(results);
} finally {
  await workshop.close();
}

async function measure({ url, clients, server, postgresPid }: Workshop) {
  const clientOf = (caller: number) => clients[caller % clients.length]?.inventory;
  const reserve = async (caller: number): Promise<string> => {
    const lines = [{ sku: HOT_SKU, quantity: 1n, location: LOCATION }];
    const reply = await clientOf(caller)?.reserve({ requestId: randomUUID(), lines });
    return reply?.reservation?.id ?? "";
  };
  const cycle = async (caller: number): Promise<void> => {
    const reservationId = await reserve(caller);
    await clientOf(caller)?.commit({ requestId: randomUUID(), reservationId });
  };
  const ask = async (caller: number) =>
    await clientOf(caller)?.getAvailability({ keys: [{ sku: HOT_SKU, location: LOCATION }] });
  const run = (call: (caller: number) => Promise<unknown>, callers = CALLERS): Promise<Run> =>
    runCallers({ callers, warmupMs: WARMUP_MS, durationMs, call });

  const raw = await step("raw SQL", () => rawPerSecond(url, durationMs / 2));
  const naive = await step("one ORM transaction each", () => naivePerSecond(url, durationMs / 2));
  const unloaded = await step("one caller", () => run(reserve, 1));
  const before = { server: cpuMicrosOf(server.child.pid ?? 0), postgres: cpuMicrosOf(postgresPid) };
  const hot = await step("hot SKU", () => run(reserve));
  const micros = {
    server: cpuMicrosOf(server.child.pid ?? 0) - before.server,
    postgres: cpuMicrosOf(postgresPid) - before.postgres,
  };
  const cycles = await step("reserve and commit", () => run(cycle));
  const reads = await step("availability", () => run(ask));
  // CPU time was also spent during the warm-up.
  const reserves = hot.perSecond * ((durationMs + WARMUP_MS) / 1000);
  return {
    hot: {
      reservesPerSecond: hot.perSecond,
      p50Ms: hot.p50Ms,
      p99Ms: hot.p99Ms,
      failed: hot.failed,
      rawPerSecond: raw,
      naivePerSecond: naive,
    },
    unloaded: { p50Ms: unloaded.p50Ms, p99Ms: unloaded.p99Ms },
    cycle: { cyclesPerSecond: cycles.perSecond, failed: cycles.failed },
    availability: { readsPerSecond: reads.perSecond, failed: reads.failed },
    cpuMicrosPerReserve: {
      server: Math.round(micros.server / reserves),
      postgres: Math.round(micros.postgres / reserves),
    },
  };
}

async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  process.stderr.write(`measuring ${name} …\n`);
  return await work();
}

function print(results: Awaited<ReturnType<typeof measure>>): void {
  const { hot } = results;
  const rows = [
    ["Holdfast, one hot SKU, 256 callers, gRPC", `${hot.reservesPerSecond}/s`],
    ["  median, 99th percentile", `${hot.p50Ms} ms, ${hot.p99Ms} ms`],
    ["raw SQL, one statement each, no RPC", `${hot.rawPerSecond}/s`],
    ["MikroORM, one optimistic transaction each, no RPC", `${hot.naivePerSecond}/s`],
    ["Holdfast to raw", `${(hot.reservesPerSecond / hot.rawPerSecond).toFixed(2)} ×`],
    [
      "Holdfast to one transaction each",
      `${(hot.reservesPerSecond / hot.naivePerSecond).toFixed(1)} ×`,
    ],
    [
      "one caller alone: median, 99th",
      `${results.unloaded.p50Ms} ms, ${results.unloaded.p99Ms} ms`,
    ],
    ["reserve then commit", `${results.cycle.cyclesPerSecond} cycles/s`],
    ["availability", `${results.availability.readsPerSecond}/s`],
    ["CPU per reservation: server", `${results.cpuMicrosPerReserve.server} µs`],
    ["CPU per reservation: PostgreSQL", `${results.cpuMicrosPerReserve.postgres} µs`],
    ["failed calls", String(hot.failed + results.cycle.failed + results.availability.failed)],
  ];
  for (const [what = "", figure = ""] of rows) console.log(what.padEnd(52) + figure.padStart(20));
}
