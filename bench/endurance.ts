/**
 * A long run: many orders are reserved and sold through the gRPC door of one server. Does it slow down, does it grow,
 * and can all that it wrote be audited?
 *
 *   npm run endurance -- --reservations 1000000 [--json] [--skus 1000] [--callers 128]
 *
 * Memory is read from /proc, so only on Linux.
 */
import { parseArgs } from "node:util";

import { Client } from "pg";

import { type Endurance, endure } from "./endurance/endure.ts";
import { type Growth, growthOf } from "./endurance/growth.ts";
import { type Judged, judge } from "./endurance/judge.ts";
import { openForOrders } from "./endurance/orders.ts";
import { type Audit, auditInProcess } from "./support/audit.ts";
import { megabytes } from "./support/processMemory.ts";
import { startProgress } from "./support/progress.ts";
import { openStand, type Stand } from "./support/stand.ts";

const { values: options } = parseArgs({
  options: {
    reservations: { type: "string", default: "1000000" },
    /** Orders that are under way at once. */
    callers: { type: "string", default: "128" },
    /** Besides the one that half of all orders want. */
    skus: { type: "string", default: "1000" },
    json: { type: "boolean", default: false },
  },
});

interface Result extends Endurance {
  readonly growth: readonly Growth[];
  readonly audit: Audit;
}

const stand = await openStand();
try {
  const result = await run(stand);
  const judged = judge(result, result.audit);
  if (options.json) console.log(JSON.stringify({ ...result, judged }));
  else print(result, judged);
  if (judged.some(({ isGood }) => !isGood)) {
    console.error(`rerun: npm run endurance -- ${process.argv.slice(2).join(" ")}`);
    process.exitCode = 1;
  }
} finally {
  await stand.close();
}

async function run({ url, clients, servers, postgresPid }: Stand): Promise<Result> {
  const reservations = Number(options.reservations);
  const cycle = await openForOrders(clients, Number(options.skus));
  const client = new Client({ connectionString: url });
  await client.connect();
  const progress = startProgress("reserved and sold", reservations);
  const growth: Promise<Growth>[] = [];
  try {
    const endurance = await endure({
      cycle,
      reservations,
      callers: Number(options.callers),
      serverPid: servers[0]?.child.pid ?? 0,
      postgresPid,
      onProgress: ({ done, perSecond, resident }) =>
        progress.tell(done, `${perSecond}/s, server ${megabytes(resident)}`),
      onLap: () => growth.push(growthOf(client)),
    });
    progress.end();
    process.stderr.write("auditing all of it …\n");
    return { ...endurance, growth: await Promise.all(growth), audit: await auditInProcess(url) };
  } finally {
    await client.end();
  }
}

function print({ laps, failed, growth, audit }: Result, judged: readonly Judged[]): void {
  console.log(
    row(
      "orders",
      "a second",
      "CPU-µs",
      "PG CPU-µs",
      "server",
      "books",
      "WAL",
      "dead rows",
      "vacuums",
    ),
  );
  for (const [index, lap] of laps.entries()) {
    const { databaseBytes = 0, walBytes = 0, deadRows = 0, vacuums = 0 } = growth[index] ?? {};
    const { done, perSecond, serverMicros, postgresMicros, resident } = lap;
    const sizes = [resident, databaseBytes, walBytes].map(megabytes);
    console.log(row(done, perSecond, serverMicros, postgresMicros, ...sizes, deadRows, vacuums));
  }
  console.log(`\n${audit.told}`);
  console.log(`failed orders: ${failed}; the audit's processes of PostgreSQL: \
${megabytes(audit.databaseBytes)}\n`);
  for (const { what, measured, limit, isGood } of judged) {
    console.log(`${isGood ? "pass" : "FAIL"}  ${what.padEnd(58)}${measured}, ${limit}`);
  }
}

function row(...cells: (string | number)[]): string {
  return cells.map((cell) => cell.toLocaleString("en").padStart(11)).join("");
}
