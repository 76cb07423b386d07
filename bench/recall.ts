/**
 * A lot that many hold is recalled while Reserve of the same item goes on: how soon it is barred, how soon all holds have
 * other stock, and what the callers feel of it.
 *
 *   npm run bench:recall -- --holds 50000 [--json] [--rate 1000] [--servers 2]
 */
import { parseArgs } from "node:util";

import { verify } from "../src/store/verify/verify.ts";
import { type MassRecall, runMassRecall } from "./recall/massRecall.ts";
import { startProgress } from "./support/progress.ts";
import { openStand } from "./support/stand.ts";

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    holds: { type: "string", default: "50000" },
    /** Reserves a second that go on all the while. */
    rate: { type: "string", default: "1000" },
    /** Servers on the database, each with a re-homer. */
    servers: { type: "string", default: "1" },
    /** Seconds of Reserve that are measured before the recall, and after all is re-homed. */
    around: { type: "string", default: "8" },
  },
});

const stand = await openStand(Number(options.servers));
try {
  const result = await run(Number(options.holds));
  const { differencesTotal } = await verify({ url: stand.url });
  if (options.json) console.log(JSON.stringify({ ...result, differences: differencesTotal }));
  else print(result, differencesTotal);
  if (differencesTotal > 0 || result.moved !== result.holds) process.exitCode = 1;
} finally {
  await stand.close();
}

async function run(holds: number): Promise<MassRecall> {
  const bars = {
    held: startProgress("holds made", holds),
    "re-homed": startProgress("re-homed", holds),
  };
  return await runMassRecall({
    clients: stand.clients,
    name: "RECALL",
    holds,
    reservesPerSecond: Number(options.rate),
    aroundMs: Number(options.around) * 1000,
    onProgress: (what, done) => {
      bars[what].tell(done);
      if (done === holds) bars[what].end();
    },
  });
}

function print(result: MassRecall, differences: number): void {
  const { holds, barredAfterMs, rehomedAfterMs, rehomedPerSecond, moved, short } = result;
  console.log(`${holds} holds of one lot, ${options.rate} Reserves of the item a second`);
  tell("barred after", `${barredAfterMs} ms`);
  tell("all re-homed after", `${rehomedAfterMs / 1000} s, ${rehomedPerSecond} a second`);
  for (const when of ["before", "during", "after"] as const) {
    const { p50Ms, p99Ms, maxMs } = result[when];
    tell(`Reserve ${when}: median, 99th, longest`, `${p50Ms}, ${p99Ms}, ${maxMs} ms`);
  }
  tell("moved, short", `${moved}, ${short}`);
  tell("how Reserve ended", JSON.stringify(result.outcomes));
  tell("differences that the audit found", String(differences));
}

function tell(what: string, figure: string): void {
  console.log(`${what.padEnd(40)}${figure}`);
}
