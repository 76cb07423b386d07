/**
 * Many holds end in the same second while Reserve goes on: how soon they are taken back, what the callers feel of
 * it, and whether anybody is told that something is sold out which is not.
 *
 *   npm run bench:expiry -- --holds 100000 [--json] [--only hot|spread] [--servers 2]
 */
import { parseArgs } from "node:util";

import { Client } from "pg";

import { verify } from "../src/store/verify/verify.ts";
import { type MassExpiry, runMassExpiry } from "./expiry/massExpiry.ts";
import { startProgress } from "./support/progress.ts";
import { openStand } from "./support/stand.ts";

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    holds: { type: "string", default: "100000" },
    /** Reserves a second that go on all the while. */
    rate: { type: "string", default: "1000" },
    /** Servers on the database, each with a sweeper; callers use the first. */
    servers: { type: "string", default: "1" },
    /** One SKU (hot), or 1,000 (spread). Both when not given. */
    only: { type: "string" },
    seed: { type: "string", default: "1" },
    /** Seconds of Reserve that are measured before the holds end, and after all are taken back. */
    around: { type: "string", default: "8" },
  },
});

const SKUS = { hot: 1, spread: 1_000 };

/** What is aimed at, on a machine with nothing else to do. */
const SWEPT_MS_MAX = 20_000;
const P99_RATIO_MAX = 2;

const stand = await openStand(Number(options.servers));
const operator = new Client({ connectionString: stand.url });
await operator.connect();
try {
  const results: Record<string, MassExpiry> = {};
  for (const [name, skus] of Object.entries(SKUS)) {
    if (options.only === undefined || options.only === name) results[name] = await run(name, skus);
  }
  const { differencesTotal } = await verify({ url: stand.url });
  if (options.json) console.log(JSON.stringify({ ...results, differences: differencesTotal }));
  else print(results, differencesTotal);
  if (!isGood(results, differencesTotal)) {
    console.error(`rerun: npm run bench:expiry -- ${process.argv.slice(2).join(" ")}`);
    process.exitCode = 1;
  }
} finally {
  await operator.end();
  await stand.close();
}

async function run(name: string, skus: number): Promise<MassExpiry> {
  const holds = Number(options.holds);
  const bars = {
    held: startProgress(`${name}: holds made`, holds),
    "taken back": startProgress(`${name}: taken back`, holds),
  };
  return await runMassExpiry({
    clients: stand.clients,
    sql: async (text, values) => (await operator.query(text, values)).rows,
    name,
    holds,
    skus,
    reservesPerSecond: Number(options.rate),
    aroundMs: Number(options.around) * 1000,
    seed: Number(options.seed),
    onProgress: (what, done) => {
      bars[what].tell(done);
      if (done === holds) bars[what].end();
    },
  });
}

/** What is right or wrong on any machine. How fast it is, is for the reader to judge. */
function isGood(results: Record<string, MassExpiry>, differences: number): boolean {
  const runs = Object.values(results);
  return differences === 0 && runs.every((one) => one.falseSoldOut === 0 && isLeft(one));
}

function isLeft({ left }: MassExpiry): boolean {
  return left.told === left.expected;
}

function print(results: Record<string, MassExpiry>, differences: number): void {
  for (const [name, result] of Object.entries(results)) {
    const { holds, skus, sweptAfterMs, before, during, after, p99Ratio } = result;
    console.log(`${name}: ${holds} holds of ${skus} SKUs end, ${options.rate} Reserves a second`);
    for (const [when, { p50Ms, p99Ms, maxMs }] of Object.entries({ before, during, after })) {
      tell(`Reserve ${when}: median, 99th, longest`, `${p50Ms}, ${p99Ms}, ${maxMs} ms`);
    }
    tell("all taken back after", `${sweptAfterMs / 1000} s`, sweptAfterMs <= SWEPT_MS_MAX);
    tell("99th of Reserve, during to before", `${p99Ratio}`, p99Ratio <= P99_RATIO_MAX);
    tell("told falsely that it is sold out", `${result.falseSoldOut}`, result.falseSoldOut === 0);
    tell("units left, told and expected", Object.values(result.left).join(", "), isLeft(result));
    tell("how Reserve ended", JSON.stringify(result.outcomes));
  }
  tell("differences that the audit found", String(differences), differences === 0);
}

function tell(what: string, figure: string, isAsWished?: boolean): void {
  const word = isAsWished === undefined ? "" : isAsWished ? "pass" : "FAIL";
  console.log(`${word.padEnd(6)}${what.padEnd(46)}${figure}`);
}
