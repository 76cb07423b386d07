import { parseArgs } from "node:util";

import { sumOfCounts } from "./counts.ts";
import { wordsOf } from "./plan.ts";
import type { Round } from "./round.ts";
import { commandFor, playRounds } from "./rounds.ts";
import type { Scene } from "./scene.ts";

/**
 * `npm run crash -- --rounds 100 --seed 1`: kills servers and PostgreSQL under full load, and audits after each
 * round. A line per round on stderr, what was counted on stdout. Ends at the first round that is not clean.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "10" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1_000_000)) },
  },
});

/** So many findings are printed: one mistake tends to show in many places. */
const FINDINGS_MAX = 30;

const rounds = wholeNumber("rounds");
const seed = wholeNumber("seed");
let scene: Promise<Scene> | undefined;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void leave());

const startedAt = performance.now();
process.stderr.write(`${rounds} rounds from seed ${seed}\n`);
const onScene = (opening: Promise<Scene>): void => void (scene = opening);
const played = await playRounds({ rounds, seed, onRound, onScene });
print(played);
const [unclean] = played.filter(({ findings }) => findings.length > 0);
if (unclean !== undefined) {
  console.log(`Round again: ${commandFor(unclean)}`);
  process.exitCode = 1;
}

function onRound(round: Round, number: number): void {
  const { findings, asked, insisted, replayed, givenUp, givenUpBooked } = round;
  const facts = [
    `${count(asked)} requests`,
    `${count(insisted)} repeated (${replayed} had been booked)`,
    `${count(givenUp)} given up (${givenUpBooked} had been booked)`,
    ...(round.recoveriesMs.length > 0 ? [`back in ${seconds(...round.recoveriesMs)}`] : []),
    `longest wait ${seconds(round.waitedMaxMs)}`,
    findings.length === 0 ? "clean" : `${findings.length} findings`,
  ];
  process.stderr.write(
    `${number}/${rounds} seed ${round.seed}, ${wordsOf(round)}: ${facts.join(", ")}\n`,
  );
  for (const finding of findings.slice(0, FINDINGS_MAX)) process.stderr.write(`  ${finding}\n`);
  for (const words of round.said) process.stderr.write(`  ${words}\n`);
}

function print(all: readonly Round[]): void {
  const sums = sumOfCounts(all);
  const strikes = all.flatMap((round) => round.strikes);
  const kinds = Object.entries(Object.groupBy(strikes, (what) => what));
  const stillborn = all.reduce((sum, round) => sum + round.stillborn, 0);
  const clean = all.filter(({ findings }) => findings.length === 0);
  const rows = [
    ["clean rounds", `${clean.length} of ${all.length}`],
    ["took", seconds(performance.now() - startedAt)],
    ...kinds.map(([what, of]) => [`killed: ${what}`, `${of.length} times`]),
    ["servers that gave up starting while PostgreSQL was away", count(stillborn)],
    ["requests", count(sums.asked)],
    ["  answered", count(sums.answered)],
    ["  refused", count(sums.refused)],
    ["  repeated until answered or refused", count(sums.insisted)],
    ["    of these booked by a call that was never heard of", count(sums.replayed)],
    ["  given up", count(sums.givenUp)],
    ["    of these in the journal", count(sums.givenUpBooked)],
    ["journal entries", count(sums.entries)],
    ["  of these expiries", count(sums.expiries)],
    ["slowest server to book again once PostgreSQL was back", slowest(all)],
    ["longest wait for an answer, repeats included", seconds(sums.waitedMaxMs)],
    ...[...sums.failures].map(([word, times]) => [`told on the way: ${word}`, count(times)]),
  ];
  for (const [what = "", figure = ""] of rows) console.log(what.padEnd(56) + figure.padStart(12));
}

function slowest(all: readonly Round[]): string {
  return seconds(...all.flatMap(({ recoveriesMs }) => recoveriesMs));
}

function seconds(...ms: readonly number[]): string {
  return ms.length === 0 ? "–" : `${(Math.max(...ms) / 1000).toFixed(1)} s`;
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}

function wholeNumber(name: "rounds" | "seed"): number {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`--${name} is "${values[name]}" but must be a whole number, such as 10`);
}

/** Nothing that was started outlives this process. */
async function leave(): Promise<void> {
  await scene?.then((open) => open.close());
  process.exit(130);
}
