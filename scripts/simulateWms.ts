import { parseArgs } from "node:util";

import { startEmbeddedPostgres } from "../src/store/embedded/embeddedPostgres.ts";
import { migrate } from "../src/store/migrate.ts";
import { DIALECTS } from "../src/wmsSim/dialects.ts";
import { temporaryFolder } from "../test/support/temporaryFolder.ts";
import { type LongNightReport, playLongNight } from "../test/wms/longNight/longNight.ts";
import { stretched } from "../test/wms/longNight/options.ts";

/**
 * The long night: hours of a simulated warehouse against real servers and PostgreSQL, with everything going wrong that
 * can, and a referee who knows every unit. `npm run simulate:wms -- --seed 7 --hours 24 --dialect legacy`.
 */
const { values: options } = parseArgs({
  options: {
    /** The first seed; left out: another one each time. */
    seed: { type: "string" },
    /** So many seeds, one after the other. */
    seeds: { type: "string", default: "1" },
    /** Hours of the warehouse's time. */
    hours: { type: "string", default: "6" },
    /** A name, or `all`: the seeds are shared out among all dialects. */
    dialect: { type: "string", default: "all" },
    replicas: { type: "string", default: "3" },
    /** How much faster the warehouse's time passes than ours. */
    speed: { type: "string", default: "900" },
  },
});

const names = Object.keys(DIALECTS) as (keyof typeof DIALECTS)[];
const first = Number(options.seed ?? Math.floor(Math.random() * 1_000_000));
const count = Number(options.seeds);
const chosen = options.dialect === "all" ? names : names.filter((name) => name === options.dialect);
if (chosen.length === 0) {
  console.error(`there is no dialect "${options.dialect}"; there are: ${names.join(", ")}`);
  process.exit(2);
}
const { path: dataDir, remove } = await temporaryFolder();
const postgres = await startEmbeddedPostgres({ dataDir });
let failed = 0;
try {
  for (let seed = first; seed < first + count; seed += 1) {
    const name = chosen[seed % chosen.length] ?? "modern";
    if ((await play(seed, name)).wrong.length > 0) failed += 1;
  }
} finally {
  await postgres.stop();
  await remove();
}
console.log(`${count - failed} of ${count} nights were well`);
if (failed > 0) process.exitCode = 1;

async function play(seed: number, name: keyof typeof DIALECTS): Promise<LongNightReport> {
  const hours = Number(options.hours);
  console.log(`seed ${seed}: ${hours} h at a ${name} warehouse, ${options.replicas} replicas`);
  const report = await playLongNight({
    seed,
    hours,
    dialect: stretched(DIALECTS[name]),
    replicas: Number(options.replicas),
    speed: Number(options.speed),
    url: await freshDatabase(`night_${seed}`),
    say: (line) => console.log(`  ${line}`),
  });
  const { callers, looks, runs, orders, requests, busiest, delivered } = report;
  console.log(
    `  ${callers.reserved} reserved, ${callers.refused} refused, ${callers.committed} committed, ${callers.released} given back; ` +
      `${orders} orders at the warehouse, ${runs} runs, ${requests} requests (${busiest} in the busiest second), ${delivered} deliveries taken, ` +
      `${report.kills} replicas killed and ${report.freezes} frozen, ${looks} looks of the referee`,
  );
  for (const wrong of report.wrong.slice(0, 10)) console.log(`  WRONG: ${wrong}`);
  if (report.wrong.length > 0) {
    const again = `--seed ${seed} --hours ${hours} --dialect ${name} --replicas ${options.replicas}`;
    console.log(`  again: npm run simulate:wms -- ${again} --speed ${options.speed}`);
  }
  return report;
}

async function freshDatabase(name: string): Promise<string> {
  const { Client } = await import("pg");
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  await migrate({ url: url.href });
  return url.href;
}
