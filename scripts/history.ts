import { randomInt } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { migrate } from "../src/store/migrate.ts";
import { formatHistory, type History, parseHistory } from "../test/history/history.ts";
import { prove } from "../test/history/proof.ts";
import { type Progress, recordHistory } from "../test/history/run.ts";
import { startThrowaway } from "../test/support/throwaway.ts";
import { tally } from "../test/support/outcomes.ts";

/**
 * Records what concurrent callers are told by two servers while servers are killed and replies are lost, and looks
 * for an order of the commands that explains every answer. `--check FILE` looks again at a history that was kept.
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(randomInt(1_000_000)) },
    seconds: { type: "string", default: "20" },
    callers: { type: "string", default: "24" },
    check: { type: "string" },
    keep: { type: "string" },
  },
});

/** How long both servers run between two kills. */
const PERIOD_MS = 3_000;

if (values.check === undefined) await record(Number(values.seed));
else judge(parseHistory(await readFile(values.check, "utf8")), values.check);

async function record(seed: number): Promise<void> {
  const [seconds, callers] = [Number(values.seconds), Number(values.callers)];
  say(`Seed ${seed}: ${callers} callers for ${seconds} s.`);
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stopping.abort());
  const { postgres, remove } = await startThrowaway();
  try {
    await migrate({ url: postgres.url });
    const { history, kills } = await recordHistory({
      url: postgres.url,
      seed,
      callers,
      forMs: seconds * 1000,
      periodMs: Math.min(PERIOD_MS, (seconds * 1000) / 2),
      onProgress: ({ elapsedMs, calls, kills: so }: Progress) =>
        say(`${Math.round(elapsedMs / 1000)} of ${seconds} s: ${calls} calls, ${so} kills`),
      stop: stopping.signal,
    });
    console.log(`${kills} times a server was killed and replaced.`);
    const file = values.keep ?? path.join(tmpdir(), `holdfast-history-${seed}.jsonl`);
    const isProven = judge(history, file);
    if (!isProven || values.keep !== undefined) await writeFile(file, formatHistory(history));
  } finally {
    await postgres.stop();
    await remove();
  }
}

/** Prints what was found. @returns whether every answer is explained */
function judge(history: History, file: string): boolean {
  say(`Looking for an order that explains ${history.calls.length} answers.`);
  const startedAt = performance.now();
  const { parts, objections } = prove(history);
  console.table(countCalls(history));
  for (const { skus, steps, verdict } of parts) {
    const what = `${steps} calls and lapses, ${verdict.situations} situations`;
    console.log(`${skus.join(" and ")}: ${verdict.verdict} (${what})`);
  }
  console.log(`${((performance.now() - startedAt) / 1000).toFixed(1)} s to decide.`);
  for (const objection of objections) console.log(`\n${objection}`);
  if (objections.length === 0) {
    console.log("Proven: some order of the commands explains every answer.");
    return true;
  }
  console.log(`\nNot proven. To look again: npm run history -- --check ${file}`);
  process.exitCode = 1;
  return false;
}

/** How often each thing was asked, and how that ended. */
function countCalls({ calls }: History): Record<string, Readonly<Record<string, number>>> {
  const byKind = Map.groupBy(calls, ({ asked }) => asked.kind);
  const rows = [...byKind].map(([kind, some]) => {
    const ends = some.map(({ outcome }) =>
      outcome.end === "ok" && outcome.replay ? "ok, replay" : outcome.end,
    );
    return [kind, tally(ends)] as const;
  });
  return Object.fromEntries(rows.toSorted(([a], [b]) => a.localeCompare(b)));
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
