import { execFileSync, spawn } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { Mutant } from "../test/mutants/mutant.ts";
import { MUTANTS } from "../test/mutants/mutants.ts";

/**
 * Breaks each guard in a copy of the tree and runs the tests that should notice. Prints every mutant with the test
 * that went red, and fails when one survives. `npm run mutants -- head` runs those whose name has that word.
 */
const ROOT = path.resolve(import.meta.dirname, "..");

/** A mutant may make a test hang; no test file takes this long when it is well. */
const TIMEOUT_MS = 240_000;

interface JestReport {
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

const word = process.argv[2] ?? "";
const chosen = MUTANTS.filter(({ name }) => name.includes(word));
const tree = mkdtempSync(path.join(tmpdir(), "holdfast-mutants-"));
let survivors = 0;
try {
  copyTree();
  for (const [index, mutant] of chosen.entries()) {
    process.stdout.write(`[${index + 1}/${chosen.length}] ${mutant.name} … `);
    const red = await findRed(mutant);
    if (red === undefined) survivors += 1;
    console.log(red === undefined ? "SURVIVED" : `caught by ${red}`);
  }
} finally {
  rmSync(tree, { recursive: true, force: true });
}
console.log(`${chosen.length - survivors} of ${chosen.length} mutants were caught.`);
if (survivors > 0 || chosen.length === 0) process.exitCode = 1;

/** What git knows, with the modules that are installed here. */
function copyTree(): void {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], {
    cwd: ROOT,
  });
  for (const file of listed.toString().split("\0").filter(Boolean)) {
    cpSync(path.join(ROOT, file), path.join(tree, file), { recursive: true });
  }
  symlinkSync(path.join(ROOT, "node_modules"), path.join(tree, "node_modules"));
  mkdirSync(path.join(tree, ".mutants"), { recursive: true });
}

/** @returns the first test that failed, or undefined when all passed */
async function findRed(mutant: Mutant): Promise<string | undefined> {
  const originals = new Map<string, string>();
  for (const { file, find, replace } of mutant.patches) {
    const whole = path.join(tree, file);
    const text = readFileSync(whole, "utf8");
    if (!originals.has(whole)) originals.set(whole, text);
    if (text.split(find).length !== 2) {
      throw new Error(`${mutant.name}: ${file} must contain exactly once: ${find}`);
    }
    writeFileSync(
      whole,
      text.replace(find, () => replace),
    );
  }
  try {
    return await runTests(mutant);
  } finally {
    for (const [whole, text] of originals) writeFileSync(whole, text);
  }
}

async function runTests({ tests, only }: Mutant): Promise<string | undefined> {
  const output = path.join(tree, ".mutants", "report.json");
  rmSync(output, { force: true });
  const args = [
    "--conditions=holdfast-source",
    "--experimental-vm-modules",
    "--disable-warning=ExperimentalWarning",
    "node_modules/jest/bin/jest.js",
    "--rootDir=.",
    // A broken program may leave something open that would keep jest waiting.
    "--forceExit",
    "--json",
    `--outputFile=${output}`,
    ...(only === undefined ? [] : [`--testNamePattern=${only}`]),
    ...tests,
  ];
  const isOver = await runQuietly(args);
  if (!isOver) return "tests that did not end in time";
  const report = JSON.parse(readFileSync(output, "utf8")) as JestReport;
  for (const { assertionResults, message, name } of report.testResults) {
    const failed = assertionResults.find(({ status }) => status === "failed");
    if (failed !== undefined) return `"${failed.fullName}"${whenFound(failed.failureMessages)}`;
    if (assertionResults.length === 0)
      throw new Error(`${path.basename(name)} did not run: ${message}`);
  }
  if (report.numTotalTests === 0) throw new Error(`no test was found in ${tests.join(", ")}`);
  return undefined;
}

/** The model test says how long it took. */
function whenFound(messages: readonly string[]): string {
  const [steps] = /after \d+ steps/.exec(messages.join()) ?? [];
  return steps === undefined ? "" : ` ${steps}`;
}

/** @returns false when the time ran out */
function runQuietly(args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: tree, stdio: "ignore", detached: true });
    const timer = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      resolve(false);
    }, TIMEOUT_MS);
    child.on("exit", () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
