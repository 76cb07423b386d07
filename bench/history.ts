/**
 * What a long journal costs: how long each read of the past takes beside it, and how fast Reserve goes on. Loads the
 * books of a tenant by set-based SQL, audits them, reads them through the server with one caller, and measures Reserve
 * in a young tenant and in that one, and what the indexes for reading cost it. Loads above what is there are noise: of what
 * is measured by turns, the ratio means something on a busy machine too.
 *
 *   npm run bench:history -- --postings 10000000 [--stock 2000] [--json]
 */
import { parseArgs } from "node:util";

import { Client } from "pg";

import { verify } from "../src/store/verify/verify.ts";
import { type HistoryResult, runHistory, type Turns } from "./history/runHistory.ts";
import { openStand } from "./support/stand.ts";

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    postings: { type: "string", default: "10000000" },
    /** Rows of balances, half of them at each of two locations. */
    stock: { type: "string", default: "2000" },
    calls: { type: "string", default: "300" },
    callers: { type: "string", default: "256" },
    /** Seconds of Reserve in each of three rounds. */
    seconds: { type: "string", default: "5" },
    seed: { type: "string", default: "1" },
    /** Audit the books in the end: minutes, for 10 M postings. */
    verify: { type: "boolean", default: false },
  },
});

/** What is aimed at. */
const P99_MS_MAX = 20;
const RATIO_MIN = 0.9;

// Nothing lapses here: the sweeper would only be noise.
const stand = await openStand(1, { HOLDFAST_SWEEP_INTERVAL: "1h" });
const owner = new Client({ connectionString: stand.url });
await owner.connect();
try {
  const result = await runHistory({
    stand,
    owner,
    postings: Number(options.postings),
    stock: Number(options.stock),
    calls: Number(options.calls),
    reserveMs: Number(options.seconds) * 1_000,
    callers: Number(options.callers),
    seed: Number(options.seed),
    say: (line) => process.stderr.write(`${line}\n`),
  });
  const differences = options.verify ? (await verify({ url: stand.url })).differencesTotal : null;
  if (options.json) console.log(JSON.stringify({ ...result, differences }));
  else print(result, differences);
  if ((differences ?? 0) > 0) process.exitCode = 1;
} finally {
  await owner.end();
  await stand.close();
}

function print(result: HistoryResult, differences: number | null): void {
  const { postings, entries, loadSeconds, reads, indexes, journal } = result;
  console.log(`${postings} postings of ${entries} entries, loaded in ${loadSeconds} s`);
  for (const [name, { p50Ms, p99Ms, rows }] of Object.entries(reads)) {
    tell(name, `${p50Ms} ms, ${p99Ms} ms, ${rows} rows`, p99Ms <= P99_MS_MAX);
  }
  const ratio = Math.round((result.after / result.before) * 100) / 100;
  const rates = `${result.before}/s, ${result.after}/s, ${ratio}`;
  tell("Reserve before the load, after, ratio", rates, ratio >= RATIO_MIN);
  tellTurns("Reserve in a young tenant, a long one", journal);
  tellTurns("Reserve without the indexes, with them", indexes);
  if (differences !== null)
    tell("differences that the audit found", `${differences}`, differences === 0);
}

function tellTurns(what: string, { one, other, ratio }: Turns): void {
  tell(`${what}, ratio`, `${one}/s, ${other}/s, ${ratio}`, ratio >= RATIO_MIN);
}

function tell(what: string, figure: string, isAsWished: boolean): void {
  console.log(`${isAsWished ? "pass" : "FAIL"}  ${what.padEnd(48)}${figure}`);
}
