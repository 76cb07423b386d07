import { parseArgs } from "node:util";

import { type Failure, playStory } from "../test/model/playStory.ts";
import { keepRegression, readRegressions, REGRESSIONS } from "../test/model/regressions.ts";
import { sizeOf } from "../test/model/shrink.ts";
import { type FailedStory, shrinkFor, simulate } from "../test/model/simulate.ts";
import { openWorld, type World } from "../test/model/stage/world.ts";
import { createTally, type Tally } from "../test/model/tally.ts";

/**
 * The model test: two servers, PostgreSQL, callers, an operator and everything that can go wrong, against a model of
 * the rules. `npm run simulate -- --seed 7 --steps 100000`; `-- --replay FILE` plays what once failed.
 */
const { values: options } = parseArgs({
  options: {
    /** Names everything that happens. Left out: another one each time. */
    seed: { type: "string" },
    steps: { type: "string", default: "10000" },
    /** A story that failed before, or a folder of them. */
    replay: { type: "string" },
    /** After the run, plays every story that has failed before. */
    kept: { type: "boolean", default: false },
    /** How often it is played before it is taken for well: what fails by chance may need a few. */
    times: { type: "string", default: "1" },
    /** Seconds to look for a smaller story that fails. */
    shrink: { type: "string", default: "300" },
  },
});

const PROGRESS_EVERY_MS = 1_000;

const seed = Number(options.seed ?? Math.floor(Math.random() * 1_000_000));
const steps = Number(options.steps);
const startedAt = performance.now();
const tally = createTally();
say("starting PostgreSQL and two servers …\n");
const world = await openWorld();
// The servers lead process groups of their own and would stay behind.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, stop);
try {
  if (!(await main(world))) process.exitCode = 1;
} finally {
  await world.close();
}

function stop(signal: NodeJS.Signals): void {
  console.log(`\nstopped by ${signal} after ${tally.steps} steps`);
  void world.close().finally(() => process.exit(1));
}

async function main(on: World): Promise<boolean> {
  if (options.replay !== undefined) return await replay(on, options.replay);
  return (await run(on)) && (!options.kept || (await replay(on, REGRESSIONS)));
}

async function run(on: World): Promise<boolean> {
  say(`seed ${seed}, ${steps} steps\n`);
  const failure = await simulate({ world: on, seed, steps, tally, onRound: progress() });
  print(tally);
  if (failure === undefined) {
    console.log(`${tally.steps} steps in ${seconds()} s, seed ${seed}: all is well.`);
    return true;
  }
  console.log(`seed ${seed} failed after ${failure.steps} steps: ${failure.message}`);
  tellOf(on);
  await keep(on, failure);
  return false;
}

async function keep(on: World, failure: FailedStory): Promise<void> {
  const forMs = Number(options.shrink) * 1_000;
  const onSmaller = ({ rounds, message }: Failure): void =>
    say(`fails with ${sizeOf(rounds)} steps too: ${message.split("\n")[0]}\n`);
  say(`looking for a smaller story that fails, for ${options.shrink} s at most …\n`);
  const smallest = await shrinkFor(on, failure, forMs, onSmaller);
  const file = keepRegression(failure.seed, smallest);
  console.log(`${sizeOf(smallest.rounds)} steps are left: ${smallest.message}`);
  console.log(`It is kept in ${file}. To see it again:`);
  console.log(`  npm run simulate -- --replay ${file} --times 20`);
}

async function replay(on: World, from: string): Promise<boolean> {
  const stories = readRegressions(from);
  let failed = 0;
  for (const { file, rounds } of stories) {
    const failure = await playTimes(on, rounds, Number(options.times));
    console.log(failure === undefined ? `${file}: well` : `${file}: ${failure.message}`);
    if (failure === undefined) continue;
    failed += 1;
    console.log(`To see it again:\n  npm run simulate -- --replay ${file} --times 20`);
  }
  if (failed > 0) tellOf(on);
  console.log(`${stories.length - failed} of ${stories.length} stories went well.`);
  return failed === 0;
}

async function playTimes(
  on: World,
  rounds: Parameters<typeof playStory>[1],
  times: number,
): Promise<Failure | undefined> {
  for (let time = 0; time < times; time += 1) {
    const failure = await playStory(on, rounds, { tally, onRound: () => {} });
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** Says now and then how far it is. */
function progress(): () => void {
  let toldAt = performance.now();
  const since = toldAt;
  return () => {
    const now = performance.now();
    if (now - toldAt < PROGRESS_EVERY_MS) return;
    toldAt = now;
    const perSecond = Math.round((tally.steps * 1_000) / (now - since));
    const percent = Math.floor((tally.steps * 100) / steps);
    say(`\r${tally.steps} of ${steps} steps (${percent} %), ${perSecond} a second   `);
  };
}

function print(counted: Tally): void {
  say("\n");
  for (const [name, count] of counted.counts())
    console.log(`${String(count).padStart(8)}  ${name}`);
}

/** What the servers have logged. */
function tellOf(on: World): void {
  const grievances = on.grievances();
  if (grievances.length > 0) console.log(`the servers say:\n${grievances.join("\n")}`);
}

function seconds(): number {
  return Math.round((performance.now() - startedAt) / 1_000);
}

function say(text: string): void {
  process.stderr.write(text);
}
