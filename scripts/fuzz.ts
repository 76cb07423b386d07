import path from "node:path";
import { parseArgs } from "node:util";

import { openArena } from "../test/fuzz/arena.ts";
import { complaintOf, type Finding } from "../test/fuzz/explain.ts";
import { inputAt, type Source } from "../test/fuzz/generate.ts";
import type { Input } from "../test/fuzz/input.ts";
import { keep, load } from "../test/fuzz/inputFile.ts";
import { megabytes, type Report, run } from "../test/fuzz/run.ts";
import globalSetup from "../test/support/globalSetup.ts";
import globalTeardown from "../test/support/globalTeardown.ts";

/**
 * Throws inputs at both doors of a real server, and looks at its answers, its process and its books.
 *
 *   npm run fuzz -- --inputs 200000 --seed 7         all of them
 *   npm run fuzz -- --seed 7 --only 4711             one of them
 *   npm run fuzz -- --replay test/fuzz/regressions/some.json
 *
 * An input that does harm is made as small as it gets, kept in a file, and told with the command that sends it again.
 */
const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "20000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    from: { type: "string", default: "0" },
    only: { type: "string" },
    replay: { type: "string" },
    day: { type: "string", default: new Date().toISOString().slice(0, 10) },
  },
});

const ROOT = path.resolve(import.meta.dirname, "..");
/** The server's log can be long; the rest of it is told when the input is sent again. */
const FAULT_LENGTH_MAX = 500;
const KEPT = "test/fuzz/regressions";
const source: Source = { seed: Number(values.seed), day: values.day };

await globalSetup();
try {
  if (values.replay !== undefined) await sendOne(load(values.replay).input);
  else if (values.only !== undefined) await sendOne(inputAt(source, Number(values.only)));
  else await sendMany();
} finally {
  await globalTeardown();
}

async function sendOne(input: Input): Promise<void> {
  const arena = await openArena();
  const complaint = await complaintOf(arena, input);
  const rest = await arena.close();
  console.log(`${input.kind} at the ${input.sent.door} door: ${input.what}`);
  for (const sentence of [complaint ?? "no harm was done", ...rest]) console.log(sentence);
  if (complaint !== undefined || rest.length > 0) process.exitCode = 1;
}

async function sendMany(): Promise<void> {
  const inputs = Number(values.inputs);
  console.error(`fuzz: ${inputs} inputs of seed ${source.seed} as of ${source.day}`);
  const startedAt = performance.now();
  const arena = await openArena();
  const tell = (words: string): void => {
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    console.error(`fuzz: ${words}, ${seconds} s, server ${megabytes(arena.memory())}`);
  };
  const report = await run(arena, { source, from: Number(values.from), inputs, onProgress: tell });
  const entries = arena.audit.entries();
  const faults = [...report.faults, ...(await arena.close())];
  const seconds = (performance.now() - startedAt) / 1_000;
  print(report, entries, seconds);
  for (const fault of faults) console.log(`FAILED: ${fault.slice(0, FAULT_LENGTH_MAX)}`);
  report.findings.forEach(tellFinding);
  if (faults.length + report.findings.length === 0) return;
  process.exitCode = 1;
  const range = `--from ${values.from} --inputs ${report.done} --day ${source.day}`;
  console.log(`All of it again: npm run fuzz -- --seed ${source.seed} ${range}`);
}

function print({ tally, done, memory }: Report, entries: number, seconds: number): void {
  console.log(`door kind       inputs  ends`);
  for (const line of tally.lines()) console.log(line);
  const rate = Math.round(done / seconds);
  console.log(
    `${done} inputs in ${Math.round(seconds)} s (${rate}/s), ${entries} journal entries.`,
  );
  if (memory.length === 0) return;
  const [first = 0, last = 0] = [memory[0], memory.at(-1)];
  const told = [first, Math.max(...memory), last].map(megabytes);
  console.log(
    `The server's memory: ${told[0]} after the first batch, ${told[1]} at most, ${told[2]} at the end.`,
  );
}

function tellFinding({ input, complaint, isAlone }: Finding, at: number): void {
  const name = `seed-${source.seed}-${values.from}-${at + 1}.json`;
  const file = path.join(KEPT, name);
  keep(path.join(ROOT, file), { complaint, from: `seed ${source.seed}`, input });
  console.log(`FAILED: ${input.kind} at the ${input.sent.door} door: ${input.what}`);
  console.log(`  ${complaint}`);
  if (!isAlone) console.log("  It did no harm when it was sent alone.");
  console.log(`  Send it again: npm run fuzz -- --replay ${file}`);
}
