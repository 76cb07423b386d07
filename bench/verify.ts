/**
 * How long an audit takes and what it needs. Makes a scratch database of consistent books by set-based SQL, audits
 * it, and drops it again.
 *
 *   node bench/verify.ts --url postgresql://postgres@127.0.0.1:5432 --entries 1000000 --stock 10000 --tenants 1
 *
 * `--analyze` gathers statistics first (a young database has none); `--explain` prints the plans instead.
 * Memory of the server's processes is sampled from /proc, so only where it runs on this machine.
 */
import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";

import { Client } from "pg";

import { migrate } from "../src/store/migrate.ts";
import { differencesSql } from "../src/store/verify/check.ts";
import { CHECKS } from "../src/store/verify/checks/index.ts";
import { formatReport } from "../src/store/verify/formatReport.ts";
import { openingSql } from "../src/store/verify/session.ts";
import { verify } from "../src/store/verify/verify.ts";
import { generateBooks } from "./books.ts";

const { values } = parseArgs({
  options: {
    url: { type: "string", default: "postgresql://postgres@127.0.0.1:5432" },
    entries: { type: "string", default: "1000000" },
    stock: { type: "string", default: "10000" },
    tenants: { type: "string", default: "1" },
    analyze: { type: "boolean", default: false },
    explain: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
  },
});

const database = `holdfast_bench_verify_${process.pid}`;

async function main(): Promise<void> {
  const admin = await connected(databaseUrl("postgres"));
  await admin.query(`create database ${database}`);
  try {
    await generate();
    await (values.explain ? explain() : measure(admin));
  } finally {
    if (!values.keep) await admin.query(`drop database ${database} with (force)`);
    await admin.end();
  }
}

async function generate(): Promise<void> {
  const url = databaseUrl(database);
  const startedAt = performance.now();
  await migrate({ url });
  const client = await connected(url);
  try {
    const tenants = Number(values.tenants);
    const entries = Math.floor(Number(values.entries) / tenants);
    const stock = Math.floor(Number(values.stock) / tenants);
    for (let tenant = 1; tenant <= tenants; tenant += 1) {
      await generateBooks(client, { tenant, entries, stock });
    }
    if (values.analyze) await client.query("analyze");
  } finally {
    await client.end();
  }
  console.log(`generated in ${seconds(performance.now() - startedAt)}`);
}

async function measure(admin: Client): Promise<void> {
  const spilledBefore = await spilledBytes(admin);
  const watch = watchServer(admin);
  const rssBefore = process.memoryUsage.rss();
  let lap = performance.now();
  const report = await verify({
    url: databaseUrl(database),
    onProgress: ({ tenant, checked, total }) => {
      const now = performance.now();
      if (Number(values.tenants) === 1)
        console.log(`  ${tenant} ${checked}/${total} ${seconds(now - lap)}`);
      lap = now;
    },
  });
  const serverPeak = await watch();
  console.log(formatReport(report));
  console.log(
    `rows: ${report.entries} entries, ${report.postings} postings, ${report.stock} stock`,
  );
  console.log(`      ${report.reservations} reservations, ${report.tenants} tenants`);
  console.log(`time: ${seconds(report.ms)}`);
  console.log(
    `node: RSS ${megabytes(rssBefore)} before, ${megabytes(process.resourceUsage().maxRSS * 1024)} peak`,
  );
  console.log(
    `server: ${megabytes(serverPeak)} peak private memory of all its processes for the audit`,
  );
  await admin.query("select pg_sleep(1.5)"); // statistics arrive late
  console.log(
    `server: ${megabytes((await spilledBytes(admin)) - spilledBefore)} written to temporary files in all`,
  );
}

async function explain(): Promise<void> {
  const client = await connected(databaseUrl(database));
  const tenant = await client.query<{ id: string }>("select id from tenant order by code limit 1");
  const id = tenant.rows[0]?.id ?? "";
  await client.query(openingSql(id));
  for (const check of CHECKS) {
    const sql = `explain (analyze, costs off, summary on) ${differencesSql(check)}`;
    const plan = await client.query<{ "QUERY PLAN": string }>(sql, [id, 100]);
    const lines = plan.rows.map((row) => row["QUERY PLAN"]);
    console.log(`\n=== ${[...new Set(check.findings.map(({ rule }) => rule))].join(", ")}`);
    console.log(
      lines
        .filter((line) => !/CTE Scan on suspect|Filter: \(|never executed/.test(line))
        .join("\n"),
    );
  }
  await client.end();
}

/** Samples what the audit's server processes keep for themselves; the answer is the greatest sum seen. */
function watchServer(admin: Client): () => Promise<number> {
  let peak = 0;
  const stop = new AbortController();
  const sampling = (async () => {
    while (!stop.signal.aborted) {
      const { rows } = await admin.query<{ pid: number }>(
        "select pid from pg_stat_activity where datname = $1 and application_name = 'holdfast-verify'",
        [database],
      );
      const sizes = await Promise.all(rows.map(({ pid }) => privateBytes(pid)));
      peak = Math.max(
        peak,
        sizes.reduce((sum, size) => sum + size, 0),
      );
      await setTimeout(50);
    }
  })();
  return async () => {
    stop.abort();
    await sampling;
    return peak;
  };
}

async function privateBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}

async function spilledBytes(admin: Client): Promise<number> {
  const { rows } = await admin.query<{ bytes: string }>(
    "select temp_bytes as bytes from pg_stat_database where datname = $1",
    [database],
  );
  return Number(rows[0]?.bytes ?? 0);
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

function databaseUrl(name: string): string {
  const url = new URL(values.url);
  url.pathname = `/${name}`;
  return url.href;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}

await main();
