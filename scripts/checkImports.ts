import { spawnSync } from "node:child_process";
import { glob } from "node:fs/promises";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");
const folders = ["src", "client/src"];

interface CruiseResult {
  modules: { source: string; dependencies: unknown[] }[];
  summary: {
    violations: { from: string; to: string; rule: { name: string } }[];
    ruleSetUsed: { forbidden: { name: string; comment?: string }[] };
  };
}

/**
 * Holds the import rules of `.dependency-cruiser.cjs`. dependency-cruiser passes happily having looked at
 * nothing (without the old TypeScript compiler it reads no .ts file), so what it saw is counted.
 */
async function main(): Promise<void> {
  const { modules, summary } = cruise();
  for (const { rule, from, to } of summary.violations) {
    const { comment } = summary.ruleSetUsed.forbidden.find(({ name }) => name === rule.name) ?? {};
    fail(`${rule.name}: ${from} → ${to}${comment ? `\n  ${comment}` : ""}`);
  }

  const seen = new Set(modules.map((module) => module.source));
  const files = await Array.fromAsync(
    glob(
      folders.map((folder) => `${folder}/**/*.ts`),
      { cwd: root },
    ),
  );
  const unseen = files.filter((file) => !seen.has(file.replaceAll(path.sep, "/")));
  for (const file of unseen) fail(`dependency-cruiser did not look at ${file}`);
  const importCount = modules.reduce((sum, module) => sum + module.dependencies.length, 0);
  if (files.length === 0 || importCount === 0) fail("dependency-cruiser looked at nothing");
  if (process.exitCode === undefined) {
    console.log(`import rules hold: ${files.length} files, ${importCount} imports`);
  }
}

function cruise(): CruiseResult {
  const program = path.join(root, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const args = ["--config", ".dependency-cruiser.cjs", "--output-type", "json", ...folders];
  const { stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  try {
    return JSON.parse(stdout) as CruiseResult;
  } catch {
    throw new Error(`dependency-cruiser failed: ${stderr || stdout}`);
  }
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

await main();
