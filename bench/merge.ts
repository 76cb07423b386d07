/**
 * How long a snapshot of a warehouse system takes to be merged while Reserve goes on: the first walk, which makes every
 * row; one that brings nothing new; one that changes a tenth.
 *
 *   npm run bench:merge -- --rows 200000 [--json]
 */
import { parseArgs } from "node:util";

import { Client } from "pg";

import { verify } from "../src/store/verify/verify.ts";
import { type MergeResult, runMerge } from "./merge/runMerge.ts";
import { openStand } from "./support/stand.ts";

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    rows: { type: "string", default: "200000" },
    /** Callers that reserve one SKU elsewhere all the while. */
    callers: { type: "string", default: "32" },
    /** Seconds of Reserve that are measured without a walk. */
    plain: { type: "string", default: "10" },
  },
});

/** What is aimed at, on a machine with nothing else to do. */
const MERGED_MS_MAX = 60_000;
const RATE_RATIO_MIN = 0.5;

const SECRET = "WMS_BENCH_KEY";
const KEY = "bench-key";

const stand = await openStand(1, {
  [SECRET]: KEY,
  HOLDFAST_WMS_WALK_INTERVAL: "1d",
  HOLDFAST_WMS_TIMEOUT: "60s",
});
const owner = new Client({ connectionString: stand.url });
await owner.connect();
try {
  const result = await runMerge({
    stand,
    owner,
    secret: { name: SECRET, key: KEY },
    rows: Number(options.rows),
    callers: Number(options.callers),
    plainMs: Number(options.plain) * 1_000,
    say: (line) => process.stderr.write(`${line}\n`),
  });
  const { differencesTotal } = await verify({ url: stand.url });
  if (options.json) console.log(JSON.stringify({ ...result, differences: differencesTotal }));
  else print(result, differencesTotal);
  if (!isGood(result) || differencesTotal > 0) process.exitCode = 1;
} finally {
  await owner.end();
  await stand.close();
}

function isGood({ walks }: MergeResult): boolean {
  return walks.every(({ ms, rateRatio }) => ms <= MERGED_MS_MAX && rateRatio >= RATE_RATIO_MIN);
}

function print({ rows, plainPerSecond, walks }: MergeResult, differences: number): void {
  console.log(`${rows} rows; Reserve without a walk: ${Math.round(plainPerSecond)}/s`);
  for (const { name, ms, reservesPerSecond, rateRatio, memoryMb } of walks) {
    const rate = `${Math.round(reservesPerSecond)}/s (${rateRatio.toFixed(2)} x)`;
    const seconds = (ms / 1_000).toFixed(1);
    console.log(
      `${name.padEnd(16)} ${seconds} s, Reserve meanwhile ${rate}, server ${memoryMb} MB`,
    );
  }
  console.log(`differences that the audit found: ${differences}`);
}
