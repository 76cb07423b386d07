import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { Failure } from "./playStory.ts";
import type { Round } from "./steps/step.ts";

/** Stories that have failed, one per file. They are played with the tests for ever. */
export const REGRESSIONS = path.join(import.meta.dirname, "regressions");

/** A story in a file. */
export interface Regression {
  readonly file: string;
  readonly rounds: readonly Round[];
}

/** @returns the file */
export function keepRegression(seed: number, { message, rounds }: Failure): string {
  mkdirSync(REGRESSIONS, { recursive: true });
  const file = path.join(REGRESSIONS, `seed-${seed}.json`);
  const lines = rounds.map((round) => `    ${JSON.stringify(round)}`);
  const found = JSON.stringify(message.split("\n").slice(0, 4));
  writeFileSync(file, `{\n  "found": ${found},\n  "rounds": [\n${lines.join(",\n")}\n  ]\n}\n`);
  return path.relative(process.cwd(), file);
}

/** @param from a file, or a folder with files */
export function readRegressions(from: string): Regression[] {
  const files = statSync(from).isDirectory()
    ? readdirSync(from)
        .filter((name) => name.endsWith(".json"))
        .map((name) => path.join(from, name))
    : [from];
  return files.toSorted().map((file) => {
    const { rounds } = JSON.parse(readFileSync(file, "utf8")) as { rounds: Round[] };
    return { file: path.relative(process.cwd(), file), rounds };
  });
}
