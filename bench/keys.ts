/**
 * How many pairs of an item and a location ValidateKeys answers in a second, through gRPC, the client on the same machine; and
 * what a bulk write of as many items as a call may have takes, and keeps others from the tenant's turn.
 *
 *   npm run bench:keys -- [--seconds 5] [--callers 4] [--pairs 10000] [--json]
 */
import { randomUUID } from "node:crypto";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";

import { Client } from "pg";

import { measureBulk } from "./catalog/measureBulk.ts";
import { codeOf, type KeyFigures, measureKeys } from "./catalog/measureKeys.ts";
import { openStand } from "./support/stand.ts";

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    seconds: { type: "string", default: "5" },
    callers: { type: "string", default: "4" },
    /** In one call. */
    pairs: { type: "string", default: "10000" },
  },
});

/** What is aimed at, on a machine with nothing else to do. */
const PAIRS_PER_SECOND_MIN = 200_000;
const HEAD_MS_MAX = 250;
const LOCATIONS = 20;

const [loadBefore = 0] = loadavg();
const stand = await openStand(1, {
  HOLDFAST_DEADLINE_DEFAULT: "60s",
  HOLDFAST_DEADLINE_MAX: "60s",
});
const operator = new Client({ connectionString: stand.url });
await operator.connect();
try {
  const pairs = Number(options.pairs);
  const [client] = stand.clients;
  if (client === undefined) throw new Error("the stand has no client");
  const locations = Array.from({ length: LOCATIONS }, (_, at) => ({ code: codeOf(at) }));
  await client.catalog.bulkUpsertLocations({ requestId: randomUUID(), locations });
  const bulk = {
    created: await measureBulk(client, operator, stand.tenantId, pairs, "Sock"),
    updated: await measureBulk(client, operator, stand.tenantId, pairs, "Warm sock"),
  };
  await operator.query("analyze");
  const keys = {
    [`${pairs} SKUs`]: await measure(pairs),
    [`${Math.ceil(pairs / LOCATIONS)} SKUs at ${LOCATIONS} locations`]: await measure(
      Math.ceil(pairs / LOCATIONS),
    ),
  };
  if (options.json) console.log(JSON.stringify({ loadBefore, bulk, keys }));
  else print(bulk, keys);
  if (Object.values(keys).some(({ wrong }) => wrong > 0)) process.exitCode = 1;
} finally {
  await operator.end();
  await stand.close();
}

async function measure(skus: number): Promise<KeyFigures> {
  const asked = { clients: stand.clients, pairsPerCall: Number(options.pairs) };
  const spread = { skus, locations: LOCATIONS };
  const pids = { serverPid: stand.servers[0]?.child.pid ?? 0, postgresPid: stand.postgresPid };
  const warm = { ...asked, ...spread, ...pids, callers: 1, forMs: 500 };
  await measureKeys(warm);
  const forMs = Number(options.seconds) * 1000;
  return await measureKeys({ ...warm, callers: Number(options.callers), forMs });
}

function print(
  bulk: Readonly<Record<string, { rows: number; ms: number; headWaitMs: number }>>,
  keys: Readonly<Record<string, KeyFigures>>,
): void {
  for (const [what, { rows, ms, headWaitMs }] of Object.entries(bulk)) {
    tell(`${rows} items ${what} in one step`, `${ms.toFixed(0)} ms`);
    tell(
      "longest wait for the head meanwhile",
      `${headWaitMs.toFixed(0)} ms`,
      headWaitMs <= HEAD_MS_MAX,
    );
  }
  for (const [what, { pairsPerSecond, medianMs, cpuMicrosPerPair, wrong }] of Object.entries(
    keys,
  )) {
    const isFast = pairsPerSecond >= PAIRS_PER_SECOND_MIN;
    tell(`pairs a second, ${what}`, Math.round(pairsPerSecond).toLocaleString("en"), isFast);
    tell("a call of as many pairs as it may have, median", `${medianMs.toFixed(1)} ms`);
    const { server, postgres, caller } = cpuMicrosPerPair;
    const costs = [server, postgres, caller].map((micros) => micros.toFixed(2)).join(", ");
    tell("CPU-µs a pair: server, PostgreSQL, caller", costs);
    tell("pairs that were told wrongly", String(wrong), wrong === 0);
  }
  tell("load average before", loadBefore.toFixed(2));
}

function tell(what: string, figure: string, isAsWished?: boolean): void {
  const word = isAsWished === undefined ? "" : isAsWished ? "pass" : "FAIL";
  console.log(`${word.padEnd(6)}${what.padEnd(52)}${figure}`);
}
