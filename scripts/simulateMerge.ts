import { parseArgs } from "node:util";

import { rollDialect } from "../test/wms/model/dialects.ts";
import { playSeed } from "../test/wms/model/play.ts";
import { Dice } from "../test/wms/model/random.ts";

/**
 * Nights of a simulated warehouse against the rules alone, without a database: seconds for days, in every dialect there
 * could be. `npm run simulate:merge -- --seed 1 --seeds 1000 --hours 6`.
 */
const { values: options } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    seeds: { type: "string", default: "200" },
    hours: { type: "string", default: "6" },
  },
});

const first = Number(options.seed);
const count = Number(options.seeds);
const hours = Number(options.hours);
const startedAt = performance.now();
let failed = 0;
for (let seed = first; seed < first + count; seed += 1) {
  const wrong = playSeed(seed, hours);
  if (wrong.length > 0) tell(seed, wrong);
  if (process.stderr.isTTY) process.stderr.write(`\r${seed - first + 1} of ${count} nights`);
}
if (process.stderr.isTTY) process.stderr.write("\n");
const seconds = Math.round((performance.now() - startedAt) / 1_000);
console.log(`${count - failed} of ${count} nights of ${hours} h were well, in ${seconds} s`);
if (failed > 0) process.exitCode = 1;

function tell(seed: number, wrong: readonly string[]): void {
  failed += 1;
  console.log(`seed ${seed}: ${JSON.stringify(rollDialect(new Dice(seed * 7 + 1)))}`);
  for (const sentence of wrong.slice(0, 5)) console.log(`  ${sentence}`);
  console.log(`  again: npm run simulate:merge -- --seed ${seed} --seeds 1 --hours ${hours}`);
}
